package io.llmgateway.core.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.core.config.SteadyConfig.DriftConfig;
import io.llmgateway.core.config.SteadyConfig.HealthConfig;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.llmgateway.watch.TargetHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Targets that stumble are left alone, and come back. */
class HealthTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider one = new ScriptedProvider("one", world);
    private final ScriptedProvider two = new ScriptedProvider("two", world);
    private final List<GatewayEvent> events = new ArrayList<>();

    private LlmClient client() {
        return client("1m");
    }

    private LlmClient client(String window) {
        two.otherwise(call -> Script.answer("two"));
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { steady: { retry: { attempts: 1 }, health: { failure-ratio: 50, min-calls: 4,"
                        + " window: " + window + ", cool: 10s, ramp: 20s } } }")
                .world(world)
                .provide("one", one)
                .provide("two", two)
                .model("both", "one/a", "two/b")
                .model("lone", "one/a")
                .model("several", "one/a", "one/b", "one/c", "two/b")
                .model("other", "one/other", "two/b")
                .defaultModel("both")
                .listener(events::add)
                .build();
    }

    private String who(LlmClient client, String model) {
        return client.chat(c -> c.model(model).user("hi")).provider();
    }

    @Test
    void tooManyFailuresCoolATargetAndItComesBack() {
        one.otherwise(call -> Script.fail(FailureClass.TRANSIENT));
        try (LlmClient client = client()) {
            for (int i = 0; i < 4; i++) {
                assertThat(who(client, "both")).isEqualTo("two");
            }
            assertThat(one.calls()).as("fewer than the sample say nothing").hasSize(4);
            assertThat(who(client, "both")).isEqualTo("two");
            assertThat(one.calls()).as("left alone").hasSize(4);
            assertThat(events.stream().filter(GatewayEvent.TargetSkipped.class::isInstance))
                    .singleElement()
                    .satisfies(e -> assertThat(((GatewayEvent.TargetSkipped) e).target())
                            .isEqualTo("one/a"));
            one.otherwise(call -> Script.answer("well again"));
            world.advance(Duration.ofSeconds(31));
            assertThat(who(client, "both")).isEqualTo("one");
        }
    }

    @Test
    void itsShareGrowsBackWhateverTheStrategy() {
        one.then(Script.fail(
                new Failure(FailureClass.RATE_LIMITED, "slow down", 429, null, null, Duration.ofSeconds(10))));
        one.otherwise(call -> Script.answer("one"));
        try (LlmClient client = client()) {
            assertThat(who(client, "both")).isEqualTo("two");
            world.advance(Duration.ofSeconds(15));
            assertThat(calls(client, "both", 400)).as("a quarter of the ramp").isBetween(70, 130);
            world.advance(Duration.ofSeconds(10));
            assertThat(calls(client, "both", 400)).as("three quarters").isBetween(270, 330);
            world.nextRandom(0.76);
            assertThat(client.chat(c -> c.model("both").user("hi")).explain().toString())
                    .contains("passed over one/a: it is not quite well and gets 75 % of its calls")
                    .contains("two/b, then one/a");
            world.advance(Duration.ofSeconds(5));
            assertThat(calls(client, "both", 100)).as("well").isEqualTo(100);
        }
    }

    @Test
    void aLoneTargetHasNoRamp() {
        one.then(Script.fail(
                new Failure(FailureClass.RATE_LIMITED, "slow down", 429, null, null, Duration.ofSeconds(100))));
        one.otherwise(call -> Script.answer("one"));
        try (LlmClient client = client()) {
            assertThat(catchThrowable(() -> who(client, "lone"))).isNotNull();
            world.advance(Duration.ofSeconds(101)).nextRandom(0.99);
            assertThat(client.chat(c -> c.model("lone").user("hi")).explain().toString())
                    .doesNotContain("not quite well");
            assertThat(world.random()).as("nothing was drawn").isEqualTo(0.99);
        }
    }

    @Test
    void noChanceIsDrawnWhereAllAreWell() {
        one.otherwise(call -> Script.answer("one"));
        try (LlmClient client = client()) {
            world.nextRandom(0.99);
            assertThat(calls(client, "both", 20)).isEqualTo(20);
            assertThat(world.random()).isEqualTo(0.99);
        }
    }

    private int calls(LlmClient client, String model, int calls) {
        int ofOne = 0;
        for (int i = 0; i < calls; i++) {
            ofOne += who(client, model).equals("one") ? 1 : 0;
        }
        return ofOne;
    }

    @Test
    void whoHasNotAnsweredSinceItCooledCoolsAgainAtOnce() {
        one.otherwise(call -> Script.fail(FailureClass.TRANSIENT));
        try (LlmClient client = client()) {
            int failures = 0;
            for (; one.calls().size() == failures; failures++) {
                who(client, "both");
            }
            world.advance(Duration.ofMinutes(10));
            int before = one.calls().size();
            for (int i = 0; i < 20; i++) {
                who(client, "both");
            }
            assertThat(one.calls().size() - before).as("tried once").isEqualTo(1);
            one.otherwise(call -> Script.answer("one"));
            world.advance(Duration.ofMinutes(10));
            assertThat(who(client, "both")).isEqualTo("one");
            one.then(Script.fail(FailureClass.TRANSIENT));
            who(client, "both");
            assertThat(who(client, "both"))
                    .as("one failure of one that answers is chance")
                    .isEqualTo("one");
        }
    }

    @Test
    void onlyWhatEndedWithinTheWindowCounts() {
        try (LlmClient client = client()) {
            one.otherwise(call -> Script.answer("well"));
            for (int i = 0; i < 100; i++) {
                assertThat(who(client, "both")).isEqualTo("one");
            }
            world.advance(Duration.ofSeconds(61));
            one.otherwise(call -> Script.fail(FailureClass.TRANSIENT));
            for (int i = 0; i < 5; i++) {
                assertThat(who(client, "both")).isEqualTo("two");
            }
            assertThat(one.calls())
                    .as("answers of long ago do not outweigh failures of now")
                    .hasSize(104);
        }
    }

    @Test
    void aFailureIsChanceWhereThoseBeforeItHaveLeftTheWindow() {
        one.fails(FailureClass.TRANSIENT).fails(FailureClass.TRANSIENT).otherwise(call -> Script.answer("well"));
        try (LlmClient client = client()) {
            for (int i = 0; i < 4; i++) {
                who(client, "both"); // the fourth ends well, and with it half of four have failed
            }
            world.advance(Duration.ofHours(1));
            assertThat(calls(client, "both", 20)).isEqualTo(20);
            one.fails(FailureClass.TRANSIENT);
            assertThat(who(client, "both")).isEqualTo("two");
            assertThat(who(client, "both")).as("not left alone").isEqualTo("one");
        }
    }

    @Test
    void answersInBetweenDoNotHideThatManyFail() {
        one.fails(FailureClass.TRANSIENT)
                .fails(FailureClass.TRANSIENT)
                .answers("well")
                .answers("well")
                .fails(FailureClass.TRANSIENT)
                .otherwise(call -> Script.answer("well"));
        try (LlmClient client = client()) {
            for (int i = 0; i < 6; i++) {
                who(client, "both");
            }
            assertThat(one.calls()).as("left alone after three of five").hasSize(5);
        }
    }

    @Test
    void longAnswersAreNoFailures() {
        one.otherwise(call -> Script.answer("long").after(Duration.ofSeconds(61)));
        try (LlmClient client = client("1h")) {
            assertThat(calls(client, "both", 10)).isEqualTo(10);
            one.fails(FailureClass.TRANSIENT);
            assertThat(who(client, "both")).isEqualTo("two");
            assertThat(who(client, "both")).as("not left alone").isEqualTo("one");
        }
    }

    @Test
    void whoNamesNoWaitIsNotLeftAlone() {
        one.then(Script.fail(new Failure(FailureClass.OVERLOADED, "busy", 503, null, null, Duration.ZERO)))
                .otherwise(call -> Script.answer("well"));
        try (LlmClient client = client()) {
            assertThat(who(client, "both")).isEqualTo("two");
            assertThat(who(client, "both")).isEqualTo("one");
        }
    }

    @Test
    void aRateLimitCoolsForAsLongAsItSays() {
        one.then(Script.fail(
                        new Failure(FailureClass.RATE_LIMITED, "slow down", 429, null, null, Duration.ofSeconds(40))))
                .answers("again");
        try (LlmClient client = client()) {
            assertThat(who(client, "both")).isEqualTo("two");
            world.advance(Duration.ofSeconds(39));
            assertThat(who(client, "both")).isEqualTo("two");
            world.advance(Duration.ofSeconds(2)).nextRandom(0);
            assertThat(who(client, "both")).isEqualTo("one");
        }
    }

    @Test
    void aDeadKeyCoolsAllItsModels() {
        one.then(Script.answer("first")).then(Script.fail(FailureClass.CREDENTIAL));
        try (LlmClient client = client()) {
            assertThat(who(client, "other")).isEqualTo("one");
            assertThat(who(client, "both")).isEqualTo("two");
            assertThat(who(client, "other")).isEqualTo("two");
            assertThat(one.calls()).hasSize(2);
        }
    }

    @Test
    void aDeadKeyCoolsModelsThatWereNeverAsked() {
        one.then(Script.fail(FailureClass.QUOTA_EXHAUSTED));
        try (LlmClient client = client()) {
            assertThat(who(client, "both")).isEqualTo("two");
            assertThat(who(client, "other")).isEqualTo("two");
            assertThat(one.calls()).hasSize(1);
            one.otherwise(call -> Script.answer("paid"));
            world.advance(Duration.ofMinutes(5)).nextRandom(0);
            assertThat(who(client, "other")).isEqualTo("one");
        }
    }

    @Test
    void aDeadKeyIsTriedForOtherModelsLast() {
        one.otherwise(call -> Script.fail(FailureClass.CREDENTIAL));
        try (LlmClient client = client()) {
            assertThat(client.chat(c -> c.model("several").user("hi")).attempts())
                    .extracting(attempt -> attempt.provider())
                    .containsExactly("one", "two");
        }
    }

    @Test
    void namesThatCallersInventAreForgottenAndRoutesAreNot() {
        one.otherwise(call -> Script.fail(FailureClass.MODEL_UNKNOWN));
        try (LlmClient client = client()) {
            assertThat(who(client, "both")).isEqualTo("two");
            List<TargetHealth> routes = client.statistics().routes().get("both");
            assertThat(routes)
                    .extracting(TargetHealth::state)
                    .containsExactly(TargetHealth.State.COOLING, TargetHealth.State.CLOSED);
            for (int i = 0; i < 5_000; i++) {
                String invented = "one/invented" + i;
                assertThat(catchThrowable(() -> who(client, invented)))
                        .isInstanceOf(ProviderFailedException.class)
                        .hasMessageContaining(invented);
            }
            assertThat(client.statistics().health()).hasSizeBetween(6, 1_006);
            assertThat(client.statistics().routes().get("both")).isEqualTo(routes);
        }
    }

    @Test
    void theDefaultModelIsNotForgottenWhereNoRouteHasIt() {
        one.otherwise(call -> Script.fail(FailureClass.MODEL_UNKNOWN));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .provide("one", one)
                .defaultModel("one/usual")
                .build()) {
            for (int i = 0; i < 1_500; i++) {
                String model = i == 0 ? "one/usual" : "one/invented" + i;
                assertThat(catchThrowable(() -> who(client, model))).isInstanceOf(ProviderFailedException.class);
            }
            assertThat(client.statistics().health())
                    .anySatisfy(health -> {
                        assertThat(health.target()).isEqualTo("one/usual");
                        assertThat(health.state()).isEqualTo(TargetHealth.State.COOLING);
                    })
                    .hasSizeLessThan(1_100);
        }
    }

    @Test
    void callsThatFailTogetherCoolATargetOnce() {
        TargetState state = new TargetStates(
                        new HealthConfig(null, null, null, null, null, null), new DriftConfig(null, null, null), world)
                .of(new Target("one", "a"));
        for (int i = 0; i < 32; i++) {
            state.cool(Duration.ZERO);
        }
        assertThat(state.coolingUntil()).isEqualTo(world.now().plusSeconds(5));
        state.cool(Duration.ofSeconds(8));
        assertThat(state.coolingUntil())
                .as("the vendor asks for more")
                .isEqualTo(world.now().plusSeconds(8));
        world.advance(Duration.ofSeconds(8));
        state.cool(Duration.ZERO);
        assertThat(state.coolingUntil())
                .as("the second time")
                .isEqualTo(world.now().plusSeconds(10));
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"CALLER_FAULT", "CONTEXT_TOO_LONG", "CONTENT_FILTERED", "UNSUPPORTED"})
    void whatIsTheRequestsFaultTouchesNoHealth(FailureClass kind) {
        one.otherwise(call -> Script.fail(kind));
        try (LlmClient client = client()) {
            for (int i = 0; i < 20; i++) {
                Throwable ignored = catchThrowable(() -> who(client, "both"));
                assertThat(ignored == null).isEqualTo(kind != FailureClass.CALLER_FAULT);
            }
            assertThat(one.calls()).hasSize(20);
        }
    }

    @Test
    void aLoneTargetIsAskedWhateverHappened() {
        one.otherwise(call -> Script.fail(FailureClass.TRANSIENT));
        try (LlmClient client = client()) {
            for (int i = 0; i < 12; i++) {
                assertThat(catchThrowable(() -> who(client, "lone"))).isNotNull();
            }
            assertThat(one.calls()).hasSize(12);
        }
    }

    @Test
    void ifAllCoolTheFirstToWakeIsAsked() {
        one.then(failing(90)).otherwise(call -> Script.answer("one"));
        ScriptedProvider three = new ScriptedProvider("three", world).then(failing(30));
        three.otherwise(call -> Script.answer("three"));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { steady: { retry: { max-wait: 1s } } }")
                .world(world)
                .provide("one", one)
                .provide("three", three)
                .model("both", "one/a", "three/c")
                .listener(events::add)
                .build()) {
            assertThat(catchThrowable(() -> client.chat("hi"))).isNotNull();
            assertThat(client.chat("hi").provider()).isEqualTo("three");
            assertThat(events.toString()).contains("all are cooling");
        }
    }

    private static Script failing(int seconds) {
        return Script.fail(
                new Failure(FailureClass.RATE_LIMITED, "slow down", 429, null, null, Duration.ofSeconds(seconds)));
    }
}
