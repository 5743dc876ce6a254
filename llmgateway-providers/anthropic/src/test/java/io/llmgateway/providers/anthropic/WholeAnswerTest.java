package io.llmgateway.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.WireJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class WholeAnswerTest {
    private static final ChatRequest HI =
            ChatRequest.builder().model("claude-sonnet-5").user("Hi").build();

    /** Every kind of block, with fields in an order that helps nobody. */
    private static final String BLOCKS =
            """
            [{"thinking":"Let me see.","signature":"c2ln","type":"thinking"},
             {"data":"cmVk","type":"redacted_thinking"},
             {"citations":null,"text":"I look it up.","type":"text"},
             {"input":{"query":"rome"},"id":"srv_1","name":"web_search","type":"server_tool_use"},
             {"tool_use_id":"srv_1","content":[{"type":"web_search_result","url":"https://x.example"}],
              "type":"web_search_tool_result"},
             {"type":"text","text":"It is sunny.","citations":[{"type":"char_location","cited_text":"sun"}]},
             {"type":"tool_use","id":"toolu_1","name":"weather","input":{"place":"Rome","days":2},
              "caller":{"type":"direct"}},
             {"type":"tool_use","id":"toolu_2","name":"time","input":{},"caller":{"type":"code","tool_id":"srv_1"}},
             {"type":"hologram","light":[1,2]}]""";

    private final AnthropicServer server = new AnthropicServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static String message(String content, String stop, String usage) {
        return "{\"content\":" + content
                + ",\"id\":\"msg_7\",\"model\":\"claude-sonnet-5-20260630\",\"role\":\"assistant\","
                + "\"stop_reason\":" + stop + ",\"stop_sequence\":null,\"type\":\"message\",\"usage\":" + usage
                + ",\"context_management\":{\"applied_edits\":[]}}";
    }

    private ChatResponse read(String content, String stop, String usage) {
        return server.answers(200, message(content, stop, usage), "request-id", "req_9")
                .chat(HI);
    }

    @Test
    void readsAllBlocks() {
        ChatResponse response = read(BLOCKS, "\"tool_use\"", "{\"input_tokens\":1,\"output_tokens\":2}");
        assertThat(response.text()).isEqualTo("I look it up.It is sunny.");
        assertThat(response.reasoning()).isEqualTo("Let me see.");
        assertThat(response.toolCalls()).extracting(Part.ToolCall::id).containsExactly("toolu_1", "toolu_2");
        assertThat(response.toolCalls().get(0).arguments()).isEqualTo("{\"place\":\"Rome\",\"days\":2}");
        assertThat(response.toolCalls().get(1).arguments()).isEqualTo("{}");
        assertThat(response.parts()).hasSize(9);
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.info().model()).isEqualTo("claude-sonnet-5-20260630");
        assertThat(response.info().id()).contains("msg_7");
        assertThat(response.info().requestId()).contains("req_9");
    }

    @Test
    void sendsBackWhatCame() {
        ChatResponse response = read(BLOCKS, "\"tool_use\"", "{\"input_tokens\":1,\"output_tokens\":2}");
        server.request();
        server.answers(AnthropicServer.OK)
                .chat(HI.toBuilder()
                        .message(response.message())
                        .message(Message.tool(
                                Part.ToolResult.of(response.toolCalls().get(0), "sunny"),
                                Part.ToolResult.of(response.toolCalls().get(1), "noon")))
                        .build());
        JsonNode turn = server.body().at("/messages/1/content");
        JsonNode expected = WireJson.mapper()
                .readTree(BLOCKS
                        // what only says the usual is not kept
                        .replace("\"citations\":null,", "")
                        .replace(",\n  \"caller\":{\"type\":\"direct\"}", ""));
        assertThat(turn).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "tool_use, tool_calls",
        "refusal, content_filter",
        "pause_turn, pause",
        "compaction, pause",
        "yet_to_come, other",
    })
    void readsWhyItStopped(String word, String common) {
        FinishReason reason = read("[]", "\"" + word + "\"", "{}").finishReason();
        assertThat(reason).isEqualTo(FinishReason.of(common));
        assertThat(reason.raw()).isEqualTo(word);
    }

    @Test
    void tellsWhyItWasRefused() {
        ChatResponse response = server.answers("{\"type\":\"message\",\"content\":[],\"stop_reason\":\"refusal\","
                        + "\"stop_details\":"
                        + "{\"type\":\"refusal\",\"category\":\"cyber\",\"explanation\":\"Not that.\"}}")
                .chat(HI);
        assertThat(response.parts()).isEmpty();
        assertThat(response.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(response.info().warnings()).singleElement().satisfies(warning -> assertThat(warning.message())
                .contains("cyber", "Not that."));
    }

    @Test
    void sortsTokens() {
        Usage usage = read(
                        "[]",
                        "\"end_turn\"",
                        """
                        {"input_tokens":10,"cache_read_input_tokens":20,"cache_creation_input_tokens":30,
                         "cache_creation":{"ephemeral_5m_input_tokens":25,"ephemeral_1h_input_tokens":5},
                         "output_tokens":40,"output_tokens_details":{"thinking_tokens":15},
                         "server_tool_use":{"web_search_requests":1},"iterations":[{"type":"message","input_tokens":99}],
                         "service_tier":"standard","inference_geo":null}""")
                .usage();
        assertThat(usage)
                .isEqualTo(Usage.builder()
                        .input(10)
                        .cacheRead(20)
                        .cacheWrite(25)
                        .cacheWriteLong(5)
                        .output(25)
                        .reasoning(15)
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input_tokens\":null,\"output_tokens\":3,\"output_tokens_details\":{\"thinking_tokens\":9}} | 0 | 3",
                "{\"input_tokens\":2,\"cache_creation\":{\"ephemeral_1h_input_tokens\":4},\"output_tokens\":1} | 6 | 1",
                "{\"input_tokens\":-2,\"cache_creation\":null,\"output_tokens\":1} | 0 | 1",
            })
    void keepsOddCountsPossible(String usage, long input, long output) {
        Usage read = read("[]", "\"end_turn\"", usage).usage();
        assertThat(read.totalInput()).isEqualTo(input);
        assertThat(read.totalOutput()).isEqualTo(output);
    }

    @Test
    void marksMissingUsage() {
        assertThat(read("[]", "\"end_turn\"", "null").usage().estimated()).isTrue();
    }

    @Test
    void readsTextWithoutBlocks() {
        assertThat(read("\"plain\"", "null", "{}").text()).isEqualTo("plain");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"full\"}} | OVERLOADED",
                "{\"error\":\"no\"}  | TRANSIENT",
                "{\"message\":\"hm\"} | MALFORMED",
                "[1]                 | MALFORMED",
                "{\"content\":[}]}   | MALFORMED",
            })
    void failsOnWhatIsNoMessage(String body, FailureClass kind) {
        server.answers(body);
        assertThatThrownBy(() -> server.chat(HI))
                .isInstanceOfSatisfying(
                        ProviderFailedException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
