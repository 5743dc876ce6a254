package io.llmgateway.core.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.RateLimit;
import io.llmgateway.chat.RateLimit.Kind;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.core.config.SteadyConfig;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What vendors say of their limits decides who is asked next, and when. */
class VendorLimitsTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider one = new ScriptedProvider("one", world).otherwise(call -> Script.answer("one"));
    private final ScriptedProvider two = new ScriptedProvider("two", world).otherwise(call -> Script.answer("two"));

    private LlmClient client() {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { steady: { retry: { attempts: 1, max-wait: 20s } }, models: {"
                        + " both: { targets: [one/a, two/b] }, lone: { targets: [one/a] },"
                        + " roomy: { targets: [one/a, two/b], strategy: usage-headroom } } }")
                .defaultModel("both")
                .world(world)
                .provide("one", one)
                .provide("two", two)
                .build();
    }

    private RateLimit left(Kind kind, long limit, long remaining, @Nullable Integer resetSeconds) {
        return new RateLimit(
                kind,
                limit,
                remaining,
                resetSeconds == null ? null : world.now().plusSeconds(resetSeconds));
    }

    private static Script telling(String provider, RateLimit... limits) {
        ResponseInfo info =
                ResponseInfo.builder(provider, "a").rateLimits(List.of(limits)).build();
        return Script.answer(new ChatResponse(
                List.of(new Part.Text("told")),
                FinishReason.STOP,
                Usage.builder().build(),
                info));
    }

    private static String who(LlmClient client) {
        return client.chat("hi").provider();
    }

    private static String lone(LlmClient client) {
        return client.chat(c -> c.model("lone").user("hi")).text();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTargetWithoutRequestsLeftIsPassedOverUntilSomeAreBack(boolean streamed) {
        one.then(telling("one", left(Kind.REQUESTS, 1, 0, 30)));
        try (LlmClient client = client()) {
            if (streamed) {
                try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                    assertThat(stream.await().text()).isEqualTo("told");
                }
            } else {
                assertThat(client.chat("hi").text()).isEqualTo("told");
            }
            world.advance(Duration.ofSeconds(29));
            ChatResponse other = client.chat("hi");
            assertThat(other.provider()).isEqualTo("two");
            assertThat(other.explain().toString())
                    .contains("passed over one/a: its vendor's limit is used up until 2026-01-01T00:00:30Z");
            world.advance(Duration.ofSeconds(1));
            assertThat(who(client)).isEqualTo("one");
        }
    }

    @Test
    void whatIsUsedComesBackEvenly() {
        one.then(telling("one", left(Kind.REQUESTS, 60, 0, 60)));
        try (LlmClient client = client()) {
            who(client);
            assertThat(who(client)).isEqualTo("two");
            world.advance(Duration.ofSeconds(2));
            assertThat(who(client)).isEqualTo("one");
            assertThat(who(client)).isEqualTo("one");
            assertThat(who(client)).isEqualTo("two");
        }
    }

    @Test
    void callsSinceThenCountEvenWhileUnderWay() {
        one.then(telling("one", left(Kind.REQUESTS, 10, 2, 1_000)));
        try (LlmClient client = client()) {
            who(client);
            try (ChatStream first = client.stream(ChatRequest.of("hi"));
                    ChatStream second = client.stream(ChatRequest.of("hi"))) {
                assertThat(one.calls()).hasSize(3);
                assertThat(who(client)).isEqualTo("two");
                first.await();
                second.await();
            }
            assertThat(who(client)).isEqualTo("two");
        }
    }

    @Test
    void tooFewTokensForThisRequestAreTooFew() {
        one.then(telling("one", left(Kind.TOKENS, 10_000, 300, 50)));
        try (LlmClient client = client()) {
            who(client);
            assertThat(client.chat(c -> c.user("hi").maxTokens(100)).provider()).isEqualTo("one");
            assertThat(client.chat(c -> c.user("hi").maxTokens(400)).provider()).isEqualTo("two");
            assertThat(client.chat(c -> c.user("many words ".repeat(500)).maxTokens(100))
                            .provider())
                    .isEqualTo("two");
        }
    }

    @Test
    void tokensOfCallsSinceThenCountEvenWhileUnderWay() {
        one.then(telling("one", left(Kind.TOKENS, 10_000, 350, 1_000)));
        try (LlmClient client = client()) {
            who(client);
            ChatRequest small = ChatRequest.builder().user("hi").maxTokens(100).build();
            try (ChatStream first = client.stream(small);
                    ChatStream second = client.stream(small);
                    ChatStream third = client.stream(small)) {
                assertThat(one.calls()).hasSize(4);
                assertThat(client.chat(small).provider()).isEqualTo("two");
                first.await();
                second.await();
                third.await();
            }
            assertThat(client.chat(small).provider()).isEqualTo("two");
        }
    }

    @Test
    void tokensUnderWayCountByTheirKind() {
        TargetState state = new TargetStates(
                        new SteadyConfig.HealthConfig(null, null, null, null, null, null),
                        new SteadyConfig.DriftConfig(null, null, null),
                        world)
                .of(new Target("one", "a"));
        ToLongFunction<Kind> need = kind -> kind == Kind.INPUT_TOKENS ? 30 : 4;
        TargetState.Mark told = state.begin(kind -> {
            throw new AssertionError("asked for the tokens of a call whose vendor has no limit of them");
        });
        state.told(told, List.of(left(Kind.INPUT_TOKENS, 100, 100, 60), left(Kind.OUTPUT_TOKENS, 100, 100, 60)));
        state.begin(need);
        assertThat(state.headroom()).as("of prompts").isEqualTo(0.7);
        TargetState.Mark last = state.begin(need);
        state.told(last, List.of(left(Kind.OUTPUT_TOKENS, 100, 100, 60)));
        assertThat(state.headroom()).isEqualTo(1);
        state.begin(need);
        assertThat(state.headroom()).as("of answers").isEqualTo(0.96);
        state.told(state.begin(need), List.of(left(Kind.TOKENS, 100, 100, 60)));
        state.begin(need);
        assertThat(state.headroom()).as("of both").isEqualTo(0.66);
        world.advance(Duration.ofSeconds(60));
        state.begin(kind -> {
            throw new AssertionError("asked for tokens though all are back");
        });
    }

    @Test
    void tokensOfPromptsAndAnswersCountApart() {
        one.then(telling("one", left(Kind.INPUT_TOKENS, 10_000, 50, 50), left(Kind.OUTPUT_TOKENS, 10_000, 200, 50)));
        try (LlmClient client = client()) {
            who(client);
            assertThat(client.chat(c -> c.user("hi").maxTokens(100)).provider()).isEqualTo("one");
            assertThat(client.chat(c -> c.user("hi").maxTokens(300)).provider()).isEqualTo("two");
            assertThat(client.chat(c -> c.user("word ".repeat(200)).maxTokens(10))
                            .provider())
                    .isEqualTo("two");
        }
    }

    @Test
    void aLoneTargetIsWaitedForBeforeItIsAsked() {
        one.then(telling("one", left(Kind.REQUESTS, 1, 0, 15)));
        try (LlmClient client = client()) {
            lone(client);
            assertThat(lone(client)).isEqualTo("one");
            assertThat(world.sleeps()).containsExactly(Duration.ofSeconds(15));
        }
    }

    @Test
    void aWaitBeyondTheBoundIsLeftToTheVendor() {
        one.then(telling("one", left(Kind.REQUESTS, 1, 0, 25))).then(telling("one", left(Kind.REQUESTS, 1, 0, 15)));
        try (LlmClient client = client()) {
            lone(client);
            lone(client);
            assertThat(world.sleeps()).as("longer than max-wait").isEmpty();
            lone(client.with(o -> o.timeout(Duration.ofSeconds(10))));
            assertThat(world.sleeps()).as("past the deadline").isEmpty();
            assertThat(one.calls()).hasSize(3);
        }
    }

    @Test
    void failuresTellOfLimitsToo() {
        RateLimit none = left(Kind.REQUESTS, 1, 0, 600);
        one.then(Script.fail(new Failure(FailureClass.TRANSIENT, "no", 500, null, null, null, List.of(none))));
        try (LlmClient client = client()) {
            assertThat(who(client)).isEqualTo("two");
            world.advance(Duration.ofSeconds(500));
            assertThat(who(client)).isEqualTo("two");
            assertThat(one.calls()).hasSize(1);
        }
    }

    @Test
    void withoutAResetItIsAMinute() {
        one.then(telling("one", left(Kind.REQUESTS, 1, 0, null)));
        try (LlmClient client = client()) {
            who(client);
            world.advance(Duration.ofSeconds(59));
            assertThat(who(client)).isEqualTo("two");
            world.advance(Duration.ofSeconds(1));
            assertThat(who(client)).isEqualTo("one");
        }
    }

    @Test
    void whatWasSaidToAnEarlierCallDoesNotCountAnyMore() {
        TargetState state = new TargetStates(
                        new io.llmgateway.core.config.SteadyConfig.HealthConfig(null, null, null, null, null, null),
                        new io.llmgateway.core.config.SteadyConfig.DriftConfig(null, null, null),
                        world)
                .of(new Target("one", "a"));
        TargetState.Mark first = state.begin(kind -> 1);
        TargetState.Mark second = state.begin(kind -> 1);
        state.told(second, List.of(left(Kind.REQUESTS, 100, 8, 60)));
        state.told(first, List.of(left(Kind.REQUESTS, 100, 90, 60)));
        assertThat(state.headroom()).isEqualTo(0.08);
        state.begin(kind -> 1);
        assertThat(state.headroom()).isEqualTo(0.07);
    }

    @Test
    void headroomAsksTheOneWithTheLargestShareLeft() {
        one.then(telling("one", left(Kind.REQUESTS, 100, 90, 600), left(Kind.TOKENS, 1_000_000, 300_000, 600)));
        two.then(telling("two", left(Kind.REQUESTS, 100, 50, 600)));
        try (LlmClient client = client()) {
            LlmClient roomy = client.with(o -> o.model("roomy"));
            assertThat(who(roomy)).as("nothing known, the first written").isEqualTo("one");
            assertThat(who(roomy)).as("unknown is full").isEqualTo("two");
            assertThat(who(roomy)).as("the scarcest counts").isEqualTo("two");
            world.advance(Duration.ofSeconds(601));
            assertThat(who(roomy)).as("all is back").isEqualTo("one");
        }
    }
}
