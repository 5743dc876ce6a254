package io.llmgateway.providers.gemini;

import io.llmgateway.chat.Part;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Writes {@code systemInstruction} and {@code contents}. */
final class ContentWriter {
    private final JsonGenerator json;
    private final GeminiModel model;
    private final Conversation conversation;

    ContentWriter(JsonGenerator json, GeminiModel model, Conversation conversation) {
        this.json = json;
        this.model = model;
        this.conversation = conversation;
    }

    void write() {
        if (!conversation.instructions().isEmpty()) {
            json.writeObjectPropertyStart("systemInstruction");
            json.writeArrayPropertyStart("parts");
            conversation.instructions().forEach(this::writeText);
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeArrayPropertyStart("contents");
        for (Conversation.Turn turn : conversation.turns()) {
            json.writeStartObject();
            json.writeStringProperty("role", turn.model() ? "model" : "user");
            json.writeArrayPropertyStart("parts");
            if (turn.model()) {
                writeAnswer(turn.parts());
            } else {
                writeQuestion(turn.parts());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeText(String text) {
        json.writeStartObject();
        json.writeStringProperty("text", text);
        json.writeEndObject();
    }

    private void writeAnswer(List<Part> parts) {
        boolean called = false;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Part.Text text) {
                writeText(text.text(), false, GeminiState.of(text.state()).signature());
            } else if (part instanceof Part.Reasoning reasoning) {
                writeText(
                        reasoning.text(),
                        true,
                        GeminiState.of(reasoning.state()).signature());
            } else if (part instanceof Part.Refusal refusal) {
                writeText(refusal.text());
            } else if (part instanceof Part.ToolCall call) {
                writeCall(call, !called);
                called = true;
            } else if (part instanceof Part.Opaque opaque) {
                if (GeminiState.signatureOfNeighbour(opaque) == null) {
                    WireJson.raw(json, opaque.state().data(), "a part of format \"gemini\"");
                }
            } else {
                Part next = i + 1 < parts.size() ? parts.get(i + 1) : part;
                writeMedia(part, GeminiState.signatureOfNeighbour(next));
            }
        }
    }

    private void writeText(String text, boolean thought, @Nullable String signature) {
        json.writeStartObject();
        json.writeStringProperty("text", text);
        if (thought) {
            json.writeBooleanProperty("thought", true);
        }
        writeSignature(signature);
        json.writeEndObject();
    }

    private void writeSignature(@Nullable String signature) {
        if (signature != null) {
            json.writeStringProperty("thoughtSignature", signature);
        }
    }

    private void writeCall(Part.ToolCall call, boolean first) {
        GeminiState state = GeminiState.of(call.state());
        json.writeStartObject();
        json.writeObjectPropertyStart("functionCall");
        writeId(state.callId());
        json.writeStringProperty("name", call.name());
        json.writeName("args");
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        WireJson.raw(json, arguments, "arguments of the call of tool \"" + call.name() + "\"");
        json.writeEndObject();
        // the first call of a step is the one whose signature is looked at
        boolean foreign = first && model.third() && state.signature() == null;
        writeSignature(foreign ? GeminiState.MADE_ELSEWHERE : state.signature());
        json.writeEndObject();
    }

    private void writeId(@Nullable String id) {
        if (id != null) {
            json.writeStringProperty("id", id);
        }
    }

    private void writeQuestion(List<Part> parts) {
        List<Part> shown = new ArrayList<>(0);
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                writeResult(result, shown);
            } else {
                // all results come first, the vendor counts them against the calls
                shown.forEach(media -> writeMedia(media, null));
                shown.clear();
                if (part instanceof Part.Text text) {
                    writeText(text.text());
                } else if (part instanceof Part.Opaque opaque) {
                    WireJson.raw(json, opaque.state().data(), "a part of format \"gemini\"");
                } else if (part instanceof Part.Reasoning || part instanceof Part.Refusal) {
                    throw new InvalidRequestException("a user's message holds what only a model says: " + part);
                } else {
                    writeMedia(part, null);
                }
            }
        }
        shown.forEach(media -> writeMedia(media, null));
    }

    private void writeResult(Part.ToolResult result, List<Part> shown) {
        Part.ToolCall call = conversation.call(result.callId());
        List<Part> media = mediaOf(result);
        json.writeStartObject();
        json.writeObjectPropertyStart("functionResponse");
        writeId(call == null ? null : GeminiState.of(call.state()).callId());
        json.writeStringProperty("name", call == null ? String.valueOf(result.name()) : call.name());
        json.writeName("response");
        writeResponse(result);
        if (model.third() && !media.isEmpty()) {
            json.writeArrayPropertyStart("parts");
            for (Part part : media) {
                json.writeStartObject();
                new MediaWriter(json, titleOf(part)).write(part);
                json.writeEndObject();
            }
            json.writeEndArray();
        } else {
            shown.addAll(media);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static List<Part> mediaOf(Part.ToolResult result) {
        List<Part> media = new ArrayList<>(0);
        for (Part part : result.content()) {
            if (part instanceof Part.Image || part instanceof Part.Document || part instanceof Part.Audio) {
                media.add(part);
            } else if (!(part instanceof Part.Text || part instanceof Part.CachePoint)) {
                throw new InvalidRequestException("the result of call \"" + result.callId() + "\" holds " + part
                        + ": it may hold text, images, sounds and documents");
            }
        }
        return media;
    }

    // an object as it is, anything else inside one; the two names are Google's own
    private void writeResponse(Part.ToolResult result) {
        String text = result.content().stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining("\n"));
        if (!result.error() && isObject(text)) {
            json.writeRawValue(text);
            return;
        }
        json.writeStartObject();
        json.writeStringProperty(result.error() ? "error" : "result", text);
        json.writeEndObject();
    }

    private static boolean isObject(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return false;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = WireJson.parser(utf8, 0, utf8.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private void writeMedia(Part part, @Nullable String signature) {
        String title = titleOf(part);
        if (title != null) {
            // there is no field for it here, and the model is meant to know
            writeText("Document \"" + title + "\":");
        }
        json.writeStartObject();
        new MediaWriter(json, null).write(part);
        writeSignature(signature);
        json.writeEndObject();
    }

    private static @Nullable String titleOf(Part part) {
        return part instanceof Part.Document document ? document.title() : null;
    }
}
