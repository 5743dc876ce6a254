package io.llmgateway.core.steady;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider one = new ScriptedProvider("one", world);
    private final ScriptedProvider two = new ScriptedProvider("two", world);
    private final List<GatewayEvent> events = new ArrayList<>();

    private LlmClient client(String... settings) {
        StringBuilder yaml = new StringBuilder("llmgateway:\n  steady:\n    max-attempts: 8\n");
        for (String line : settings) {
            yaml.append("    ").append(line).append('\n');
        }
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml(yaml.toString())
                .world(world)
                .provide("one", one)
                .provide("two", two)
                .model("lone", "one/a")
                .model("both", "one/a", "two/b")
                .defaultModel("both")
                .listener(events::add)
                .build();
    }

    private static ChatResponse ask(LlmClient client, boolean streamed) {
        if (!streamed) {
            return client.chat("hi");
        }
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            return stream.await();
        }
    }

    private static Script failing(FailureClass kind, Duration retryAfter) {
        return Script.fail(new Failure(kind, "no", 429, null, null, retryAfter));
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void theSameTargetIsAskedAgainOnlyWhereTheFailureMayPass(FailureClass kind) {
        one.fails(kind).answers("at last");
        two.answers("from two");
        try (LlmClient client = client()) {
            if (kind.again() == FailureClass.Again.SOON) {
                ChatResponse response = client.chat("hi");
                assertThat(response.text()).isEqualTo("at last");
                assertThat(response.attempts()).hasSize(2);
                assertThat(response.explain().toString()).contains("asks one/a again", kind.name());
                assertThat(two.calls()).isEmpty();
            } else {
                try {
                    client.chat("hi");
                } catch (ProviderFailedException e) {
                    assertThat(kind).isEqualTo(FailureClass.CALLER_FAULT);
                }
                assertThat(one.calls()).hasSize(1);
                assertThat(world.sleeps()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitsAreDoubledAndShortenedByChance(boolean streamed) {
        one.fails(FailureClass.TRANSIENT)
                .fails(FailureClass.TRANSIENT)
                .fails(FailureClass.TRANSIENT)
                .answers("done");
        world.nextRandom(0, 0, 0.5);
        try (LlmClient client = client("retry: { attempts: 4, backoff: 100ms, max-backoff: 300ms }")) {
            assertThat(ask(client, streamed).text()).isEqualTo("done");
        }
        assertThat(world.sleeps())
                .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(225));
    }

    @Test
    void whatTheVendorAsksForIsKept() {
        one.then(failing(FailureClass.OVERLOADED, Duration.ofSeconds(3))).answers("done");
        try (LlmClient client = client()) {
            assertThat(client.chat("hi").text()).isEqualTo("done");
        }
        assertThat(world.sleeps()).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void aLongWaitIsSpentAtAnotherTargetAndKeptOnlyWhereThereIsNone() {
        one.then(failing(FailureClass.OVERLOADED, Duration.ofSeconds(20)));
        two.answers("from two");
        try (LlmClient client = client()) {
            assertThat(client.chat("hi").text()).isEqualTo("from two");
            assertThat(world.sleeps()).isEmpty();
            world.advance(Duration.ofMinutes(1));
            one.then(failing(FailureClass.OVERLOADED, Duration.ofSeconds(20))).answers("at last");
            assertThat(client.chat(c -> c.model("lone").user("hi")).text()).isEqualTo("at last");
        }
        assertThat(world.sleeps()).containsExactly(Duration.ofSeconds(20));
    }

    @Test
    void whatTookLongToFailIsAskedAgainOnlyWhereThereIsNoOther() {
        Script silent = Script.fail(FailureClass.TRANSIENT).after(Duration.ofSeconds(6));
        one.then(silent).then(silent).answers("at last");
        two.answers("from two");
        try (LlmClient client = client()) {
            assertThat(client.chat("hi").text()).isEqualTo("from two");
            assertThat(client.chat(c -> c.model("lone").user("hi")).text()).isEqualTo("at last");
        }
    }

    @Test
    void aWaitThatIsTooLongIsLeftForTheNextTarget() {
        one.then(failing(FailureClass.OVERLOADED, Duration.ofMinutes(2)));
        two.answers("from two");
        try (LlmClient client = client("retry: { max-wait: 1m }")) {
            assertThat(client.chat("hi").text()).isEqualTo("from two");
        }
        assertThat(world.sleeps()).isEmpty();
    }

    @Test
    void nobodySleepsPastTheDeadline() {
        one.then(failing(FailureClass.OVERLOADED, Duration.ofSeconds(50)));
        two.fails(FailureClass.CREDENTIAL);
        try (LlmClient client = client()) {
            LlmClient quick = client.with(o -> o.timeout(Duration.ofSeconds(20)));
            assertThatThrownBy(() -> quick.chat("hi")).isInstanceOf(NoTargetLeftException.class);
        }
        assertThat(world.sleeps()).isEmpty();
    }

    @Test
    void aLoneTargetThatIsRateLimitedIsWaitedFor() {
        one.then(failing(FailureClass.RATE_LIMITED, Duration.ofSeconds(5))).answers("after the wait");
        try (LlmClient client = client()) {
            assertThat(client.chat(c -> c.model("lone").user("hi")).text()).isEqualTo("after the wait");
        }
        assertThat(world.sleeps()).containsExactly(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"RATE_LIMITED", "OVERLOADED"})
    void aWaitOfNothingIsNone(FailureClass kind) {
        Script busy = failing(kind, Duration.ZERO);
        one.then(busy).then(busy).then(busy).answers("after the waits");
        world.nextRandom(0, 0, 0);
        try (LlmClient client = client("retry: { attempts: 4, backoff: 500ms }")) {
            assertThat(client.chat(c -> c.model("lone").user("hi")).text()).isEqualTo("after the waits");
        }
        assertThat(world.sleeps())
                .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void anotherTargetIsAskedBeforeARateLimitIsWaitedFor() {
        one.then(failing(FailureClass.RATE_LIMITED, Duration.ofSeconds(9)));
        two.then(failing(FailureClass.RATE_LIMITED, Duration.ofSeconds(4))).answers("the shorter wait");
        try (LlmClient client = client()) {
            ChatResponse response = client.chat("hi");
            assertThat(response.text()).isEqualTo("the shorter wait");
            assertThat(response.provider()).isEqualTo("two");
        }
        assertThat(world.sleeps()).containsExactly(Duration.ofSeconds(4));
    }

    /** Retry times targets must not multiply: the call's own bound holds over all of it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingMultiplies(boolean streamed) {
        one.otherwise(call -> Script.fail(FailureClass.OVERLOADED));
        two.otherwise(call -> Script.fail(FailureClass.RATE_LIMITED));
        try (LlmClient client = client("retry: { attempts: 5 }")) {
            LlmException none = catchThrowableOfType(LlmException.class, () -> ask(client, streamed));
            assertThat(none.attempts()).hasSize(8);
            assertThat(((ProviderFailedException) none.getCause()).kind()).isEqualTo(FailureClass.OVERLOADED);
        }
        assertThat(one.calls().size() + two.calls().size()).isEqualTo(8);
        assertThat(events.stream().filter(GatewayEvent.Booked.class::isInstance))
                .hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-attempts: 0",
                "retry: { attempts: 0 }",
                "retry: { backoff: 0s }",
                "retry: { max-wait: -5s }",
                "health: { failure-ratio: 0 }",
                "health: { failure-ratio: 101 }",
                "health: { min-calls: 0 }",
                "health: { cool: 10s, max-cool: 5s }"
            })
    void nonsenseIsRefusedAtStart(String setting) {
        String yaml = "llmgateway: { steady: { " + setting + " } }";
        assertThatThrownBy(() -> LlmGateway.builder()
                        .environment(Map.of())
                        .yaml(yaml)
                        .provide("one", one)
                        .build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.steady");
    }
}
