package io.llmgateway.spring.properties;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.testkit.Script;
import java.time.Duration;
import java.util.List;

/** What the properties of the room steady change. */
final class SteadyEffects {
    private static final Duration USUAL = Duration.ofMillis(400);
    private static final String LONE = "default-model=one/a";
    private static final List<String> BOTH = List.of("models.m.targets=one/a,two/b", "steady.retry.attempts=1");

    private SteadyEffects() {}

    static List<Effect> all() {
        return List.of(
                Effect.of("steady.max-attempts")
                        .given(LONE, "steady.retry.attempts=5")
                        .with("steady.max-attempts=3")
                        .on((scene, builder) -> scene.one.otherwise(call -> Script.fail(FailureClass.OVERLOADED)))
                        .when((client, scene) -> {
                            Seen.come(() -> client.chat("?"));
                            return scene.one.calls().size();
                        })
                        .sees(5, 3),
                Effect.of("steady.retry.attempts")
                        .given(LONE)
                        .with("steady.retry.attempts=1")
                        .on((scene, builder) -> scene.one.fails(FailureClass.OVERLOADED))
                        .when((client, scene) ->
                                Seen.come(() -> client.chat("?").text()))
                        .sees("one", "OVERLOADED"),
                Effect.of("steady.retry.backoff")
                        .given(LONE)
                        .with("steady.retry.backoff=1s")
                        .on((scene, builder) -> scene.one.fails(FailureClass.OVERLOADED))
                        .when((client, scene) -> {
                            scene.world.nextRandom(0);
                            client.chat("?");
                            return scene.world.sleeps();
                        })
                        .sees("[PT0.2S]", "[PT1S]"),
                Effect.of("steady.retry.max-backoff")
                        .given(LONE, "steady.retry.attempts=4", "steady.retry.backoff=1s")
                        .with("steady.retry.max-backoff=2s")
                        .on((scene, builder) -> scene.one
                                .fails(FailureClass.OVERLOADED)
                                .fails(FailureClass.OVERLOADED)
                                .fails(FailureClass.OVERLOADED))
                        .when((client, scene) -> {
                            scene.world.nextRandom(0, 0, 0);
                            client.chat("?");
                            return scene.world.sleeps();
                        })
                        .sees("[PT1S, PT2S, PT4S]", "[PT1S, PT2S, PT2S]"),
                Effect.of("steady.retry.max-wait")
                        .given(LONE)
                        .with("steady.retry.max-wait=2m")
                        .on((scene, builder) -> scene.one.then(slowDown(Duration.ofSeconds(90))))
                        .when((client, scene) ->
                                Seen.come(() -> client.chat("?").text()))
                        .sees("RATE_LIMITED", "one"),
                Effect.of("steady.health.failure-ratio")
                        .given(BOTH)
                        .given("steady.health.min-calls=4")
                        .with("steady.health.failure-ratio=80")
                        .on((scene, builder) -> scene.one
                                .answers("one")
                                .fails(FailureClass.TRANSIENT)
                                .answers("one")
                                .fails(FailureClass.TRANSIENT))
                        .when((client, scene) -> Seen.who(client, 5))
                        .sees("one two one two two", "one two one two one"),
                Effect.of("steady.health.min-calls")
                        .given(BOTH)
                        .with("steady.health.min-calls=2")
                        .on((scene, builder) -> scene.one.otherwise(call -> Script.fail(FailureClass.TRANSIENT)))
                        .when((client, scene) -> {
                            Seen.who(client, 5);
                            return scene.one.calls().size();
                        })
                        .sees(5, 2),
                Effect.of("steady.health.window")
                        .given(BOTH)
                        .given("steady.health.min-calls=2")
                        .with("steady.health.window=10s")
                        .on((scene, builder) -> scene.one.otherwise(call -> Script.fail(FailureClass.TRANSIENT)))
                        .when((client, scene) -> {
                            client.chat("?");
                            scene.world.advance(Duration.ofSeconds(30));
                            Seen.who(client, 2);
                            return scene.one.calls().size();
                        })
                        .sees(2, 3),
                Effect.of("steady.health.cool")
                        .given(BOTH)
                        .given("steady.health.min-calls=2")
                        .with("steady.health.cool=1m")
                        .on((scene, builder) ->
                                scene.one.fails(FailureClass.TRANSIENT).fails(FailureClass.TRANSIENT))
                        .when((client, scene) -> {
                            Seen.who(client, 2);
                            scene.world.advance(Duration.ofSeconds(6)).nextRandom(0);
                            return client.chat("?").text();
                        })
                        .sees("one", "two"),
                Effect.of("steady.health.max-cool")
                        .given(BOTH)
                        .with("steady.health.max-cool=20m")
                        .on((scene, builder) -> scene.one.then(slowDown(Duration.ofMinutes(10))))
                        .when((client, scene) -> {
                            client.chat("?");
                            scene.world.advance(Duration.ofMinutes(6));
                            return client.chat("?").text();
                        })
                        .sees("one", "two"),
                Effect.of("steady.health.ramp")
                        .given(BOTH)
                        .with("steady.health.ramp=5s")
                        .on((scene, builder) -> scene.one.then(slowDown(Duration.ofSeconds(10))))
                        .when((client, scene) -> {
                            client.chat("?");
                            scene.world.advance(Duration.ofSeconds(15)).nextRandom(0.5);
                            return client.chat("?").text();
                        })
                        .sees("two", "one"),
                Effect.of("steady.drift.enabled")
                        .given(BOTH)
                        .with("steady.drift.enabled=false")
                        .on((scene, builder) -> takes(scene, USUAL))
                        .when((client, scene) -> {
                            becomesSlow(client, scene);
                            return "all to one: " + (ask(client, scene, 100) == 100);
                        })
                        .sees("all to one: false", "all to one: true"),
                Effect.of("steady.drift.factor")
                        .given(BOTH)
                        .with("steady.drift.factor=10")
                        .on((scene, builder) -> takes(scene, USUAL))
                        .when((client, scene) -> {
                            becomesSlow(client, scene);
                            return "all to one: " + (ask(client, scene, 100) == 100);
                        })
                        .sees("all to one: false", "all to one: true"),
                Effect.of("steady.drift.settle")
                        .given(BOTH)
                        .with("steady.drift.settle=1m")
                        .on((scene, builder) -> takes(scene, USUAL))
                        .when((client, scene) -> {
                            becomesSlow(client, scene);
                            ask(client, scene, 200);
                            return "all to one: " + (ask(client, scene, 50) == 50);
                        })
                        .sees("all to one: false", "all to one: true"));
    }

    private static Script slowDown(Duration wait) {
        return Script.fail(new Failure(FailureClass.RATE_LIMITED, "slow down", 429, null, null, wait));
    }

    private static void takes(Scene scene, Duration time) {
        scene.one.otherwise(call -> Script.answer("one").after(time));
        scene.two.otherwise(call -> Script.answer("two").after(USUAL));
    }

    private static void becomesSlow(LlmClient client, Scene scene) {
        ask(client, scene, 60);
        takes(scene, USUAL.multipliedBy(5));
        ask(client, scene, 12);
    }

    /** How many of so many calls, about one a second, went to the first target. */
    private static int ask(LlmClient client, Scene scene, int calls) {
        int before = scene.one.calls().size();
        for (int i = 0; i < calls; i++) {
            client.chat("?");
            scene.world.advance(Duration.ofMillis(600));
        }
        return scene.one.calls().size() - before;
    }
}
