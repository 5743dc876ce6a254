package io.llmgateway.providers.openai;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.FrameJson;
import io.llmgateway.providers.kit.Frames;
import io.llmgateway.providers.kit.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads one answer of the Chat Completions API, whole or in chunks, from anybody who speaks the dialect. */
final class ChatCompletionsReader implements ChatWire.Reader {
    private final Dialect dialect;
    private final boolean several;
    private final MessageReader messages;
    private final FrameJson frames = new FrameJson();
    private boolean started;
    private boolean choiceSeen;
    private boolean choicesHere;
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable ObjectNode loose;
    private boolean tierTold;

    ChatCompletionsReader(Dialect dialect, ChatRequest request) {
        this.dialect = dialect;
        this.several = request.extra().containsKey("n");
        this.messages = new MessageReader(dialect, SpokenAnswer.to(request));
    }

    @Override
    public void whole(JsonParser json, Answer answer) {
        if (!WireJson.enterObject(json)) {
            throw answer.failed(Failure.of(FailureClass.MALFORMED, "the answer is no JSON object"));
        }
        fields(json, true, answer);
        answer.started(model, id);
        if (!choiceSeen) {
            throw answer.failed(
                    loose == null
                            ? Failure.of(FailureClass.MALFORMED, "the answer has no choices")
                            : OpenAiFailures.inAnswer(loose));
        }
        messages.end(answer);
    }

    @Override
    public void frame(Frames frame, Answer answer) {
        if (isDone(frame)) {
            done(answer);
            return;
        }
        if (frame.name().equals("error")) {
            throw answer.failed(OpenAiFailures.inAnswer(tree(frame)));
        }
        if (!started) {
            start(frame, answer);
        }
        loose = null;
        JsonParser json = frames.parser(frame);
        if (WireJson.enterObject(json)) {
            fields(json, false, answer);
        }
        started |= choiceSeen;
        if (loose != null && !choicesHere && (loose.has("message") || loose.has("detail"))) {
            throw answer.failed(OpenAiFailures.inAnswer(loose));
        }
    }

    // [DONE], the one thing that is no JSON
    private static boolean isDone(Frames frame) {
        byte[] bytes = frame.buffer();
        int at = frame.offset();
        return frame.length() >= 6 && bytes[at] == '[' && bytes[at + 1] == 'D' && bytes[at + 5] == ']';
    }

    private static JsonNode tree(Frames frame) {
        try (JsonParser json = WireJson.parser(frame)) {
            return WireJson.tree(json);
        }
    }

