package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageReaderTest {
    private static final String PLAIN = "{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":14%s}";

    // prompt, completion, total, cached, written, reasoning -> buckets
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai|9,5,14,4,2,3|3,4,2,2,3",
                // reasoning beside the completion, told by the total
                "openai|9,5,17,4,0,3|5,4,0,5,3",
                "xai|12,2,334,2,0,320|10,2,0,2,320",
                // no total: as the vendor is known to count
                "xai|12,2,0,2,0,1|10,2,0,2,1",
                "openai|12,2,0,2,0,1|10,2,0,1,1",
                // xAI's models at Azure count a cache beside the prompt
                "azure|7,1,8,161,0,0|7,161,0,1,0",
                // totals only
                "openai|0,0,8,0,0,0|8,0,0,0,0"
            })
    void sortsWhatWasUsed(String dialect, String told, String buckets) {
        for (boolean streamed : new boolean[] {false, true}) {
            ChatResponse response = answer(dialect, counts(told), streamed);
            assertThat(shown(response.usage())).isEqualTo(buckets);
            assertThat(response.usage().estimated()).isFalse();
            assertThat(response.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9,5,14,0,0,7|9,0,0,0,5|7 reasoning tokens among 5 tokens",
                "9,5,0,0,0,7|9,0,0,5,7|7 reasoning tokens among 5 tokens",
                "7,1,8,161,0,0|7,161,0,1,0|161 tokens from or into the cache among 7",
                // what no part tells was generated: it costs the more of the two
                "9,5,20,0,0,0|9,0,0,5,6|the total is 20, and its parts make 14",
                "9,5,11,0,0,0|9,0,0,5,0|the total is 11, and its parts make 14",
                "9,-5,9,0,0,0|9,0,0,0,0|completion_tokens is -5",
                "-5,-5,0,-5,-5,-5|0,0,0,0,0|prompt_tokens is -5"
            })
    void whatMakesNoSenseIsAnEstimateWithAWarning(String told, String buckets, String why) {
        for (boolean streamed : new boolean[] {false, true}) {
            ChatResponse response = answer("openai", counts(told), streamed);
            assertThat(response.text()).isEqualTo("a");
            assertThat(shown(response.usage())).isEqualTo(buckets);
            assertThat(response.usage().estimated()).isTrue();
            assertThat(response.warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.code()).isEqualTo("usage_inconsistent");
                assertThat(warning.message()).contains(why);
            });
        }
    }

    @Test
    void aLaterUsageTakesTheWarningBack() {
        try (ChatServer server = new ChatServer("perplexity")) {
            ChatResponse response = server
                    .streams(
                            chunk("{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":3}"),
                            chunk("{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":14}"))
                    .stream();
            assertThat(response.warnings()).isEmpty();
            assertThat(response.usage().estimated()).isFalse();
        }
    }

    @Test
    void absurdNumbersBreakNothing() {
        Usage usage = answer("openai", counts("1e400,9e18,9e18,1e400,9e18,1e300"), false)
                .usage();
        assertThat(usage.total()).isPositive();
        assertThat(usage.estimated()).isTrue();
    }

    @Test
    void picturesAndSoundsHaveBucketsOfTheirOwn() {
        Usage usage = answer(
                        "openai",
                        PLAIN.formatted(",\"prompt_tokens_details\":{\"image_tokens\":4,\"audio_tokens\":2},"
                                + "\"completion_tokens_details\":{\"image_tokens\":3,\"audio_tokens\":1}"),
                        false)
                .usage();
        assertThat(usage)
                .isEqualTo(Usage.builder()
                        .input(3)
                        .imageInput(4)
                        .audioInput(2)
                        .output(1)
                        .imageOutput(3)
                        .audioOutput(1)
                        .build());
    }

    @Test
    void soundMayComeFromTheCacheInPart() {
        String told = "{\"prompt_tokens\":1000,\"completion_tokens\":5,\"total_tokens\":1005,"
                + "\"prompt_tokens_details\":{\"audio_tokens\":900,\"cached_tokens\":500}}";
        assertThat(answer("openai", told, false).usage())
                .isEqualTo(
                        Usage.builder().cacheRead(500).audioInput(500).output(5).build());
    }

    @Test
    void lessSoundThanTextBesideThePromptIsNoToken() {
        String told = "{\"prompt_tokens\":90,\"completion_tokens\":5,\"total_tokens\":115,"
                + "\"prompt_tokens_details\":{\"audio_tokens\":20}}";
        assertThat(answer("mistral", told, false).usage())
                .isEqualTo(Usage.builder().input(90).output(5).build());
    }

    @Test
    void soundBesideThePromptIsNoToken() {
        ChatResponse response = answer(
                "mistral",
                "{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":34,"
                        + "\"prompt_tokens_details\":{\"audio_tokens\":20}}",
                false);
        assertThat(response.usage())
                .isEqualTo(Usage.builder().input(9).output(5).build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openrouter|,'cost':0.0000816,'is_byok':false|0.0000816",
                "openrouter|,'cost':8.16e-05|0.0000816",
                "openrouter|,'cost':0|0",
                // the price of the vendor behind comes on top
                "openrouter|,'cost':0.001,'is_byok':true|",
                "openrouter|,'cost':-1|",
                "openrouter|,'cost':1e999999999|",
                "openrouter|,'cost':1e-999999999|",
                "openrouter|,'cost':1e99999999999|",
                "openrouter|,'cost':{'total_cost':1e-99999999999}|",
                "xai|,'cost_in_usd_ticks':1e99999999999|",
                "openrouter|,'cost':'0.2'|",
                "perplexity|,'cost':{'request_cost':0.005,'total_cost':0.00501}|0.00501",
                "xai|,'cost_in_usd_ticks':731000|0.0000731",
                // others have such fields too, and nobody says that they are what is paid
                "azure|,'cost_in_usd_ticks':0|",
                "compatible|,'cost':0.5|"
            })
    void readsWhatWasCharged(String dialect, String fields, String dollars) {
        for (boolean streamed : new boolean[] {false, true}) {
            ChatResponse response = answer(dialect, PLAIN.formatted(fields.replace('\'', '"')), streamed);
            if (dollars == null) {
                assertThat(response.info().billed()).isEmpty();
            } else {
                assertThat(response.info().billed()).get().satisfies(billed -> assertThat(billed)
                        .isEqualByComparingTo(dollars));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "flex", "on_demand"})
    void tellsTheClassOfService(String tier) {
        String field = "\"service_tier\":\"" + tier + "\",";
        try (ChatServer server = new ChatServer("groq")) {
            String whole = ChatServer.completion("{\"content\":\"a\"}", "stop");
            assertThat(server.answers("{" + field + whole.substring(1))
                            .ask()
                            .info()
                            .serviceTier())
                    .contains(tier);
            String chunk = ChatServer.chunk("{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}");
            assertThat(server.streams("{" + field + chunk.substring(1)).stream()
                            .info()
                            .serviceTier())
                    .contains(tier);
        }
    }

    @Test
    void readsMistralsClassOfService() {
        ChatResponse response = answer("mistral", PLAIN.formatted(",\"service_tier\":\"standard\""), false);
        assertThat(response.info().serviceTier()).contains("standard");
    }

    @Test
    void readsMistralsTokensFromTheCache() {
        for (boolean streamed : new boolean[] {false, true}) {
            ChatResponse response = answer(
                    "mistral",
                    "{\"prompt_tokens\":273,\"completion_tokens\":104,\"total_tokens\":377,"
                            + "\"num_cached_tokens\":32}",
                    streamed);
            assertThat(shown(response.usage())).isEqualTo("241,32,0,104,0");
            assertThat(response.warnings()).isEmpty();
        }
    }

    @Test
    void theResponsesApiTellsTheClassOfServiceAtTheEnd() {
        try (ResponsesServer server = new ResponsesServer("openai")) {
            String item = "{\"type\":\"message\",\"id\":\"m\",\"role\":\"assistant\",\"status\":\"completed\","
                    + "\"content\":[{\"type\":\"output_text\",\"text\":\"a\"}]}";
            String flex = "\"service_tier\":\"flex\",\"id\"";
            String whole = ResponsesServer.response("completed", List.of(item));
            assertThat(server.answers(whole.replace("\"id\":\"resp_1\"", flex + ":\"resp_1\""))
                            .ask()
                            .info()
                            .serviceTier())
                    .contains("flex");
            assertThat(server
                            .streams(
                                    "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\","
                                            + "\"service_tier\":\"auto\"}}",
                                    ResponsesServer.completed(item).replace("\"id\":\"resp_1\"", flex + ":\"resp_1\""))
                            .stream()
                            .info()
                            .serviceTier())
                    .contains("flex");
            // a choice left to the vendor is no class
            assertThat(server.answers(whole.replace("\"id\":\"resp_1\"", "\"service_tier\":\"auto\",\"id\":\"resp_1\""))
                            .ask()
                            .info()
                            .serviceTier())
                    .isEmpty();
        }
    }

    @Test
    void embeddingsAreCheckedToo() {
        try (ChatServer server = new ChatServer("openrouter")) {
            var response = server.answers("{\"data\":[{\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":3,"
                            + "\"total_tokens\":7,\"cost\":0.0001}}")
                    .embed(EmbeddingRequest.of("model", "a"));
            assertThat(response.usage())
                    .isEqualTo(Usage.builder().input(7).estimated(true).build());
            assertThat(response.warnings()).extracting(Warning::code).containsExactly("usage_inconsistent");
            assertThat(response.info().billed()).isPresent();
        }
    }

    private static String shown(Usage usage) {
        return usage.input() + "," + usage.cacheRead() + "," + usage.cacheWrite() + "," + usage.output() + ","
                + usage.reasoning();
    }

    private static String counts(String told) {
        return ("{\"prompt_tokens\":%s,\"completion_tokens\":%s,\"total_tokens\":%s,\"prompt_tokens_details\":"
                        + "{\"cached_tokens\":%s,\"cache_write_tokens\":%s},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":%s}}")
                .formatted((Object[]) told.split(",", -1));
    }

    private static String chunk(String usage) {
        String chunk = ChatServer.chunk("{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}");
        return chunk.substring(0, chunk.length() - 1) + ",\"usage\":" + usage + "}";
    }

    private static ChatResponse answer(String dialect, String usage, boolean streamed) {
        try (ChatServer server = new ChatServer(dialect)) {
            return streamed
                    ? server.streams(chunk(usage)).stream()
                    : server.answers("{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
                                    + "\"usage\":" + usage + "}")
                            .ask();
        }
    }
}
