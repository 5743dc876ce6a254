package io.llmgateway.providers.anthropic;

import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.WireJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What an event adds to a block, or tells of the message. Its type may be the last of its fields. */
final class Delta {
    private @Nullable String text;
    private @Nullable String thinking;
    private @Nullable String input;
    private @Nullable Map<String, String> texts;
    private @Nullable Map<String, String> others;
    private @Nullable Stop stop;

    private Delta() {}

    static Delta read(JsonParser json) {
        Delta delta = new Delta();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return delta;
        }
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            switch (name) {
                case "type" -> {}
                case "text" -> delta.text = WireJson.text(json);
                case "thinking" -> delta.thinking = WireJson.text(json);
                case "partial_json" -> delta.input = WireJson.text(json);
                case "stop_reason", "stop_details" -> delta.stop(name, json);
                default -> delta.other(name, json);
            }
        }
        return delta;
    }

    // signatures, citations, and whatever blocks of new kinds have
    private void other(String name, JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            texts = texts == null ? new LinkedHashMap<>(1) : texts;
            texts.put(name, json.getString());
        } else {
            others = others == null ? new LinkedHashMap<>(1) : others;
            others.put(name, WireJson.copy(json));
        }
    }

    private void stop(String name, JsonParser json) {
        stop = stop == null ? new Stop() : stop;
        stop.field(name, json);
    }

    /** Tells why the model stopped, if that is what came. */
    void tellStop(Answer answer) {
        if (stop != null) {
            stop.tell(answer);
        }
    }

    /**
     * Adds to a block.
     *
     * @param block the block; null if its beginning was never told, and then texts are taken for what they say
     */
    void tell(@Nullable ReadBlock block, Answer answer) {
        if (block == null) {
            answer.text(text == null ? "" : text);
            answer.reasoning(thinking == null ? "" : thinking);
            return;
        }
        if (text != null) {
            block.add("text", text, answer);
        }
        if (thinking != null) {
            block.add("thinking", thinking, answer);
        }
        if (input != null) {
            block.addInput(input, answer);
        }
        if (texts != null) {
            texts.forEach((field, piece) -> block.add(field, piece, answer));
        }
        if (others != null) {
            others.forEach(block::addOther);
        }
    }
}
