package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.WireJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One content block on its way in, whole or piece by piece. Texts go to the answer at once; what must be sent back with
 * the block is kept until its end. On one thread.
 */
final class ReadBlock {
    private static final String DIRECT = "{\"type\":\"direct\"}";

    private String type = "";
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable String input;
    private boolean inputCame;
    /** Texts by field: what came with the block, and what was added to it. */
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>(4);
    /** Everything else by field, as JSON. */
    private final Map<String, String> others = new LinkedHashMap<>(2);

    private @Nullable ArrayNode citations;

    private ReadBlock() {}

    /** Reads a block; the parser stands on it. */
    static ReadBlock read(JsonParser json) {
        ReadBlock block = new ReadBlock();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return block;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "type" -> block.type = Objects.requireNonNullElse(WireJson.text(json), "");
                case "id" -> block.id = WireJson.text(json);
                case "name" -> block.name = WireJson.text(json);
                case "input" -> block.input = input(json);
                default -> block.field(field, json);
            }
        }
        return block;
    }

    private static @Nullable String input(JsonParser json) {
        return json.currentToken().isScalarValue() ? WireJson.text(json) : WireJson.copy(json);
    }

    private void field(String field, JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            append(field, json.getString());
        } else {
            others.put(field, WireJson.copy(json));
        }
    }

    private void append(String field, String piece) {
        texts.computeIfAbsent(field, any -> new StringBuilder()).append(piece);
    }

    private String text(String field) {
        StringBuilder text = texts.get(field);
        return text == null ? "" : text.toString();
    }

    /** Tells the answer what the block begins with. */
    void begin(Answer answer) {
        answer.endPart();
        switch (type) {
            case "text" -> {
                answer.text(text("text"));
                addCitations(others.get("citations"));
            }
            case "thinking" -> answer.reasoning(text("thinking"));
            case "tool_use" -> answer.toolCall(this, id, Objects.requireNonNullElse(name, ""));
            default -> {}
        }
    }

    /** A piece of one of the block's texts. */
    void add(String field, String piece, Answer answer) {
        switch (type) {
            case "text" -> {
                if (field.equals("text")) {
                    answer.text(piece);
                }
            }
            case "thinking" -> {
                append(field, piece); // the whole is signed, and sent back as it came
                if (field.equals("thinking")) {
                    answer.reasoning(piece);
                }
            }
            default -> append(field, piece);
        }
    }

    /** A piece of the block's input. */
    void addInput(String piece, Answer answer) {
        inputCame |= !piece.isEmpty();
        if (type.equals("tool_use")) {
            answer.toolArguments(this, piece);
        } else {
            append("input", piece);
        }
    }

    /** Something of a piece that is no text, as JSON. */
    void addOther(String field, String json) {
        if (field.equals("citation")) {
            addCitation(WireJson.mapper().readTree(json));
        } else {
            others.put(field, json);
        }
    }

    private void addCitations(@Nullable String json) {
        if (json != null && WireJson.mapper().readTree(json) instanceof ArrayNode all) {
            all.forEach(this::addCitation);
        }
    }

    private void addCitation(JsonNode citation) {
        if (citations == null) {
            citations = WireJson.mapper().createArrayNode();
        }
        citations.add(citation);
    }

    /** The block is over. */
    void end(Answer answer) {
        switch (type) {
            case "text" -> endText(answer);
            case "thinking", "redacted_thinking" -> endThinking(answer);
            case "tool_use" -> endToolUse(answer);
            case "" -> {} // no block at all
            default -> answer.part(new Part.Opaque(state(tree())));
        }
        answer.endPart();
    }

    private void endText(Answer answer) {
        if (citations != null) {
            ObjectNode fields = WireJson.mapper().createObjectNode();
            fields.set("citations", citations);
            answer.textState(state(fields));
        }
    }

    private void endThinking(Answer answer) {
        boolean signed = type.equals("redacted_thinking") || !text("signature").isEmpty();
        if (signed) { // servers that copy Anthropic's interface may not sign; then there is nothing to send back
            answer.reasoningState(state(tree()));
        }
    }

    private void endToolUse(Answer answer) {
        if (!inputCame && input != null && !input.equals("{}")) {
            answer.toolArguments(this, input);
        }
        String caller = others.get("caller");
        if (caller != null && !caller.equals(DIRECT) && !caller.equals("null")) {
            ObjectNode fields = WireJson.mapper().createObjectNode();
            fields.set("caller", WireJson.mapper().readTree(caller));
            answer.toolState(this, state(fields));
        }
    }

    /** The block as it came, with all its pieces in place. */
    private ObjectNode tree() {
        ObjectNode tree = WireJson.mapper().createObjectNode();
        tree.put("type", type);
        if (id != null) {
            tree.put("id", id);
        }
        if (name != null) {
            tree.put("name", name);
        }
        others.forEach((field, json) -> tree.set(field, WireJson.mapper().readTree(json)));
        texts.forEach((field, text) -> tree.put(field, text.toString()));
        if (inputCame || input != null) {
            tree.set("input", json(inputCame ? text("input") : String.valueOf(input)));
        }
        if (citations != null) {
            tree.set("citations", citations);
        }
        return tree;
    }

    private static JsonNode json(String input) {
        try {
            return WireJson.mapper().readTree(input.isBlank() ? "{}" : input);
        } catch (JacksonException e) {
            return WireJson.mapper().createObjectNode(); // cut inside; the block is lost, not the answer
        }
    }

    private static ProviderState state(ObjectNode tree) {
        return new ProviderState(MessagesWire.FORMAT, tree.toString());
    }
}
