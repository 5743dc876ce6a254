package io.llmgateway.spring.properties;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.spi.World;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** What the properties of models change. */
final class RouteEffects {
    private static final String BOTH = "models.m.targets=one/a,two/b";
    private static final String LONE = "models.m.targets=one/a";

    private RouteEffects() {}

    static List<Effect> all() {
        return List.of(
                Effect.of("default-model")
                        .without("default-model=one/m")
                        .with("default-model=two/m")
                        .when((client, scene) -> client.chat("?").text())
                        .sees("one", "two"),
                Effect.of("models.*.targets")
                        .without(LONE)
                        .with("models.m.targets=two/b")
                        .when((client, scene) -> client.chat("?").text())
                        .sees("one", "two"),
                Effect.of("models.*.strategy")
                        .given(BOTH)
                        .with("models.m.strategy=round-robin")
                        .when((client, scene) -> Seen.who(client, 4))
                        .sees("one one one one", "one two one two"),
                Effect.of("models.*.weights")
                        .given(BOTH, "models.m.strategy=weighted")
                        .without("models.m.weights=1,0")
                        .with("models.m.weights=0,1")
                        .when((client, scene) -> Seen.who(client, 3))
                        .sees("one one one", "two two two"),
                Effect.of("models.*.by")
                        .given(BOTH, "models.m.strategy=canary", "models.m.percent=50")
                        .with("models.m.by=session")
                        .when((client, scene) -> "asked: " + whoIsAskedInOneSession(client))
                        .sees("asked: 2", "asked: 1"),
                Effect.of("models.*.percent")
                        .given(BOTH, "models.m.strategy=canary")
                        .without("models.m.percent=0")
                        .with("models.m.percent=100")
                        .when((client, scene) -> client.chat("?").text())
                        .sees("one", "two"),
                Effect.of("models.*.when")
                        .given(BOTH, "models.m.strategy=conditional")
                        .without("models.m.when=chars > 1000 -> two/b")
                        .with("models.m.when=chars > 10 -> two/b")
                        .when((client, scene) -> client.chat("?").text() + " "
                                + client.chat("A longer question?").text())
                        .sees("one one", "one two"),
                Effect.of("models.*.zone")
                        .given(BOTH, "models.m.strategy=conditional", "models.m.when=hour in 8..18 -> two/b")
                        .with("models.m.zone=Asia/Tokyo") // midnight in Greenwich
                        .when((client, scene) -> client.chat("?").text())
                        .sees("one", "two"),
                Effect.of("models.*.semantic.model")
                        .given(BOTH, "models.m.strategy=semantic", "models.m.semantic.about=law,code")
                        .without("models.m.semantic.model=one/embed")
                        .with("models.m.semantic.model=two/embed")
                        .when((client, scene) -> {
                            client.chat("code");
                            return "vectors by one: " + vectors(scene.one) + ", by two: " + vectors(scene.two);
                        })
                        .sees("vectors by one: 1, by two: 0", "vectors by one: 0, by two: 1"),
                Effect.of("models.*.semantic.about")
                        .given(BOTH, "models.m.strategy=semantic", "models.m.semantic.model=one/embed")
                        .without("models.m.semantic.about=code,law")
                        .with("models.m.semantic.about=law,code")
                        .when((client, scene) -> client.chat("code").text())
                        .sees("one", "two"),
                Effect.of("models.*.semantic.min-similarity")
                        .given(BOTH, "models.m.strategy=semantic", "models.m.semantic.model=one/embed")
                        .given("models.m.semantic.about=law,code")
                        .with("models.m.semantic.min-similarity=0.9") // the toy's vectors: 0.69 to code, less to law
                        .when((client, scene) -> client.chat("my code").text())
                        .sees("two", "one"),
                Effect.of("models.*.bandit.reward")
                        .given(BOTH, "models.m.strategy=bandit")
                        .given("models.m.bandit.min-samples=5", "models.m.bandit.min-share=0")
                        .given(
                                "catalogue.models[one/a].prices.input=1000",
                                "catalogue.models[one/a].prices.output=1000")
                        .given("catalogue.models[two/b].prices.input=0.1", "catalogue.models[two/b].prices.output=0.1")
                        .without("models.m.bandit.reward=cost")
                        .with("models.m.bandit.reward=latency")
                        .on(RouteEffects::twoIsSlow)
                        .when((client, scene) -> last(Seen.who(client, 20)))
                        .sees("two", "one"),
                Effect.of("models.*.bandit.min-share")
                        .given(BOTH, "models.m.strategy=bandit")
                        .given("models.m.bandit.min-samples=5", "models.m.bandit.reward=latency")
                        .without("models.m.bandit.min-share=0")
                        .with("models.m.bandit.min-share=0.4")
                        .on(RouteEffects::twoIsSlow)
                        .when((client, scene) -> {
                            Seen.who(client, 110);
                            return "slow ones beyond 30: " + (scene.two.calls().size() > 30);
                        })
                        .sees("slow ones beyond 30: false", "slow ones beyond 30: true"),
                Effect.of("models.*.bandit.min-samples")
                        .given(BOTH, "models.m.strategy=bandit")
                        .given("models.m.bandit.reward=latency", "models.m.bandit.min-share=0")
                        .without("models.m.bandit.min-samples=2")
                        .with("models.m.bandit.min-samples=5")
                        .on(RouteEffects::twoIsSlow)
                        .when((client, scene) -> {
                            Seen.who(client, 10);
                            return scene.two.calls().size();
                        })
                        .sees(2, 5),
                Effect.of("models.*.hedge-after")
                        .given(BOTH)
                        .without("models.m.hedge-after=1h")
                        .with("models.m.hedge-after=1s")
                        .on(RouteEffects::oneTakesTenSeconds)
                        .when((client, scene) -> client.chat("?").text())
                        .sees("one", "two"),
                Effect.of("models.*.begin-within")
                        .given(BOTH)
                        .with("models.m.begin-within=4s")
                        .on((scene, builder) -> scene.one.otherwise(RouteEffects::beginsAfterSixSeconds))
                        .when((client, scene) -> Seen.streamed(client).text())
                        .sees("one", "two"),
                Effect.of("models.*.on-break")
                        .given(BOTH)
                        .with("models.m.on-break=continue")
                        .on((scene, builder) -> {
                            scene.one.otherwise(
                                    call -> Script.answer("It rains a lot").cutAfter(3));
                            scene.two.otherwise(call -> Script.answer(" in the mountains"));
                        })
                        .when((client, scene) ->
                                Seen.come(() -> Seen.streamed(client).text()))
                        .sees("StreamBrokenException: TRANSIENT", "It rains in the mountains"),
                Effect.of("models.*.overflow")
                        .given(LONE, "catalogue.models[one/a].window=8000")
                        .with("models.m.overflow=drop-oldest")
                        .when((client, scene) -> Seen.warnings(client.chat(manyTurns())))
                        .sees("[]", "[trimmed]"),
                Effect.of("models.*.summary-model")
                        .given(LONE, "catalogue.models[one/a].window=8000", "models.m.overflow=summarize")
                        .without("models.m.summary-model=one/small")
                        .with("models.m.summary-model=two/small")
                        .when((client, scene) -> {
                            client.chat(manyTurns());
                            return "summed up by two: " + scene.two.calls().size();
                        })
                        .sees("summed up by two: 0", "summed up by two: 1"),
                Effect.of("models.*.shadow.model")
                        .given(LONE)
                        .with("models.m.shadow.model=two/b")
                        .on((scene, builder) -> builder.closeGrace(Duration.ofSeconds(10)))
                        .when((client, scene) -> {
                            client.chat("?");
                            client.close(); // waits for what runs beside
                            return scene.two.calls().size();
                        })
                        .sees(0, 1),
                Effect.of("models.*.shadow.percent")
                        .given(LONE, "models.m.shadow.model=two/b")
                        .with("models.m.shadow.percent=10")
                        .on((scene, builder) -> builder.closeGrace(Duration.ofSeconds(10)))
                        .when((client, scene) -> {
                            scene.world.nextRandom(0.05, 0.5, 0.5);
                            Seen.who(client, 3);
                            client.close();
                            return scene.two.calls().size();
                        })
                        .sees(3, 1));
    }

