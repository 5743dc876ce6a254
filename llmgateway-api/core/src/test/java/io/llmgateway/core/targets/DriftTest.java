package io.llmgateway.core.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that becomes worse than usual gets fewer calls, before it fails altogether. */
class DriftTest {
    private static final Duration USUAL = Duration.ofMillis(400);

    private final FakeWorld world = new FakeWorld(3);
    private final ScriptedProvider one = new ScriptedProvider("one", world);
    private final ScriptedProvider two = new ScriptedProvider("two", world);
    private final List<GatewayEvent.TargetDrifted> drifts = new ArrayList<>();
    private final List<GatewayEvent.TargetSkipped> skipped = new ArrayList<>();

    private LlmClient client(String drift) {
        takes(USUAL);
        two.otherwise(call -> Script.answer("two").after(USUAL));
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { steady: { retry: { attempts: 1 }, drift: { " + drift + " } } }")
                .world(world)
                .provide("one", one)
                .provide("two", two)
                .model("both", "one/a", "two/b")
                .model("lone", "one/a")
                .defaultModel("both")
                .listener(event -> {
                    if (event instanceof GatewayEvent.TargetDrifted drifted) {
                        drifts.add(drifted);
                    } else if (event instanceof GatewayEvent.TargetSkipped skip) {
                        skipped.add(skip);
                    }
                })
                .build();
    }

    private void takes(Duration time) {
        one.otherwise(call -> Script.answer("one").after(time));
    }

    private void failsEvery(int nth) {
        AtomicInteger calls = new AtomicInteger();
        one.otherwise(call -> calls.incrementAndGet() % nth == 0
                ? Script.fail(FailureClass.TRANSIENT)
                : Script.answer("one").after(USUAL));
    }

    /** How many of so many calls, one a second, went to the first target first. */
    private int ask(LlmClient client, int calls) {
        int before = one.calls().size();
        for (int i = 0; i < calls; i++) {
            client.chat("hi");
            world.advance(Duration.ofMillis(600));
        }
        return one.calls().size() - before;
    }

    @Test
    void aSlowTargetLosesCallsInProportionAndSaysSo() {
        try (LlmClient client = client("")) {
            assertThat(ask(client, 60)).isEqualTo(60);
            takes(USUAL.multipliedBy(5));
            assertThat(ask(client, 12)).isLessThan(12);
            assertThat(drifts).singleElement().satisfies(drift -> {
                assertThat(drift.operation()).isNotEmpty();
                assertThat(drift.target()).isEqualTo("one/a");
                assertThat(drift.figure()).isEqualTo("whole-answer");
                assertThat(drift.usual()).isCloseTo(0.4, within(1e-6));
                assertThat(drift.now()).isBetween(0.8, 2.0);
                assertThat(drift.share()).isCloseTo(drift.usual() / drift.now(), within(1e-6));
            });
            int of = ask(client, 400);
            assertThat(of)
                    .as("about a fifth, and a little more after each while without calls")
                    .isBetween(60, 130);
            assertThat(drifts).as("told once").hasSize(1);
            assertThat(skipped).allSatisfy(skip -> assertThat(skip.why()).contains("not quite well"));
        }
    }

    @Test
    void theCallThatShowsItExplainsIt() {
        try (LlmClient client = client("")) {
            ask(client, 60);
            takes(USUAL.multipliedBy(10));
            ChatResponse response = client.chat("hi");
            for (int i = 0; drifts.isEmpty(); i++) {
                assertThat(i).isLessThan(8);
                response = client.chat("hi");
            }
            assertThat(response.explain().toString())
                    .contains("one/a is worse than usual and gets")
                    .contains("whole-answer");
        }
    }

    @Test
    void errorsMoveCallsAwayBeforeTheTargetCools() {
        try (LlmClient client = client("")) {
            ask(client, 60);
            failsEvery(3);
            ask(client, 60);
            assertThat(drifts).isNotEmpty();
            assertThat(drifts.get(0).figure()).isEqualTo("errors");
            assertThat(drifts.get(0).usual()).isZero();
            assertThat(drifts.get(0).now()).isBetween(0.2, 0.4);
            assertThat(drifts.get(0).share()).isLessThan(0.3);
            assertThat(ask(client, 200)).isLessThan(100);
            assertThat(skipped).extracting(GatewayEvent.TargetSkipped::why).noneMatch(why -> why.contains("cools"));
        }
    }

    @Test
    void aTargetThatGetsWellGetsAllItsCallsBack() {
        try (LlmClient client = client("")) {
            ask(client, 60);
            takes(USUAL.multipliedBy(8));
            ask(client, 30);
            takes(USUAL);
            ask(client, 300);
            assertThat(drifts).hasSize(2);
            assertThat(drifts.get(1).share()).isEqualTo(1);
            assertThat(drifts.get(1).now()).isLessThan(0.8);
            assertThat(ask(client, 50)).isEqualTo(50);
        }
    }

