package io.llmgateway.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageCountTest {
    private static final ChatRequest HI =
            ChatRequest.builder().model("claude-sonnet-5").user("Hi").build();
    private static final String SENSIBLE = "\"input_tokens\":9,\"output_tokens\":3,\"service_tier\":\"priority\"";

    private final AnthropicServer server = new AnthropicServer();

    @AfterEach
    void close() {
        server.close();
    }

    private ChatResponse whole(String usage) {
        return server.answers(AnthropicServer.OK.replace("\"input_tokens\":3,\"output_tokens\":1", usage))
                .chat(HI);
    }

    private ChatResponse streamed(String first, String last) {
        return server
                .streams(
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude-sonnet-5\","
                                + "\"content\":[],\"usage\":{" + first + "}}}",
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\","
                                + "\"text\":\"ok\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":0}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{" + last
                                + "}}",
                        "{\"type\":\"message_stop\"}")
                .stream(HI);
    }

    @Test
    void tellsTheClassOfService() {
        assertThat(whole(SENSIBLE).info().serviceTier()).contains("priority");
        assertThat(streamed(SENSIBLE, "\"output_tokens\":3").info().serviceTier())
                .contains("priority");
        assertThat(whole("\"input_tokens\":9,\"output_tokens\":3").info().serviceTier())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'input_tokens':-9,'output_tokens':3|0|3|input_tokens is -9",
                "'input_tokens':9,'output_tokens':3,'output_tokens_details':{'thinking_tokens':7}|9|3|7 thinking tokens",
                "'input_tokens':9,'output_tokens':3,'cache_creation_input_tokens':2,"
                        + "'cache_creation':{'ephemeral_1h_input_tokens':5}|11|3|5 tokens into the cache",
                "'input_tokens':9e18,'output_tokens':9e18,'cache_read_input_tokens':9e18|2199023255552|1099511627776|9.0E18"
            })
    void whatMakesNoSenseIsAnEstimateWithAWarning(String told, long input, long output, String why) {
        String usage = told.replace('\'', '"');
        for (ChatResponse response :
                new ChatResponse[] {whole(usage), streamed(usage, usage), streamed(usage, "\"output_tokens\":3")}) {
            assertThat(response.text()).isEqualTo("ok");
            assertThat(response.usage().totalInput()).isEqualTo(input);
            assertThat(response.usage().totalOutput()).isIn(output, 3L);
            assertThat(response.usage().estimated()).isTrue();
            assertThat(response.warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.code()).isEqualTo("usage_inconsistent");
                assertThat(warning.message()).contains(why);
            });
        }
    }

    @Test
    void whatOnlyTheEndPutsRightIsRight() {
        // the answer has no end yet when its first count is told
        ChatResponse response = streamed(
                "\"input_tokens\":9,\"output_tokens\":1,\"output_tokens_details\":{\"thinking_tokens\":2}",
                "\"output_tokens\":8");
        assertThat(response.usage().estimated()).isFalse();
        assertThat(response.usage().reasoning()).isEqualTo(2);
        assertThat(response.warnings()).isEmpty();
    }

    /** A summary, and the message after it, whose tokens alone are in the sums. */
    private static final String SUMMED =
            """
            "input_tokens":23000,"output_tokens":1000,"iterations":[
            {"type":"compaction","input_tokens":180000,"output_tokens":3500},
            {"type":"message","input_tokens":23000,"output_tokens":1000}]"""
                    .replace("\n", "");

    @Test
    void whatASummaryUsedIsCounted() {
        for (ChatResponse response : new ChatResponse[] {
            whole(SUMMED),
            streamed("\"input_tokens\":23000,\"output_tokens\":1", SUMMED),
            streamed(SUMMED, SUMMED),
            streamed(SUMMED, "\"output_tokens\":1000")
        }) {
            assertThat(response.usage())
                    .isEqualTo(Usage.builder().input(203_000).output(4_500).build());
            assertThat(response.warnings()).isEmpty();
        }
    }

    @Test
    void whatAnotherModelsAdviceUsedIsCountedAtAPriceThatIsNotItsOwn() {
        String advised =
                """
                "input_tokens":2390,"output_tokens":121,"output_tokens_details":{"thinking_tokens":28},"iterations":[
                {"input_tokens":1128,"output_tokens":110,"type":"message"},
                {"input_tokens":2518,"output_tokens":22,"model":"claude-opus-4-8","type":"advisor_message"},
                {"input_tokens":1262,"output_tokens":11,"type":"message"}]"""
                        .replace("\n", "");
        for (ChatResponse response :
                new ChatResponse[] {whole(advised), streamed("\"input_tokens\":1128,\"output_tokens\":1", advised)}) {
            assertThat(response.usage())
                    .isEqualTo(Usage.builder()
                            .input(4_908)
                            .output(115)
                            .reasoning(28)
                            .estimated(true)
                            .build());
            assertThat(response.warnings()).isEmpty();
        }
    }
}
