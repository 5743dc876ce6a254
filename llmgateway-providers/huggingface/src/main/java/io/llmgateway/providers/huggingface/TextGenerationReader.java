package io.llmgateway.providers.huggingface;

import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Usage;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.FrameJson;
import io.llmgateway.providers.kit.Frames;
import io.llmgateway.providers.kit.WireJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what TGI generates: a whole text, alone or in a list, or one token an event, of which the last has the whole
 * text and the details.
 */
final class TextGenerationReader implements ChatWire.Reader {
    private final FrameJson frames = new FrameJson();
    private final int promptCharacters;
    private boolean written;
    private boolean counted;

    TextGenerationReader(int promptCharacters) {
        this.promptCharacters = promptCharacters;
    }

    @Override
    public void whole(JsonParser json, Answer answer) {
        if (json.nextToken() == JsonToken.START_ARRAY) {
            json.nextToken();
        }
        read(json, answer);
    }

    @Override
    public void frame(Frames frame, Answer answer) {
        if (read(frames.parser(frame), answer)) {
            answer.end();
        }
    }

    /** True if it was the last there is. */
    private boolean read(JsonParser json, Answer answer) {
        if (!WireJson.enterObject(json)) {
            return false;
        }
        String text = null;
        ObjectNode error = null;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "token" -> token(json, answer);
                case "generated_text" -> text = WireJson.text(json);
                case "details" -> details(json, answer);
                case "error", "error_type", "message", "estimated_time" -> {
                    error = error == null ? WireJson.mapper().createObjectNode() : error;
                    error.set(field, WireJson.tree(json));
                }
                default -> json.skipChildren();
            }
        }
        if (error != null && error.has("error")) {
            throw answer.failed(HuggingFaceFailures.inAnswer(error));
        }
        if (text == null) {
            return false;
        }
        if (!written) {
            answer.text(text);
        }
        if (!counted) {
            usage(0, tokens(text.length()), true, answer);
        }
        return true;
    }

    private void token(JsonParser json, Answer answer) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        String text = null;
        boolean special = false;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "text" -> text = WireJson.text(json);
                case "special" -> special = json.currentToken() == JsonToken.VALUE_TRUE;
                default -> json.skipChildren();
            }
        }
        if (text != null && !special) {
            written |= !text.isEmpty();
            answer.text(text);
        }
    }

    private void details(JsonParser json, Answer answer) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        long input = 0;
        long output = -1;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "finish_reason" -> finish(WireJson.text(json), answer);
                case "generated_tokens" -> output = WireJson.number(json);
                case "input_length" -> input = WireJson.number(json);
                case "prefill" -> input = Math.max(input, count(json));
                default -> json.skipChildren();
            }
        }
        if (output >= 0) {
            usage(input, output, input <= 0, answer);
        }
    }

    // the server tells the length of the prompt in newer streams only
    private void usage(long input, long output, boolean estimated, Answer answer) {
        counted = true;
        answer.usage(Usage.builder()
                .input(input > 0 ? input : tokens(promptCharacters))
                .output(output)
                .estimated(estimated)
                .build());
    }

    // about four characters a token
    private static long tokens(long characters) {
        return (characters + 3) / 4;
    }

    private static long count(JsonParser json) {
        long elements = 0;
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                json.skipChildren();
                elements++;
            }
        }
        return elements;
    }

    private static void finish(@Nullable String raw, Answer answer) {
        String word = Objects.requireNonNullElse(raw, "");
        if (!word.isEmpty()) {
            answer.finish(
                    switch (word) {
                        case "eos_token", "stop_sequence", "stop" -> FinishReason.STOP.as(word);
                        case "length" -> FinishReason.LENGTH;
                        default -> FinishReason.OTHER.as(word);
                    });
        }
    }
}