    @Test
    void itIsTriedAgainAfterAMinuteWithoutCalls() {
        try (LlmClient client = client("")) {
            ask(client, 60);
            takes(USUAL.multipliedBy(20));
            ask(client, 20);
            world.nextRandom(0.5);
            assertThat(client.chat("hi").provider()).isEqualTo("two");
            world.advance(Duration.ofMinutes(1)).nextRandom(0.99);
            assertThat(client.chat("hi").provider()).isEqualTo("one");
            assertThat(world.random()).as("nothing had to be drawn").isEqualTo(0.99);
            world.nextRandom(0.5);
            assertThat(client.chat("hi").provider()).as("still slow").isEqualTo("two");
        }
    }

    @Test
    void anIncidentIsNotTakenForUsual() {
        try (LlmClient client = client("")) {
            ask(client, 60);
            takes(USUAL.multipliedBy(5));
            ask(client, 1_000); // a quarter of an hour
            takes(USUAL);
            ask(client, 300);
            takes(USUAL.multipliedBy(5));
            ask(client, 50);
            assertThat(drifts).hasSize(3);
            assertThat(drifts).allSatisfy(drift -> assertThat(drift.usual()).isCloseTo(0.4, within(0.05)));
        }
    }

    @Test
    void whatLastsIsUsualInTheEnd() {
        try (LlmClient client = client("settle: 5m")) {
            ask(client, 60);
            takes(USUAL.multipliedBy(5));
            ask(client, 150);
            assertThat(drifts).as("not yet").hasSize(1);
            ask(client, 250);
            assertThat(drifts).hasSize(2);
            assertThat(drifts.get(1).share()).isEqualTo(1);
            assertThat(drifts.get(1).now()).isCloseTo(2, within(0.1));
            assertThat(ask(client, 200)).isEqualTo(200);
            assertThat(drifts).as("this is usual now").hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"factor: 1.5", "factor: 4"})
    void theFactorDecides(String factor) {
        try (LlmClient client = client(factor)) {
            ask(client, 60);
            takes(USUAL.multipliedBy(3));
            ask(client, 60);
            assertThat(drifts).hasSize(factor.contains("1.5") ? 1 : 0);
        }
    }

    @Test
    void disabledItDoesNothing() {
        try (LlmClient client = client("enabled: false")) {
            ask(client, 60);
            takes(USUAL.multipliedBy(20));
            assertThat(ask(client, 60)).isEqualTo(60);
            failsEvery(3);
            assertThat(ask(client, 60)).isEqualTo(60);
            assertThat(drifts).isEmpty();
        }
    }

    @Test
    void aFewCallsSayNothing() {
        try (LlmClient client = client("")) {
            assertThat(ask(client, 40)).isEqualTo(40);
            takes(USUAL.multipliedBy(20));
            assertThat(ask(client, 7)).isEqualTo(7);
            assertThat(drifts).isEmpty();
        }
    }

    @Test
    void whatVariesMuchIsNotSlowAtOnce() {
        AtomicInteger calls = new AtomicInteger();
        try (LlmClient client = client("")) {
            one.otherwise(
                    call -> Script.answer("one").after(USUAL.multipliedBy(calls.incrementAndGet() % 10 == 0 ? 20 : 1)));
            assertThat(ask(client, 300)).isEqualTo(300);
            assertThat(drifts).isEmpty();
        }
    }

    @Test
    void whatIsFastStaysFastEnough() {
        try (LlmClient client = client("")) {
            takes(Duration.ofMillis(2));
            ask(client, 60);
            takes(Duration.ofMillis(40));
            assertThat(ask(client, 60)).isEqualTo(60);
        }
    }

    @Test
    void streamsAndWholeAnswersAreApart() {
        try (LlmClient client = client("")) {
            for (int i = 0; i < 60; i++) {
                takes(USUAL);
                try (ChatStream stream = client.stream("hi")) {
                    stream.await();
                }
                takes(USUAL.multipliedBy(10));
                client.chat("hi");
            }
            assertThat(drifts).isEmpty();
            takes(USUAL.multipliedBy(10));
            for (int i = 0; i < 12; i++) {
                try (ChatStream stream = client.stream("hi")) {
                    stream.await();
                }
            }
            assertThat(drifts).singleElement().satisfies(drift -> assertThat(drift.figure())
                    .isEqualTo("first-content"));
        }
    }

    @Test
    void aLoneTargetIsAskedAndToldOf() {
        try (LlmClient all = client("")) {
            LlmClient client = all.with(o -> o.model("lone"));
            ask(client, 60);
            takes(USUAL.multipliedBy(20));
            assertThat(ask(client, 60)).isEqualTo(60);
            assertThat(drifts).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"factor: 1", "factor: -2", "settle: 0s"})
    void nonsenseIsRefusedAtStart(String drift) {
        assertThatThrownBy(() -> client(drift))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(drift.substring(0, drift.indexOf(':')))
                .hasMessageContaining("it must be above");
    }
}
