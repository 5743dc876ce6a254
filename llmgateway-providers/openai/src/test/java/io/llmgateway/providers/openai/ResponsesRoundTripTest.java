package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.Role;
import io.llmgateway.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ResponsesRoundTripTest {
    private static final List<String> ITEMS = List.of(
            "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"One.\"},"
                    + "{\"type\":\"summary_text\",\"text\":\"Two.\"}],\"encrypted_content\":\"abc\"}",
            "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\","
                    + "\"phase\":\"commentary\",\"content\":[{\"type\":\"output_text\",\"text\":\"Let me see.\","
                    + "\"annotations\":[]},{\"type\":\"output_text\",\"text\":\"Now.\",\"annotations\":[]}]}",
            "{\"id\":\"ws_1\",\"type\":\"web_search_call\",\"status\":\"completed\",\"action\":{\"type\":\"search\"}}",
            "{\"id\":\"ig_1\",\"type\":\"image_generation_call\",\"status\":\"completed\",\"result\":\"iVBORw==\"}",
            "{\"id\":\"rs_2\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"def\"}",
            "{\"id\":\"rs_2\",\"type\":\"reasoning\",\"summary\":[],\"content\":[{\"type\":\"reasoning_text\","
                    + "\"text\":\"The id comes twice.\"}]}",
            "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
                    + "\"text\":\"I have\",\"annotations\":[]}]}",
            "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
                    + "\"text\":\"no id.\",\"annotations\":[]}]}",
            "{\"id\":\"msg_3\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":"
                    + "\"output_text\",\"text\":\"\",\"annotations\":[]}]}",
            "{\"id\":\"fc_1\",\"type\":\"function_call\",\"status\":\"completed\",\"namespace\":\"math\","
                    + "\"call_id\":\"call_1\",\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1}\"}");

    private final ResponsesServer server = new ResponsesServer();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsEveryItemBackAsItCame(boolean streamed) {
        ChatRequest first = ResponsesServer.question();
        ChatResponse answer;
        if (streamed) {
            List<String> events = new ArrayList<>();
            for (int i = 0; i < ITEMS.size(); i++) {
                events.add("{\"type\":\"response.output_item.done\",\"output_index\":" + i + ",\"item\":" + ITEMS.get(i)
                        + "}");
            }
            events.add(ResponsesServer.completed(ITEMS.toArray(String[]::new)));
            answer = server.streams(events.toArray(String[]::new)).stream(first);
        } else {
            answer =
                    server.answers(ResponsesServer.response("completed", ITEMS)).ask(first);
        }

        Part.ToolCall call = answer.toolCalls().get(0);
        server.body();
        server.answers(ResponsesServer.response("completed", List.of()))
                .ask(first.toBuilder()
                        .message(answer.message())
                        .message(Message.tool(Part.ToolResult.of(call, "2")))
                        .build());

        JsonNode input = server.body().path("input");
        for (int i = 0; i < ITEMS.size(); i++) {
            assertThat(input.get(i + 1)).isEqualTo(ResponsesServer.tree(ITEMS.get(i)));
        }
        assertThat(input.get(ITEMS.size() + 1))
                .isEqualTo(ResponsesServer.tree(
                        "{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"2\"}"));
        assertThat(input.size()).isEqualTo(ITEMS.size() + 2);
    }

    private JsonNode written(Message answer) {
        server.answers(ResponsesServer.response("completed", List.of()))
                .ask(ResponsesServer.question().toBuilder().message(answer).build());
        JsonNode input = server.body().path("input");
        return input;
    }

    private static Part.Reasoning reasoning(String format, String item) {
        return new Part.Reasoning("hm", new ProviderState(format, item));
    }

    @Test
    void leavesOutWhatMeansNothingHere() {
        JsonNode input = written(Message.of(
                Role.ASSISTANT,
                reasoning("anthropic", "{\"signature\":\"x\"}"),
                new Part.Reasoning("without a state", null),
                new Part.Opaque(new ProviderState("gemini", "{}")),
                new Part.Text("Hello", new ProviderState("gemini", "{\"thoughtSignature\":\"y\"}"))));

        assertThat(input.size()).isEqualTo(2);
        assertThat(input.get(1)).isEqualTo(ResponsesServer.tree("{\"role\":\"assistant\",\"content\":\"Hello\"}"));
    }

    @Test
    void keepsToItselfWhatAnotherVendorOfTheFormatHasEncrypted() {
        ChatRequest first = ResponsesServer.question();
        ChatResponse answer =
                server.answers(ResponsesServer.response("completed", ITEMS)).ask(first);
        Part.ToolCall call = answer.toolCalls().get(0);
        ChatRequest second = first.toBuilder()
                .message(answer.message())
                .message(Message.tool(Part.ToolResult.of(call, "2")))
                .dropUnsupported()
                .build();
        try (ResponsesServer other = new ResponsesServer("xai")) {
            other.answers(ResponsesServer.response("completed", List.of())).ask(second);

            String input = other.body().path("input").toString();
            assertThat(input)
                    .contains("Let me see.", "call_1", "function_call_output")
                    .doesNotContain("encrypted_content", "rs_1", "msg_1", "ws_1", "ig_1", "fc_1");
        }
    }

    @Test
    void leavesOutReasoningThatNothingFollows() {
        String item = "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"abc\"}";

        assertThat(written(Message.of(Role.ASSISTANT, reasoning("openai-responses", item)))
                        .size())
                .isEqualTo(1);
    }

    @Test
    void leavesOutReasoningThatOnlyAStoreCouldFind() {
        String item = "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":null}";
        Message answer = Message.of(
                Role.ASSISTANT,
                reasoning("openai-responses", item),
                new Part.Text(
                        "Hello", new ProviderState("openai-responses", "{\"id\":\"msg_1\",\"status\":\"completed\"}")));

        JsonNode stateless = written(answer);
        server.answers(ResponsesServer.response("completed", List.of()))
                .ask(ResponsesServer.question().toBuilder()
                        .message(answer)
                        .extra("store", true)
                        .build());

        assertThat(stateless.size()).isEqualTo(2);
        assertThat(stateless.get(1).has("id")).isFalse();
        JsonNode stored = server.body();
        assertThat(stored.path("store").asBoolean()).isTrue();
        assertThat(stored.path("input").get(1)).isEqualTo(ResponsesServer.tree(item));
        assertThat(stored.path("input").get(2).path("id").asString()).isEqualTo("msg_1");
    }

    @Test
    void sendsARefusalBack() {
        JsonNode input = written(Message.of(Role.ASSISTANT, new Part.Text("Well."), new Part.Refusal("No.")));

        assertThat(input.get(1).path("content"))
                .isEqualTo(ResponsesServer.tree("[{\"type\":\"output_text\",\"text\":\"Well.\",\"annotations\":[]},"
                        + "{\"type\":\"refusal\",\"refusal\":\"No.\"}]"));
    }

    @Test
    void sendsTheChangedTextWhereAnInterceptorChangedIt() {
        JsonNode input = written(Message.of(
                Role.ASSISTANT, new Part.Text("masked", new ProviderState("openai-responses", "{\"id\":\"msg_1\"}"))));

        assertThat(input.get(1).path("content").get(0).path("text").asString()).isEqualTo("masked");
        assertThat(input.get(1).path("id").asString()).isEqualTo("msg_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "[1]", ""})
    void refusesAStateThatIsNoItem(String data) {
        Message answer = Message.of(Role.ASSISTANT, reasoning("openai-responses", data));

        assertThatThrownBy(() -> written(answer))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("messages[1]");
        assertThat(server.requests()).isZero();
    }
}