    private static long whoIsAskedInOneSession(LlmClient client) {
        return IntStream.range(0, 20)
                .mapToObj(user -> client.chat(
                                c -> c.user("?").endUser("user" + user).tag("session", "the same"))
                        .provider())
                .distinct()
                .count();
    }

    private static long vectors(ScriptedProvider provider) {
        return provider.calls().stream()
                .filter(call -> call.request() instanceof EmbeddingRequest)
                .count();
    }

    private static String last(String words) {
        return words.substring(words.lastIndexOf(' ') + 1);
    }

    private static void twoIsSlow(Scene scene, LlmGateway.Builder builder) {
        scene.one.otherwise(call -> Script.answer("one").after(Duration.ofMillis(1)));
        scene.two.otherwise(call -> Script.answer("two").after(Duration.ofSeconds(10)));
    }

    // as a vendor's client keeps the clock
    private static Script beginsAfterSixSeconds(Call call) {
        Duration clock = call.timeouts().firstToken();
        return clock.compareTo(Duration.ofSeconds(6)) > 0
                ? Script.answer("one").after(Duration.ofSeconds(6))
                : Script.fail(new Failure(FailureClass.TRANSIENT, "too late", null, "timeout_first_token", null, null))
                        .after(clock);
    }

    // some 2,000 tokens a turn
    private static ChatRequest manyTurns() {
        ChatRequest.Builder chat = ChatRequest.builder();
        for (int i = 0; i < 6; i++) {
            chat.user("many words ".repeat(1_000)).assistant("answer " + i);
        }
        return chat.user("the question").build();
    }

