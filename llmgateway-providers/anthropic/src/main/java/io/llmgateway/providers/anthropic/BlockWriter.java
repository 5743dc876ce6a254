package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.WireJson;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Writes content blocks. For one request, on one thread. */
final class BlockWriter {
    private static final Pattern FOREIGN = Pattern.compile("[^a-zA-Z0-9_-]");

    private final JsonGenerator json;
    private final Consent consent;
    private final MediaWriter media;

    BlockWriter(JsonGenerator json, Consent consent) {
        this.json = json;
        this.consent = consent;
        this.media = new MediaWriter(json);
    }

    /** Whether something written refers to an uploaded file. */
    boolean files() {
        return media.files();
    }

    /** Writes blocks as the value of a content field: plain text as a string, everything else as an array. */
    void write(List<Block> blocks, boolean assistant) {
        Block first = blocks.get(0);
        if (blocks.size() == 1 && first.cacheTtl() == null && first.part() instanceof Part.Text text) {
            if (!assistant || text.state() == null) {
                json.writeString(text.text());
                return;
            }
        }
        json.writeStartArray();
        for (Block block : blocks) {
            write(block, assistant);
        }
        json.writeEndArray();
    }

    private void write(Block block, boolean assistant) {
        Part part = block.part();
        if (part instanceof Part.Reasoning reasoning && reasoning.state() != null) {
            own(reasoning.state());
        } else if (part instanceof Part.Opaque opaque) {
            own(opaque.state());
        } else if (part instanceof Part.ToolResult result) {
            result(result, block.cacheTtl());
        } else if (part instanceof Part.ToolCall call) {
            call(call, block.cacheTtl());
        } else {
            content(part, block.cacheTtl(), assistant);
        }
    }

    private void own(ProviderState state) {
        WireJson.raw(json, state.data(), "the state of a part in format \"anthropic\"");
    }

    private void content(Part part, @Nullable String cacheTtl, boolean assistant) {
        if (part instanceof Part.Text text) {
            text(text.text(), assistant ? text.state() : null, cacheTtl);
        } else if (part instanceof Part.Refusal refusal) {
            text(refusal.text(), null, cacheTtl);
        } else if (part instanceof Part.Image image) {
            media.image(image, cacheTtl);
        } else if (part instanceof Part.Document document) {
            media.document(document, cacheTtl);
        }
    }

    private void text(String text, @Nullable ProviderState state, @Nullable String cacheTtl) {
        json.writeStartObject();
        json.writeStringProperty("type", "text");
        json.writeStringProperty("text", text);
        fields(state);
        cacheControl(json, cacheTtl);
        json.writeEndObject();
    }

    private void call(Part.ToolCall call, @Nullable String cacheTtl) {
        String arguments = call.arguments().strip();
        String where = "the arguments of tool call " + call.id();
        if (!arguments.isEmpty() && !arguments.equals("null") && !arguments.startsWith("{")) {
            throw new InvalidRequestException(where + " are no JSON object, and Anthropic takes nothing else");
        }
        json.writeStartObject();
        json.writeStringProperty("type", "tool_use");
        json.writeStringProperty("id", id(call.id()));
        json.writeStringProperty("name", call.name());
        json.writeName("input");
        WireJson.raw(json, arguments.startsWith("{") ? arguments : "{}", where);
        fields(call.state());
        cacheControl(json, cacheTtl);
        json.writeEndObject();
    }

    private void result(Part.ToolResult result, @Nullable String cacheTtl) {
        json.writeStartObject();
        json.writeStringProperty("type", "tool_result");
        json.writeStringProperty("tool_use_id", id(result.callId()));
        List<Part> parts = result.content().stream()
                .filter(part -> inResult(part, result.callId()))
                .toList();
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text only) {
            json.writeStringProperty("content", only.text());
        } else if (!parts.isEmpty()) {
            json.writeArrayPropertyStart("content");
            parts.forEach(part -> write(new Block(part), false));
            json.writeEndArray();
        } else if (result.error()) {
            json.writeStringProperty("content", "failed"); // an error must say something
        }
        if (result.error()) {
            json.writeBooleanProperty("is_error", true);
        }
        cacheControl(json, cacheTtl);
        json.writeEndObject();
    }

    private boolean inResult(Part part, String callId) {
        if (part instanceof Part.CachePoint) {
            return false;
        }
        if (part instanceof Part.Text text) {
            return !text.text().isBlank();
        }
        if (part instanceof Part.Image || part instanceof Part.Document) {
            return MediaWriter.takes(part, consent);
        }
        if (part instanceof Part.Audio) {
            consent.leaveOut("audio in a tool result", "Anthropic does not take it");
            return false;
        }
        if (part instanceof Part.Opaque opaque) {
            return opaque.state().format().equals(MessagesWire.FORMAT);
        }
        throw new InvalidRequestException("the result of tool call " + callId + " holds a "
                + part.getClass().getSimpleName() + ": it may hold text, images and documents");
    }

    /** Fields that came with a block and go back with it, such as citations. */
    private void fields(@Nullable ProviderState state) {
        if (state == null || !state.format().equals(MessagesWire.FORMAT)) {
            return;
        }
        String where = "the state of a part in format \"anthropic\"";
        WireJson.check(state.data(), where);
        for (var field : WireJson.mapper().readTree(state.data()).properties()) {
            JsonNode value = field.getValue();
            json.writeName(field.getKey());
            json.writeRawValue(value.toString());
        }
    }

    // other vendors make ids of letters that Anthropic refuses; calls and results change alike
    private static String id(String callId) {
        return FOREIGN.matcher(callId).replaceAll("_");
    }

    static void cacheControl(JsonGenerator json, @Nullable String ttl) {
        if (ttl == null) {
            return;
        }
        json.writeObjectPropertyStart("cache_control");
        json.writeStringProperty("type", "ephemeral");
        if (!ttl.isEmpty()) {
            json.writeStringProperty("ttl", ttl);
        }
        json.writeEndObject();
    }
}
