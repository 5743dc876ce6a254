package io.llmgateway.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.providers.kit.WireJson;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamedAnswerTest {
    private static final ChatRequest HI =
            ChatRequest.builder().model("claude-sonnet-5").user("Hi").build();
    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
                    + "\"model\":\"claude-sonnet-5\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":9,"
                    + "\"cache_creation_input_tokens\":4,\"cache_creation\":{\"ephemeral_1h_input_tokens\":4},"
                    + "\"output_tokens\":1}}}";
    private static final String STOP = "{\"type\":\"message_stop\"}";
    private static final String PING = "{\"type\": \"ping\"}";

    private final AnthropicServer server = new AnthropicServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static String begin(int index, String block) {
        return "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "     }";
    }

    private static String piece(int index, String delta) {
        return "{\"delta\":" + delta + ",\"index\":" + index + ",\"type\":\"content_block_delta\"}";
    }

    private static String text(int index, String text) {
        return piece(index, "{\"text\":\"" + text + "\",\"type\":\"text_delta\"}");
    }

    private static String input(int index, String json) {
        return piece(
                index,
                "{\"type\":\"input_json_delta\",\"partial_json\":"
                        + WireJson.mapper().writeValueAsString(json) + "}");
    }

    private static String end(int index) {
        return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
    }

    private static String finish(String reason, String usage) {
        return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason
                + "\",\"stop_sequence\":null},\"usage\":" + usage + "}";
    }

    private static final String[] EVERYTHING = {
        START,
        begin(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
        PING,
        piece(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Let me \"}"),
        piece(0, "{\"type\":\"thinking_delta\",\"thinking\":\"see.\"}"),
        piece(0, "{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}"),
        end(0),
        begin(1, "{\"type\":\"redacted_thinking\",\"data\":\"cmVk\"}"),
        end(1),
        begin(2, "{\"type\":\"text\",\"text\":\"\"}"),
        text(2, "It is "),
        piece(2, "{\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_location\",\"cited_text\":\"sun\"}}"),
        text(2, "sunny."),
        end(2),
        begin(3, "{\"type\":\"server_tool_use\",\"id\":\"srv_1\",\"name\":\"web_search\",\"input\":{}}"),
        input(3, ""),
        input(3, "{\"query\":"),
        input(3, "\"rome\"}"),
        end(3),
        begin(4, "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srv_1\",\"content\":[{\"url\":\"u\"}]}"),
        end(4),
        begin(5, "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}"),
        input(5, ""),
        input(5, "{\"place\":"),
        input(5, "\"Rome\"}"),
        end(5),
        begin(6, "{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"time\",\"input\":{}}"),
        end(6),
        begin(7, "{\"type\":\"tool_use\",\"id\":\"toolu_3\",\"name\":\"place\",\"input\":{\"x\":1}}"),
        end(7),
        begin(8, "{\"type\":\"hologram\",\"light\":\"a\"}"),
        piece(8, "{\"type\":\"hologram_delta\",\"light\":\"b\",\"depth\":3}"),
        end(8),
        "{\"type\":\"aurora\",\"index\":9}",
        finish("tool_use", "{\"output_tokens\":30,\"output_tokens_details\":{\"thinking_tokens\":5}}"),
        STOP
    };

    @Test
    void readsAllBlocks() {
        ChatResponse response = server.streams(EVERYTHING).stream(HI);
        assertThat(response.text()).isEqualTo("It is sunny.");
        assertThat(response.reasoning()).isEqualTo("Let me see.");
        assertThat(response.toolCalls())
                .extracting(Part.ToolCall::arguments)
                .containsExactly("{\"place\":\"Rome\"}", "{}", "{\"x\":1}");
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.info().requestId()).contains("req_stream");
        assertThat(response.usage())
                .isEqualTo(Usage.builder()
                        .input(9)
                        .cacheWriteLong(4)
                        .output(25)
                        .reasoning(5)
                        .build());
    }

    @Test
    void keepsWhatMustBeSentBack() {
        ChatResponse response = server.streams(EVERYTHING).stream(HI);
        server.request();
        List<Part> parts = new ArrayList<>(response.parts());
        server.answers(AnthropicServer.OK)
                .chat(HI.toBuilder().message(response.message()).build());
        assertThat(server.body().at("/messages/1/content"))
                .isEqualTo(
                        WireJson.mapper()
                                .readTree(
                                        """
                                [{"type":"thinking","thinking":"Let me see.","signature":"c2ln"},
                                 {"type":"redacted_thinking","data":"cmVk"},
                                 {"type":"text","text":"It is sunny.",
                                  "citations":[{"type":"char_location","cited_text":"sun"}]},
                                 {"type":"server_tool_use","id":"srv_1","name":"web_search","input":{"query":"rome"}},
                                 {"type":"web_search_tool_result","tool_use_id":"srv_1","content":[{"url":"u"}]},
                                 {"type":"tool_use","id":"toolu_1","name":"weather","input":{"place":"Rome"}},
                                 {"type":"tool_use","id":"toolu_2","name":"time","input":{}},
                                 {"type":"tool_use","id":"toolu_3","name":"place","input":{"x":1}},
                                 {"type":"hologram","depth":3,"light":"ab"}]"""));
        assertThat(parts).hasSize(9);
    }

    @Test
    void tellsPiecesAsTheyCome() {
        server.streams(
                START,
                begin(0, "{\"type\":\"text\",\"text\":\"\"}"),
                text(0, "a"),
                text(0, "b"),
                end(0),
                begin(1, "{\"type\":\"text\",\"text\":\"c\"}"),
                end(1),
                finish("end_turn", "{}"),
                STOP);
        List<ChatEvent> events = new ArrayList<>();
        try (Reply reply = server.send(HI, true)) {
            for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
                events.add(event);
            }
        }
        assertThat(events)
                .containsExactly(
                        new ChatEvent.Started("claude", "claude-sonnet-5", "msg_1"),
                        new ChatEvent.TextDelta(0, "a"),
                        new ChatEvent.TextDelta(0, "b"),
                        new ChatEvent.TextDelta(1, "c"),
                        new ChatEvent.Finished(
                                FinishReason.STOP,
                                Usage.builder()
                                        .input(9)
                                        .cacheWriteLong(4)
                                        .output(1)
                                        .build()));
    }

    @Test
    void takesTheLastCountAndNeverTheSum() {
        ChatResponse response = server
                .streams(
                        START,
                        text(0, "a"),
                        finish("end_turn", "{\"input_tokens\":11,\"cache_read_input_tokens\":2,\"output_tokens\":3}"),
                        STOP)
                .stream(HI);
        assertThat(response.usage().totalInput()).isEqualTo(17);
        assertThat(response.usage().output()).isEqualTo(3);
        response =
                server
                        .streams(START, text(0, "a"), finish("end_turn", "{\"input_tokens\":0,\"output_tokens\":3}"))
                        .stream(HI);
        assertThat(response.usage().totalInput()).isEqualTo(13);
    }

    @Test
    void putsAFurtherMessageInPlaceOfTheFirst() {
        ChatResponse response = server
                .streams(
                        START,
                        START, // said twice before anything came: the same message
                        begin(0, "{\"type\":\"text\",\"text\":\"\"}"),
                        text(0, "I look."),
                        end(0),
                        begin(1, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
                        end(1),
                        finish("tool_use", "{\"output_tokens\":5}"),
                        STOP,
                        START.replace("msg_1", "msg_2"),
                        begin(0, "{\"type\":\"text\",\"text\":\"\"}"),
                        text(0, "Found."),
                        end(0),
                        finish("end_turn", "{\"output_tokens\":7}"),
                        STOP)
                .stream(HI);
        assertThat(response.text()).isEqualTo("Found.");
        assertThat(response.toolCalls()).isEmpty();
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.info().id()).contains("msg_2");
        assertThat(response.usage().totalInput()).isEqualTo(26);
        assertThat(response.usage().output()).isEqualTo(12);
    }

    @Test
    void bearsWhatGatewaysLeaveOutOrAdd() {
        ChatResponse response = server
                .streams(
                        text(0, "Hel"),
                        text(0, "lo"),
                        begin(1, "{\"type\":\"thinking\",\"thinking\":\"Hm.\"}"),
                        begin(2, "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"n\",\"input\":{}}"),
                        finish("end_turn", "{\"output_tokens\":7}"),
                        STOP,
                        "[\"DONE\"]")
                .stream(HI);
        assertThat(response.text()).isEqualTo("Hello");
        assertThat(response.parts().get(1)).isEqualTo(new Part.Reasoning("Hm.", null));
        assertThat(response.parts().get(2)).isInstanceOf(Part.Opaque.class);
        assertThat(response.info().model()).isEqualTo("claude-sonnet-5");
    }

    @Test
    void tellsWhyItWasRefused() {
        ChatResponse response = server
                .streams(
                        START,
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\",\"stop_details\":"
                                + "{\"type\":\"refusal\",\"category\":\"bio\",\"explanation\":null}},\"usage\":{}}",
                        STOP)
                .stream(HI);
        assertThat(response.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(response.info().warnings()).singleElement().satisfies(w -> assertThat(w.message())
                .contains("bio"));
    }

    @Test
    void failsBeforeItBeginsWhereTheFirstEventIsAnError() {
        server.streams("{\"type\":\"error\",\"error\":{\"details\":null,\"type\":\"overloaded_error\","
                + "\"message\":\"Overloaded\"}"
                + ",\"request_id\":\"req_5\"      }");
        assertThatThrownBy(() -> server.stream(HI)).isInstanceOfSatisfying(ProviderFailedException.class, e -> {
            assertThat(e.kind()).isEqualTo(FailureClass.OVERLOADED);
            assertThat(e.failure().code()).isEqualTo("overloaded_error");
        });
    }

    @Test
    void breaksWithWhatCameWhereTheErrorIsLate() {
        server.streams(
                START,
                begin(0, "{\"type\":\"text\",\"text\":\"\"}"),
                text(0, "Hello"),
                "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"key sk-ant-test-4711 broke\"}}");
        assertThatThrownBy(() -> server.stream(HI))
                .isInstanceOfSatisfying(StreamBrokenException.class, e -> {
                    assertThat(e.partial().text()).isEqualTo("Hello");
                    assertThat(e.partial().usage().totalInput()).isEqualTo(13);
                })
                .hasStackTraceContaining("TRANSIENT")
                .message()
                .doesNotContain("4711");
    }

    @Test
    void breaksWhereTheStreamIsCut() {
        server.streams(START, begin(0, "{\"type\":\"text\",\"text\":\"\"}"), text(0, "Hello"));
        assertThatThrownBy(() -> server.stream(HI)).isInstanceOf(StreamBrokenException.class);
        server.streams(START);
        assertThatThrownBy(() -> server.stream(HI)).isInstanceOf(ProviderFailedException.class);
        server.breaksOff(EVERYTHING);
        assertThatThrownBy(() -> server.stream(HI)).isInstanceOf(StreamBrokenException.class);
    }

    @Test
    void isCompleteOnceTheReasonIsTold() {
        ChatResponse response = server
                .streams(START, begin(0, "{\"type\":\"text\",\"text\":\"Hi\"}"), end(0), finish("end_turn", "{}"))
                .stream(HI);
        assertThat(response.text()).isEqualTo("Hi");
    }

    @Test
    void marksACallThatTheLimitCut() {
        ChatResponse response = server
                .streams(
                        START,
                        begin(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
                        input(0, "{\"place\":\"Ro"),
                        end(0),
                        finish("max_tokens", "{\"output_tokens\":3}"),
                        STOP)
                .stream(HI);
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(response.toolCalls()).singleElement().satisfies(call -> assertThat(call.complete())
                .isFalse());
    }
}
