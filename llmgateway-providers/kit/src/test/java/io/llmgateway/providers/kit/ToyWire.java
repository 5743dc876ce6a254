package io.llmgateway.providers.kit;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Usage;
import java.util.Map;
import tools.jackson.core.JsonParser;

/**
 * The format of a vendor that does not exist. Whole: {@code {"id":…,"text":…,"finish":…,"used":…}}. Streamed: the same
 * fields in any number of pieces as server-sent events, then {@code [DONE]}. Errors: {@code {"error":…}}.
 */
record ToyWire(String url, String key) implements ChatWire {
    @Override
    public WireRequest write(ChatRequest request, Call call, Consent consent) {
        byte[] body = WireJson.object(
                json -> {
                    json.writeStringProperty("prompt", request.messages().get(0).text());
                    json.writeBooleanProperty("stream", call.streamed());
                },
                Map.of());
        return WireRequest.post(url, body)
                .secretHeader("x-toy-key", "", key)
                .header("x-toy-version", "1")
                .build();
    }

    @Override
    public Framing framing() {
        return Framing.SSE;
    }

    @Override
    public Reader reader(ChatRequest request) {
        return new ToyReader();
    }

    @Override
    public Failure failure(HttpFailure failure) {
        String error = failure.json().path("error").asString("");
        return failure.as(failure.byStatus(), error, null);
    }

    private static final class ToyReader implements Reader {
        @Override
        public void whole(JsonParser json, Answer answer) {
            read(json, answer);
        }

        @Override
        public void frame(Frames frame, Answer answer) {
            if (frame.text().equals("[DONE]")) {
                answer.end();
                return;
            }
            try (JsonParser json = WireJson.parser(frame)) {
                read(json, answer);
            }
        }

        private static void read(JsonParser json, Answer answer) {
            if (!WireJson.enterObject(json)) {
                return;
            }
            for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
                switch (name) {
                    case "id" -> answer.started("toy-1", WireJson.text(json));
                    case "text" -> answer.text(String.valueOf(WireJson.text(json)));
                    case "reasoning" -> answer.reasoning(String.valueOf(WireJson.text(json)));
                    case "tool" -> answer.toolCall(0, "call-1", String.valueOf(WireJson.text(json)));
                    case "arguments" -> answer.toolArguments(0, String.valueOf(WireJson.text(json)));
                    case "finish" -> answer.finish(FinishReason.of(String.valueOf(WireJson.text(json))));
                    case "used" ->
                        answer.usage(
                                Usage.builder().output(WireJson.number(json)).build());
                    case "error" ->
                        throw answer.failed(Failure.of(FailureClass.OVERLOADED, String.valueOf(WireJson.text(json))));
                    default -> json.skipChildren();
                }
            }
        }
    }
}
