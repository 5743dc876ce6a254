package io.llmgateway.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.Gate;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A stream that does not begin in time, on real sockets. */
class SlowStartTest {
    private static final String CONFIGURATION =
            """
            llmgateway:
              models: { m: { targets: [slow/a, other/b], begin-within: 500ms } }
              default-model: m
            """;

    @Test
    void isGivenUpAndTheNextIsAsked() {
        try (FakeVendor slow = FakeVendor.anthropic();
                FakeVendor other = FakeVendor.openAi();
                LlmClient client = client(slow, other)) {
            slow.answers("warm");
            client.chat("a connection, please");
            slow.answers(FakeAnswer.text("never").heldBy(new Gate()));
            other.otherwise(request -> FakeAnswer.text("from the other"));
            ChatResponse response;
            try (ChatStream stream = client.stream("hi")) {
                response = stream.await();
            }
            assertThat(response.text()).isEqualTo("from the other");
            assertThat(slow.requests()).hasSize(2);
            slow.lastRequest().awaitClosedByClient(Duration.ofSeconds(5));
            assertThat(response.attempts().get(0).failure().code()).isEqualTo("timeout_first_token");
            assertThat(response.attempts().get(0).failure().message()).contains("within 500 ms");

            // the last that is left has all the time of the call
            FakeAnswer late = FakeAnswer.text("at last").delayed(Duration.ofMillis(800));
            slow.answers(late).answers(late);
            other.otherwise(request -> FakeAnswer.raw(401, "application/json", "{}"));
            try (ChatStream stream = client.stream("hi")) {
                assertThat(stream.await().text()).isEqualTo("at last");
            }
        }
    }

    private static LlmClient client(FakeVendor slow, FakeVendor other) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml(CONFIGURATION)
                .provider(
                        "slow", p -> p.type("anthropic").baseUrl(slow.baseUrl()).apiKey("any"))
                .provider(
                        "other", p -> p.type("openai").baseUrl(other.baseUrl()).apiKey("any"))
                .build();
    }
}
