package io.llmgateway.providers.openai;

import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.WireJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one earlier answer back as the items it came from. Reasoning waits for the item that follows it, because the
 * vendor refuses one without the other. For one message.
 */
final class ResponsesTurn {
    private final JsonGenerator json;
    private final Permit permit;
    private final ResponsesCalls calls;
    private final boolean stored;
    private final List<ObjectNode> reasoning = new ArrayList<>(1);
    private final List<Part> texts = new ArrayList<>(1);
    private Part.@Nullable Image image;
    private boolean orphaned;

    /**
     * For one message.
     *
     * @param calls takes note of the tool calls written
     * @param stored whether the vendor knows items by their ids
     */
    ResponsesTurn(JsonGenerator json, Permit permit, ResponsesCalls calls, boolean stored) {
        this.json = json;
        this.permit = permit;
        this.calls = calls;
        this.stored = stored;
    }

    void write(Message message, String where) {
        for (Part part : message.parts()) {
            if (part instanceof Part.Text text) {
                text(text, where);
            } else if (part instanceof Part.Refusal) {
                texts.add(part);
            } else {
                flushTexts(null);
                other(part, where);
            }
        }
        flushTexts(null);
        leaveOutImage();
    }

    private void text(Part.Text text, String where) {
        texts.add(text);
        ProviderState state = text.state();
        if (state != null && permit.owns(state)) {
            flushTexts(tree(state, where));
        }
    }

    private void other(Part part, String where) {
        if (part instanceof Part.Reasoning thought) {
            reasoning(thought, where);
        } else if (part instanceof Part.ToolCall call) {
            call(call, where);
        } else if (part instanceof Part.Opaque opaque) {
            if (permit.owns(opaque.state())) {
                opaque(tree(opaque.state(), where));
            }
        } else if (part instanceof Part.Image made) {
            leaveOutImage();
            image = made;
        } else if (part instanceof Part.ToolResult) {
            throw new InvalidRequestException(
                    where + " has role assistant and holds the result of a tool: put it into a message of role tool");
        } else if (!(part instanceof Part.CachePoint)) {
            permit.leaveOut(
                    part.getClass().getSimpleName(), "the Responses API takes texts and tool calls as an answer only");
        }
    }

    private void reasoning(Part.Reasoning thought, String where) {
        ProviderState state = thought.state();
        if (state == null || !permit.owns(state)) {
            return; // another vendor's, or a part of an item whose last part has the state
        }
        ObjectNode item = tree(state, where);
        if (stored || holds(item, "encrypted_content") || holds(item, "content")) {
            reasoning.add(item);
        } else {
            // it could be found by its id only, and nothing is stored; nor may its followers refer to it then
            orphaned = true;
        }
    }

    private static boolean holds(ObjectNode item, String field) {
        JsonNode value = item.path(field);
        return value.isString() ? !value.stringValue().isEmpty() : value.isArray() && !value.isEmpty();
    }

    private void flushReasoning() {
        reasoning.forEach(this::item);
        reasoning.clear();
    }

    private void item(ObjectNode item) {
        json.writeRawValue(item.toString());
    }

    private void flushTexts(@Nullable ObjectNode state) {
        texts.removeIf(part ->
                state == null && part instanceof Part.Text text && text.text().isEmpty());
        if (texts.isEmpty()) {
            return;
        }
        flushReasoning();
        json.writeStartObject();
        if (state == null) {
            json.writeStringProperty("role", "assistant");
        } else {
            json.writeStringProperty("type", "message");
            json.writeStringProperty("role", "assistant");
            rest(state);
        }
        json.writeName("content");
        if (state == null && texts.size() == 1 && texts.get(0) instanceof Part.Text only) {
            json.writeString(only.text());
        } else {
            json.writeStartArray();
            texts.forEach(this::content);
            json.writeEndArray();
        }
        json.writeEndObject();
        texts.clear();
    }

    private void content(Part part) {
        json.writeStartObject();
        if (part instanceof Part.Refusal refusal) {
            json.writeStringProperty("type", "refusal");
            json.writeStringProperty("refusal", refusal.text());
        } else if (part instanceof Part.Text text) {
            json.writeStringProperty("type", "output_text");
            json.writeStringProperty("text", text.text());
            json.writeArrayPropertyStart("annotations");
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void rest(ObjectNode state) {
        if (orphaned) {
            state.remove("id");
        }
        state.properties().forEach(field -> {
            json.writeName(field.getKey());
            json.writeRawValue(field.getValue().toString());
        });
    }

    private void call(Part.ToolCall call, String where) {
        if (!call.complete()) {
            throw new InvalidRequestException(where + " holds the tool call \"" + call.id()
                    + "\", which was cut off inside its arguments: leave it out of the conversation");
        }
        calls.add(call.id());
        flushReasoning();
        json.writeStartObject();
        json.writeStringProperty("type", "function_call");
        ProviderState state = call.state();
        if (state != null && permit.owns(state)) {
            rest(tree(state, where));
        }
        json.writeStringProperty("call_id", call.id());
        json.writeStringProperty("name", call.name());
        json.writeStringProperty("arguments", call.arguments().isEmpty() ? "{}" : call.arguments());
        json.writeEndObject();
    }

    private void opaque(ObjectNode item) {
        Part.Image made = image;
        if (made != null
                && made.source() instanceof MediaSource.Inline inline
                && item.path("type").asString("").equals("image_generation_call")
                && !item.has("result")) {
            item.put("result", inline.base64());
            image = null;
        }
        leaveOutImage();
        flushReasoning();
        calls.opaque(item);
        item(item);
    }

    // an image goes back as the item that made it, which follows it; any other has no form here
    private void leaveOutImage() {
        if (image != null) {
            image = null;
            permit.leaveOut("image", "the Responses API takes no image as an answer that it did not make");
        }
    }

    static ObjectNode tree(ProviderState state, String where) {
        try {
            if (WireJson.mapper().readTree(state.data()) instanceof ObjectNode item) {
                return item;
            }
        } catch (JacksonException e) {
            throw new InvalidRequestException(
                    where + ": the state of a part is no JSON: send parts of an answer back as they came");
        }
        throw new InvalidRequestException(
                where + ": the state of a part is no item: send parts of an answer back as they came");
    }
}