    // The first event names the model that serves, but it may stand behind the content: look ahead, once.
    private void start(Frames frame, Answer answer) {
        try (JsonParser json = WireJson.parser(frame)) {
            if (!WireJson.enterObject(json)) {
                return;
            }
            for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                switch (field) {
                    case "id" -> id = WireJson.text(json);
                    case "model" -> model = WireJson.text(json);
                    default -> json.skipChildren();
                }
            }
        }
        // Azure begins with a chunk about the prompt that names nothing
        if (model != null && !model.isEmpty()) {
            started = true;
            answer.started(model, id);
        }
    }

    private void fields(JsonParser json, boolean whole, Answer answer) {
        choicesHere = false;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "id", "model" -> named(field, json, whole);
                case "choices" -> choices(json, whole, answer);
                case "usage" -> usage(json, answer);
                case "service_tier" -> tier(json, answer);
                case "x_groq" -> groq(json, answer);
                case "error" -> error(json, answer);
                case "message", "detail", "code", "type", "status" -> keep(field, json);
                default -> json.skipChildren();
            }
        }
    }

    // each chunk repeats them, and start has looked ahead: as strings they would be a seventh of a chunk's garbage
    private void named(String field, JsonParser json, boolean whole) {
        if (!whole) {
            json.skipChildren();
        } else if (field.equals("id")) {
            id = WireJson.text(json);
        } else {
            model = WireJson.text(json);
        }
    }

    private void usage(JsonParser json, Answer answer) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            UsageReader.read(json, dialect).tell(answer);
        } else {
            json.skipChildren();
        }
    }

    // every chunk repeats it
    private void tier(JsonParser json, Answer answer) {
        if (tierTold) {
            json.skipChildren();
            return;
        }
        String tier = WireJson.text(json);
        tierTold = tier != null;
        answer.serviceTier(tier);
    }

    private void groq(JsonParser json, Answer answer) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "usage" -> usage(json, answer);
                case "error" -> error(json, answer);
                default -> json.skipChildren();
            }
        }
    }

    private static void error(JsonParser json, Answer answer) {
        JsonNode error = WireJson.tree(json);
        boolean nothing = error.isNull() || error.isBoolean() || (error.isContainer() && error.isEmpty());
        if (!nothing && !error.asString("x").isEmpty()) {
            ObjectNode told = WireJson.mapper().createObjectNode();
            told.set("error", error);
            throw answer.failed(OpenAiFailures.inAnswer(told));
        }
    }

    // what an error without a name consists of
    private void keep(String field, JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (loose == null) {
            loose = WireJson.mapper().createObjectNode();
        }
        loose.set(field, WireJson.tree(json));
    }

    private void choices(JsonParser json, boolean whole, Answer answer) {
        choicesHere = true;
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        for (int at = 0; json.nextToken() != JsonToken.END_ARRAY; at++) {
            if (json.currentToken() != JsonToken.START_OBJECT || (whole && at > 0)) {
                json.skipChildren();
            } else {
                choiceSeen = true;
                choice(json, whole, answer);
            }
        }
    }

    private void choice(JsonParser json, boolean whole, Answer answer) {
        if (several && !whole) {
            // the number of the choice may stand behind its content
            JsonNode choice = WireJson.tree(json);
            if (choice.path("index").asInt(0) == 0) {
                try (JsonParser tokens = WireJson.mapper().treeAsTokens(choice)) {
                    tokens.nextToken();
                    choiceFields(tokens, false, answer);
                }
            }
            return;
        }
        choiceFields(json, whole, answer);
    }

    private void choiceFields(JsonParser json, boolean whole, Answer answer) {
        boolean ours = true;
        String reason = null;
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "index" -> {
                    ours = whole || WireJson.number(json) == 0;
                    json.skipChildren();
                }
                case "error" -> error(json, answer);
                case "finish_reason" -> reason = WireJson.text(json);
                case "usage" -> usage(json, answer); // Moonshot
                default -> {
                    if (ours && field.equals(whole ? "message" : "delta")) {
                        messages.read(json, whole, answer);
                    } else {
                        json.skipChildren();
                    }
                }
            }
        }
        if (ours && reason != null && !reason.isEmpty()) {
            FinishReason why = finish(reason);
            // OpenAI ends a refusal as it ends any answer
            boolean refused = why.equals(FinishReason.STOP) && messages.refused();
            answer.finish(refused ? FinishReason.CONTENT_FILTER.as(reason) : why);
        }
    }

    private static FinishReason finish(String raw) {
        FinishReason common =
                switch (raw) {
                    case "stop", "eos", "eos_token", "stop_sequence", "end_turn", "completed" -> FinishReason.STOP;
                    case "length", "model_length", "max_tokens", "max_output_tokens" -> FinishReason.LENGTH;
                    case "tool_calls", "function_call", "tool_use", "tool_call" -> FinishReason.TOOL_CALLS;
                    case "content_filter", "safety", "sensitive", "refusal" -> FinishReason.CONTENT_FILTER;
                    case "error", "insufficient_system_resource", "network_error", "abort" -> FinishReason.ERROR;
                    default -> FinishReason.OTHER;
                };
        return common.as(raw);
    }

    private void done(Answer answer) {
        if (!choiceSeen) {
            throw answer.failed(Failure.of(FailureClass.MALFORMED, "the stream ended without an answer"));
        }
        messages.end(answer);
        answer.end();
    }

    @Override
    public boolean completeAtEnd(Answer answer) {
        if (!answer.hasFinishReason()) {
            return false;
        }
        messages.end(answer);
        return true;
    }
}
