package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chain.Reply;
import io.llmgateway.chat.RateLimit;
import io.llmgateway.chat.RateLimit.Kind;
import io.llmgateway.error.ProviderFailedException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class RateLimitsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static List<RateLimit> read(String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return RateLimits.read(all::get, NOW);
    }

    @Test
    void openAi() {
        assertThat(read(
                        "x-ratelimit-limit-requests", "60",
                        "x-ratelimit-remaining-requests", "59",
                        "x-ratelimit-reset-requests", "1s",
                        "x-ratelimit-limit-tokens", "150000",
                        "x-ratelimit-remaining-tokens", "149984",
                        "x-ratelimit-reset-tokens", "6m0s"))
                .containsExactly(
                        new RateLimit(Kind.REQUESTS, 60, 59, NOW.plusSeconds(1)),
                        new RateLimit(Kind.TOKENS, 150_000, 149_984, NOW.plusSeconds(360)));
    }

    @Test
    void anthropic() {
        assertThat(read(
                        "anthropic-ratelimit-requests-limit", "50",
                        "anthropic-ratelimit-requests-remaining", "0",
                        "anthropic-ratelimit-requests-reset", "2026-01-01T00:00:12Z",
                        "anthropic-ratelimit-input-tokens-limit", "30000",
                        "anthropic-ratelimit-input-tokens-remaining", "27000",
                        "anthropic-ratelimit-input-tokens-reset", "2026-01-01T00:00:06Z",
                        "anthropic-ratelimit-output-tokens-limit", "8000",
                        "anthropic-ratelimit-output-tokens-remaining", "8000",
                        "anthropic-ratelimit-output-tokens-reset", "2026-01-01T00:00:00Z"))
                .containsExactly(
                        new RateLimit(Kind.REQUESTS, 50, 0, NOW.plusSeconds(12)),
                        new RateLimit(Kind.INPUT_TOKENS, 30_000, 27_000, NOW.plusSeconds(6)),
                        new RateLimit(Kind.OUTPUT_TOKENS, 8_000, 8_000, NOW));
    }

    @Test
    void theScarcerOfAnOrganizationsAndAProjectsTokensIsKnown() {
        assertThat(read(
                        "x-ratelimit-limit-tokens", "150000",
                        "x-ratelimit-remaining-tokens", "149984",
                        "x-ratelimit-reset-tokens", "6ms",
                        "x-ratelimit-limit-project-tokens", "60000",
                        "x-ratelimit-remaining-project-tokens", "57000",
                        "x-ratelimit-reset-project-tokens", "3s"))
                .containsExactly(
                        new RateLimit(Kind.TOKENS, 150_000, 149_984, NOW.plusMillis(6)),
                        new RateLimit(Kind.TOKENS, 60_000, 57_000, NOW.plusSeconds(3)));
    }

    @Test
    void cohereTellsOfTrialKeys() {
        assertThat(read(
                        "x-endpoint-monthly-call-limit", "1000",
                        "x-trial-endpoint-call-limit", "20",
                        "x-trial-endpoint-call-remaining", "19"))
                .containsExactly(new RateLimit(Kind.REQUESTS, 20, 19, null));
    }

    @Test
    void mistralNamesNoReset() {
        assertThat(read(
                        "x-ratelimit-limit-req-minute", "360",
                        "x-ratelimit-remaining-req-minute", "358",
                        "x-ratelimit-limit-tokens-minute", "500000",
                        "x-ratelimit-remaining-tokens-minute", "499000"))
                .containsExactly(
                        new RateLimit(Kind.REQUESTS, 360, 358, null),
                        new RateLimit(Kind.TOKENS, 500_000, 499_000, null));
    }

    @ParameterizedTest
    @CsvSource({
        "20ms, 2026-01-01T00:00:00.020Z",
        "2m59.56s, 2026-01-01T00:02:59.560Z",
        "17, 2026-01-01T00:00:17Z",
        "0.25, 2026-01-01T00:00:00.250Z",
        "1767225605, 2026-01-01T00:00:05Z",
        "1767225605250, 2026-01-01T00:00:05.250Z",
        "2026-01-01T00:01:00Z, 2026-01-01T00:01:00Z",
        "2026-01-01T02:01:00+02:00, 2026-01-01T00:01:00Z",
        "soon,",
        "Tuesday,",
    })
    void resetsComeInManyForms(String reset, Instant moment) {
        assertThat(read("x-ratelimit-limit", "9", "x-ratelimit-remaining", "3", "x-ratelimit-reset", reset))
                .containsExactly(new RateLimit(Kind.REQUESTS, 9, 3, moment));
    }

    @Test
    void whatMakesNoSenseIsLeftOut() {
        assertThat(read("x-ratelimit-limit-requests", "10", "x-ratelimit-remaining-requests", "-1"))
                .isEmpty();
        assertThat(read("x-ratelimit-limit-requests", "0", "x-ratelimit-remaining-requests", "0"))
                .isEmpty();
        assertThat(read("x-ratelimit-remaining-requests", "5")).isEmpty();
        assertThat(read("x-ratelimit-limit-requests", "many", "x-ratelimit-remaining-requests", "5"))
                .isEmpty();
        assertThat(read("x-ratelimit-limit-tokens", "9".repeat(30), "x-ratelimit-remaining-tokens", "5"))
                .isEmpty();
    }

    private static MockResponse.Builder limited() {
        return new MockResponse.Builder()
                .addHeader("X-RateLimit-Limit-Requests", "60")
                .addHeader("X-RateLimit-Remaining-Requests", "7");
    }

    private static final RateLimit TOLD = new RateLimit(Kind.REQUESTS, 60, 7, null);

    @Test
    void theyComeWithAnswersWholeAndStreamed() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            server.enqueue(limited()
                    .addHeader("Content-Type", "application/json")
                    .body("{\"text\":\"hi\",\"finish\":\"stop\"}")
                    .build());
            server.enqueue(limited()
                    .addHeader("Content-Type", "text/event-stream")
                    .body("data: {\"text\":\"Hi \"}\n\ndata: {\"finish\":\"stop\",\"used\":7}\n\n")
                    .build());
            try (Toy toy = new Toy(server.url("/").toString())) {
                assertThat(toy.whole().info().rateLimits()).containsExactly(TOLD);
                try (Reply reply = toy.stream()) {
                    reply.begin();
                    assertThat(reply.info().rateLimits()).containsExactly(TOLD); // before its end
                    assertThat(reply.await().info().rateLimits()).containsExactly(TOLD);
                }
            }
        }
    }

    @Test
    void theyComeWithFailures() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            server.enqueue(limited().code(429).body("{}").build());
            try (Toy toy = new Toy(server.url("/").toString())) {
                ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, () -> toy.whole());
                assertThat(failed.failure().rateLimits()).containsExactly(TOLD);
            }
        }
    }
}
