package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limits of callers, seen from the application. */
class CallerLimitsTest {
    private final FakeWorld world = new FakeWorld().setNow(Instant.parse("2026-05-06T12:00:00Z"));
    private final ScriptedProvider toy = new ScriptedProvider("toy", world)
            .otherwise(call -> Script.answer("well", Usage.builder().output(100).build()));

    private LlmClient client(String limits) {
        return LlmGateway.builder()
                .environment(Map.of("LLMGATEWAY_STEADY_RETRY_ATTEMPTS", "1"))
                .yaml("llmgateway: { admit: { limits: { " + limits + " } } }")
                .world(world)
                .provide("toy", toy)
                .defaultModel("toy/a")
                .build();
    }

    private static RefusedException refused(LlmClient client, ChatRequest request) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> client.chat(request));
        assertThat(refused).as("a refusal").isNotNull();
        return refused;
    }

    private static ChatRequest by(String user) {
        return ChatRequest.builder().user("Why?").endUser(user).maxTokens(300).build();
    }

    private static ChatRequest with(String priority) {
        return by("u").toBuilder().tag("priority", priority).build();
    }

    @Test
    void soManyRequestsInAWindow() {
        try (LlmClient client = client("each: { per: user, requests: 2 }")) {
            client.chat(by("u1"));
            world.advance(Duration.ofSeconds(30));
            client.chat(by("u1"));
            client.chat(by("u2"));
            RefusedException refused = refused(client, by("u1"));
            assertThat(refused.rule()).isEqualTo("llmgateway.admit.limits.each");
            assertThat(refused).hasMessageContainingAll("\"each\"", "user=u1", "2 requests");
            assertThat(refused.retryAfter()).contains(Duration.ofSeconds(31));
            assertThat(toy.calls()).hasSize(3);
            world.advance(Duration.ofSeconds(31));
            client.chat(by("u1"));
        }
    }

    @Test
    void soManyTokensInAWindowAsTheVendorToldThem() {
        try (LlmClient client = client("all: { tokens: 1000, window: 1h }")) {
            for (int i = 0; i < 6; i++) {
                client.chat(by("u1"));
            }
            RefusedException refused =
                    refused(client, by("u1").toBuilder().maxTokens(401).build());
            assertThat(refused).hasMessageContainingAll("1000 tokens", "600 are used");
            assertThat(refused.retryAfter()).contains(Duration.ofMinutes(61));
        }
    }

    @Test
    void aCallLargerThanTheWholeLimitIsToldThatWaitingDoesNotHelp() {
        try (LlmClient client = client("all: { tokens: 299 }")) {
            RefusedException refused = refused(client, by("u1"));
            assertThat(refused.retryAfter()).isEmpty();
            assertThat(refused).hasMessageContaining("waiting does not help");
        }
    }

    @Test
    void attemptsThatFailedAreCountedByWhatTheyUsed() {
        toy.then(Script.fail(FailureClass.TRANSIENT));
        try (LlmClient client = client("all: { tokens: 1000, requests: 4, window: 1h }")) {
            assertThatThrownBy(() -> client.chat(by("u1"))).isInstanceOf(ProviderFailedException.class);
            for (int i = 0; i < 3; i++) {
                client.chat(by("u1"));
            }
            assertThat(refused(client, by("u1"))).hasMessageContaining("4 requests");
        }
    }

    @Test
    void soManyCallsUnderWay() {
        try (LlmClient client = client("all: { concurrent: 2 }")) {
            ChatStream first = client.stream(by("u1"));
            ChatStream second = client.stream(by("u1"));
            RefusedException refused = refused(client, by("u1"));
            assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));
            assertThat(refused).hasMessageContaining("one of the 2 calls under way");
            first.await();
            client.chat(by("u1"));
            second.close();
            for (int i = 0; i < 5; i++) {
                client.chat(by("u1"));
            }
        }
    }

    @Test
    void whereOneThingIsRefusedTheOthersAreUntouched() {
        try (LlmClient client = client("all: { requests: 3, concurrent: 1 }")) {
            try (ChatStream stream = client.stream(by("u1"))) {
                for (int i = 0; i < 5; i++) {
                    assertThat(refused(client, by("u1"))).hasMessageContaining("calls at once");
                }
                stream.await();
            }
            client.chat(by("u1"));
            client.chat(by("u1"));
            assertThat(refused(client, by("u1"))).hasMessageContaining("3 requests");
        }
    }

    @Test
    void lowPrioritiesLeaveRoomForOthers() {
        try (LlmClient client = client("all: { requests: 4, priorities: { low: 50 } }")) {
            client.chat(with("low"));
            client.chat(with("low"));
            assertThat(refused(client, with("low"))).hasMessageContaining("2 for priority low");
            client.chat(with("high"));
            client.chat(by("u"));
            refused(client, with("high"));
        }
    }

    @Test
    void whereMuchIsUsedNobodyGetsMoreThanAFairShare() {
        try (LlmClient client = client("all: { requests: 100, fair-by: user }")) {
            for (int i = 0; i < 80; i++) {
                client.chat(by("greedy"));
            }
            client.chat(by("modest"));
            assertThat(refused(client, by("greedy"))).hasMessageContainingAll("a fair share of 50", "user=greedy");
            for (int i = 0; i < 19; i++) {
                client.chat(by("modest"));
            }
            refused(client, by("modest"));
            world.advance(Duration.ofSeconds(61));
            client.chat(by("greedy"));
        }
    }

    @Test
    void whoeverIsAloneMayUseAllOfIt() {
        try (LlmClient client = client("all: { requests: 10, fair-by: user }")) {
            for (int i = 0; i < 10; i++) {
                client.chat(by("u1"));
            }
            refused(client, by("u1"));
        }
    }
}
