package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that do not begin in time. The vendors keep the clocks they are given, on the clock of the test. */
class BeginWithinTest {
    private static final Duration SHORT = Duration.ofSeconds(4);

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider slow = new ScriptedProvider("slow", world).otherwise(call -> after(6, call));
    private final ScriptedProvider quick = new ScriptedProvider("quick", world).otherwise(call -> after(1, call));
    private Runnable failed = () -> {};
    private LlmClient client = client("targets: [slow/x, quick/y], begin-within: 4s");

    private LlmClient client(String model) {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("slow", slow)
                .provide("quick", quick)
                .listener(event -> {
                    if (event instanceof GatewayEvent.Booked booked
                            && booked.entry().attempt().provider().equals("quick")) {
                        failed.run();
                    }
                })
                .yaml("llmgateway: { default-model: m, models: { m: { " + model + " } } }")
                .build();
    }

    private void use(String model) {
        client.close();
        client = client(model);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Script after(int seconds, Call call) {
        Duration begins = Duration.ofSeconds(seconds);
        Duration clock = call.timeouts().firstToken();
        if (!call.streamed() || begins.compareTo(clock) < 0) {
            return Script.answer("after " + seconds + " s").after(begins);
        }
        String message = "no content within " + clock.toMillis() + " ms";
        return Script.fail(new Failure(FailureClass.TRANSIENT, message, null, "timeout_first_token", null, null))
                .after(clock);
    }

    private ChatResponse stream() {
        try (ChatStream stream = client.stream("hi")) {
            return stream.await();
        }
    }

    @Test
    void theNextIsAskedAndTheSameIsNotAskedAgain() {
        ChatResponse response = stream();
        assertThat(response.text()).isEqualTo("after 1 s");
        assertThat(slow.calls()).hasSize(1);
        assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(5));
        assertThat(response.explain().toString())
                .contains("failed: TRANSIENT, timeout_first_token", "went on from slow/x to quick/y");
    }

    @Test
    void theLastTargetHasTheClockOfTheCall() {
        use("targets: [quick/y, slow/x], begin-within: 4s");
        quick.fails(FailureClass.CREDENTIAL);
        assertThat(stream().text()).isEqualTo("after 6 s");
        Call last = slow.calls().get(0);
        assertThat(last.timeouts()).isEqualTo(Timeouts.DEFAULT);
    }

    @Test
    void whoWasGivenUpIsAskedAgainWhereNobodyElseAnswers() {
        quick.otherwise(call -> Script.fail(FailureClass.CREDENTIAL));
        assertThat(stream().text()).isEqualTo("after 6 s");
        assertThat(slow.calls())
                .extracting(call -> call.timeouts().firstToken())
                .containsExactly(SHORT, Timeouts.DEFAULT.firstToken());
    }

    @Test
    void butNotForEver() {
        slow.otherwise(call -> after(600, call));
        quick.otherwise(call -> Script.fail(FailureClass.CREDENTIAL));
        NoTargetLeftException none = catchThrowableOfType(NoTargetLeftException.class, this::stream);
        // once in a hurry, and then as a last target is: with one retry
        assertThat(none.attempts()).hasSize(4);
    }

    @Test
    void otherFailuresOfTheTargetAreRetriedAsEver() {
        slow.otherwise(call -> after(1, call)).fails(FailureClass.TRANSIENT);
        assertThat(stream().provider()).isEqualTo("slow");
        assertThat(slow.calls()).hasSize(2);
    }

    @Test
    void connectingIsAPartOfIt() {
        stream();
        Timeouts clocks = slow.calls().get(0).timeouts();
        assertThat(clocks).isEqualTo(new Timeouts(SHORT, SHORT, Timeouts.DEFAULT.idle(), Timeouts.DEFAULT.total()));
    }

    @Test
    void aWholeAnswerHasNoSuchClock() {
        assertThat(client.chat("hi").text()).isEqualTo("after 6 s");
    }

    @Test
    void aClockThatIsShorterAnywayStays() {
        use("targets: [slow/x, quick/y], begin-within: 5m");
        assertThat(stream().text()).isEqualTo("after 6 s");
        assertThat(slow.calls().get(0).timeouts()).isEqualTo(Timeouts.DEFAULT);
    }

    @Test
    void isInheritedByTheAliasesBelow() {
        client.close();
        client = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("slow", slow)
                .provide("quick", quick)
                .yaml("llmgateway: { models: { m: { targets: [n, quick/y], begin-within: 4s },"
                        + " n: { targets: [slow/x] } }, default-model: m }")
                .build();
        assertThat(stream().text()).isEqualTo("after 1 s");
    }

    @Test
    void itsHealthSuffersAsOfAnyTimeout() {
        for (int i = 0; i < 12; i++) {
            stream();
        }
        assertThat(slow.calls()).hasSizeLessThan(12);
    }

    @Test
    void inARaceTheFirstIsInAHurryAndTheSecondWhereAThirdIsLeft() {
        Gate asked = new Gate(); // else the second may win before the first was asked at all
        slow.otherwise(call -> {
            asked.open();
            return after(6, call);
        });
        quick.otherwise(call -> after(1, call).heldBy(asked));
        use("targets: [slow/x, quick/y], begin-within: 4s, hedge-after: 1s");
        assertThat(stream().text()).isEqualTo("after 1 s");
        assertThat(slow.calls().get(0).timeouts().firstToken()).isEqualTo(SHORT);
        assertThat(quick.calls().get(0).timeouts().firstToken()).isEqualTo(Timeouts.DEFAULT.firstToken());

        use("targets: [slow/x, quick/y, quick/z], begin-within: 4s, hedge-after: 1s");
        assertThat(stream().text()).isEqualTo("after 1 s");
        assertThat(quick.calls().get(1).timeouts().firstToken()).isEqualTo(SHORT);
    }

    @Test
    void whoWasGivenUpInARaceIsAskedAgainAlsoWhereTheOtherHadFailedBefore() {
        use("targets: [slow/x, quick/y], begin-within: 4s, hedge-after: 1s");
        Gate gate = new Gate();
        slow.then(Script.fail(new Failure(FailureClass.TRANSIENT, "late", null, "timeout_first_token", null, null))
                .heldBy(gate));
        quick.otherwise(call -> {
            gate.awaitArrival();
            return Script.fail(FailureClass.CREDENTIAL);
        });
        failed = gate::open;
        assertThat(stream().text()).isEqualTo("after 6 s");
        assertThat(slow.calls()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-4s", "soon"})
    void nonsenseIsRefused(String value) {
        assertThatThrownBy(() -> client("targets: [slow/x, quick/y], begin-within: " + value))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models.m")
                .hasMessageContaining("begin-within");
    }
}