    private static void oneTakesTenSeconds(Scene scene, LlmGateway.Builder builder) {
        TwoSleepers world = new TwoSleepers(scene.world);
        ScriptedProvider one = new ScriptedProvider("one", world)
                .otherwise(call -> Script.answer("one").after(Duration.ofSeconds(10)));
        builder.world(world).factory(ScriptedProvider.factory(one, scene.two));
    }

    /**
     * A world in which two threads sleep: once both do, who sleeps shorter wakes, and the other one when it is given up.
     *
     * @param rest what else a world has
     */
    private record TwoSleepers(World rest, CyclicBarrier both, AtomicReference<Duration> shortest) implements World {
        TwoSleepers(World rest) {
            this(rest, new CyclicBarrier(2), new AtomicReference<>(Duration.ofDays(1)));
        }

        @Override
        public Instant now() {
            return rest.now();
        }

        @Override
        public long nanoTime() {
            return rest.nanoTime();
        }

        @Override
        public double random() {
            return rest.random();
        }

        @Override
        public String newId() {
            return rest.newId();
        }

        @Override
        public void sleep(Duration duration, Cancellation cancellation) {
            shortest.accumulateAndGet(duration, (known, fresh) -> known.compareTo(fresh) < 0 ? known : fresh);
            try {
                both.await(10, TimeUnit.SECONDS);
                if (!duration.equals(shortest.get())) {
                    CountDownLatch givenUp = new CountDownLatch(1);
                    cancellation.onCancel(givenUp::countDown);
                    if (!givenUp.await(10, TimeUnit.SECONDS)) {
                        throw new TimeoutException("nobody gave it up");
                    }
                    throw new CancelledException("given up in its sleep");
                }
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new AssertionError("two threads were to sleep", e);
            }
        }
    }
}
