package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked, by what has worked. */
class BanditTest {
    private final FakeWorld world = new FakeWorld(11);
    private final Random random = new Random(17);
    private final Map<String, ScriptedProvider> providers = new HashMap<>();
    private final ConcurrentLinkedQueue<GatewayEvent.FeedbackGiven> feedback = new ConcurrentLinkedQueue<>();
    private LlmClient client;

    private LlmClient client(String models) {
        return client(models, "");
    }

    private LlmClient client(String models, String more) {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .yaml("llmgateway:\n"
                        + "  steady: { retry: { attempts: 1 }, drift: { enabled: false }, health: { min-calls: 100000 } }\n"
                        + "  catalogue: { models: { a/x: { prices: { input: 10, output: 10 } },"
                        + " b/x: { prices: { input: 6, output: 6 } } } }\n"
                        + "  default-model: m\n  models:\n    "
                        + String.join("\n    ", models.lines().toList()) + "\n" + more)
                .listener(event -> {
                    if (event instanceof GatewayEvent.FeedbackGiven given) {
                        feedback.add(given);
                    }
                });
        for (String id : List.of("a", "b", "c")) {
            providers.put(id, new ScriptedProvider(id, world).otherwise(call -> Script.answer("from " + id)));
            builder.provide(id, providers.get(id));
        }
        client = builder.build();
        return client;
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private void takes(String id, int millis) {
        providers.get(id).otherwise(call -> Script.answer("from " + id)
                .after(Duration.ofMillis((long) (millis * (0.5 + random.nextDouble())))));
    }

    private void failsEvery(String id, int nth) {
        AtomicInteger calls = new AtomicInteger();
        providers
                .get(id)
                .otherwise(call -> calls.incrementAndGet() % nth == 0
                        ? Script.fail(FailureClass.TRANSIENT)
                        : Script.answer("from " + id));
    }

    /** The part of so many calls that were sent to each first. */
    private Map<String, Double> shares(int calls) {
        Map<String, Double> shares = new HashMap<>(Map.of("a", 0.0, "b", 0.0, "c", 0.0));
        for (int i = 0; i < calls; i++) {
            shares.merge(client.chat("hi").attempts().get(0).provider(), 1.0 / calls, Double::sum);
        }
        return shares;
    }

    /** The same with feedback, good with a chance. */
    private Map<String, Double> rated(int calls, Map<String, Double> good) {
        Map<String, Double> shares = new HashMap<>(Map.of("a", 0.0, "b", 0.0, "c", 0.0));
        for (int i = 0; i < calls; i++) {
            ChatResponse response = client.chat("hi");
            client.feedback(response, random.nextDouble() < good.get(response.provider()) ? 1 : 0);
            shares.merge(response.provider(), 1.0 / calls, Double::sum);
        }
        return shares;
    }

    @Test
    void eachIsTriedBeforeAnyIsPreferred() {
        client("m: { targets: [a/x, b/x, c/x], strategy: bandit, bandit: { reward: latency, min-samples: 7 } }");
        takes("a", 100);
        takes("b", 1_000);
        takes("c", 10_000);
        shares(21);
        assertThat(providers.values()).allSatisfy(p -> assertThat(p.calls()).hasSize(7));
        assertThat(shares(200).get("a")).isGreaterThan(0.8);
    }

    @Test
    void feedbackFindsTheBestAndNoticesAChange() {
        client("m: { targets: [a/x, b/x, c/x], strategy: bandit }");
        rated(1_000, Map.of("a", 0.4, "b", 0.8, "c", 0.5));
        Map<String, Double> found = rated(1_000, Map.of("a", 0.4, "b", 0.8, "c", 0.5));
        assertThat(found.get("b")).isGreaterThan(0.8);
        assertThat(found.get("a")).as("min-share").isBetween(0.03, 0.15);
        assertThat(found.get("c")).as("min-share").isBetween(0.03, 0.15);
        rated(1_500, Map.of("a", 0.9, "b", 0.2, "c", 0.5));
        assertThat(rated(500, Map.of("a", 0.9, "b", 0.2, "c", 0.5)).get("a")).isGreaterThan(0.75);
    }

    @Test
    void costFindsTheCheapest() {
        client("m: { targets: [a/x, b/x], strategy: bandit, bandit: { reward: cost, min-share: 0.1 } }");
        providers.forEach((id, provider) -> provider.otherwise(call -> Script.answer(
                "from " + id,
                Usage.builder()
                        .input(1_000 + random.nextInt(3_000))
                        .output(100 + random.nextInt(200))
                        .build())));
        shares(300);
        Map<String, Double> found = shares(1_000);
        assertThat(found.get("b")).isBetween(0.85, 0.93);
        assertThat(found.get("a")).as("min-share").isBetween(0.07, 0.15);
        assertThat(client.toString()).contains("bandit by cost [$0.0").contains(" by ");
    }

    @Test
    void whatHasNoPriceIsNotCheap() {
        client("m: { targets: [c/x, b/x, a/x], strategy: bandit, bandit: { reward: cost } }");
        shares(200);
        Map<String, Double> found = shares(600);
        assertThat(found.get("b")).isGreaterThan(0.8);
        assertThat(found.get("c")).isLessThan(0.1);
        assertThat(client.toString()).contains("[unknown, ");
    }

    @Test
    void latencyFindsTheFastestAndNoticesAChange() {
        client("m: { targets: [a/x, b/x], strategy: bandit, bandit: { reward: latency } }");
        takes("a", 500);
        takes("b", 1_000);
        shares(200);
        assertThat(shares(400).get("a")).isBetween(0.9, 0.98);
        takes("a", 3_000);
        shares(600);
        assertThat(shares(300).get("b")).isGreaterThan(0.8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cost", "latency"})
    void aFailedAttemptIsTheWorst(String reward) {
        client("m: { targets: [a/x, b/x], strategy: bandit, bandit: { reward: " + reward + " } }");
        takes("a", 1_000); // slow and dear, but it works
        failsEvery("b", 1);
        shares(100);
        assertThat(shares(400).get("a")).isGreaterThan(0.85);
        assertThat(client.chat("hi").text()).isEqualTo("from a");
    }

    @Test
    void whoFailsOftenIsNotCheap() {
        client("m: { targets: [a/x, b/x], strategy: bandit, bandit: { reward: cost } }");
        AtomicInteger calls = new AtomicInteger();
        providers
                .get("b")
                .otherwise(call -> calls.incrementAndGet() % 10 < 6
                        ? Script.fail(FailureClass.TRANSIENT)
                        : Script.answer("from b"));
        shares(300);
        assertThat(shares(400).get("a")).as("b costs 0.6, but four of ten work").isGreaterThan(0.6);
    }

    @Test
    void aRequestThatIsWrongEverywhereSaysNothingOfATarget() {
        client("m: { targets: [a/x, b/x], strategy: bandit, bandit: { reward: cost, min-samples: 1 } }");
        providers.values().forEach(p -> p.otherwise(call -> Script.fail(FailureClass.CALLER_FAULT)));
        for (int i = 0; i < 50; i++) {
            assertThat(catchThrowable(() -> client.chat("hi"))).isNotNull();
        }
        providers.forEach((id, p) -> p.otherwise(call -> Script.answer("from " + id)));
        shares(60);
        assertThat(shares(200).get("b")).isGreaterThan(0.85);
    }

    @Test
    void aStreamThatIsLeftEarlyDoesNotLookFast() {
        client("m: { targets: [a/x, b/x], strategy: bandit, bandit: { reward: latency } }");
        providers.get("a").otherwise(call -> Script.answer("one two three four five")
                .between(Duration.ofSeconds(1)));
        providers.get("b").otherwise(call -> Script.answer("one").after(Duration.ofSeconds(2)));
        for (int i = 0; i < 40; i++) {
            try (ChatStream stream = client.stream("hi")) {
                stream.await();
            }
        }
        int before = providers.get("a").calls().size();
        for (int i = 0; i < 300; i++) {
            try (ChatStream stream = client.stream("hi")) {
                stream.iterator().next();
            }
        }
        assertThat(providers.get("a").calls().size() - before).isLessThan(45);
    }

    @Test
    void anAttemptCountsForEachChildItsTargetIsIn() {
        client("m: { targets: [pool, a/x], strategy: bandit, bandit: { reward: latency } }\n"
                + "pool: { targets: [b/x, c/x], strategy: round-robin }");
        takes("a", 900);
        takes("b", 300);
        takes("c", 300);
        shares(200);
        Map<String, Double> found = shares(400);
        assertThat(found.get("b") + found.get("c")).isGreaterThan(0.88);
        int before = providers.get("a").calls().size();
        takes("b", 20_000);
        takes("c", 20_000);
        for (int i = 0; i < 60; i++) {
            client.chat(c -> c.model("pool").user("hi")); // asked by another name, learnt all the same
        }
        shares(400);
        assertThat(providers.get("a").calls().size() - before).isGreaterThan(200);
    }

    @Test
    void feedbackReachesListenersWithWhatIsKnown() {
        client("m: { targets: [a/x] }");
        providers
                .get("a")
                .otherwise(call -> Script.answer(new ChatResponse(
                        List.of(new Part.Text("hi")),
                        FinishReason.STOP,
                        Usage.NONE,
                        ResponseInfo.builder("a", "x-2026-01-01").build())));
        ChatResponse whole = client.chat("hi");
        assertThat(whole.model()).isEqualTo("x-2026-01-01");
        world.advance(Duration.ofDays(1));
        client.with(o -> o.tag("team", "search")).feedback(whole.withParts(List.of()), 0.25);
        assertThat(feedback)
                .containsExactly(new GatewayEvent.FeedbackGiven(
                        whole.info().operation().orElseThrow(), world.now(), "a", "x", Map.of("team", "search"), 0.25));
        assertThat(client.ledger().entries().get(0).operation())
                .isEqualTo(feedback.element().operation());
        try (ChatStream stream = client.stream("hi")) {
            client.feedback(stream.await(), 1);
        }
        assertThat(feedback)
                .hasSize(2)
                .extracting(GatewayEvent.FeedbackGiven::operation)
                .doesNotHaveDuplicates();
    }

    @Test
    void feedbackOfAFallbackIsAboutWhoAnswered() {
        client("m: { targets: [a/x, b/y] }");
        providers.get("a").otherwise(call -> Script.fail(FailureClass.TRANSIENT));
        client.feedback(client.chat("hi"), 1);
        assertThat(feedback)
                .extracting(GatewayEvent.FeedbackGiven::provider, GatewayEvent.FeedbackGiven::model)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("b", "y"));
    }

    @Test
    void feedbackOfAJudgedAnswerIsAboutWhoAnswered() {
        client(
                "m: { targets: [a/x] }",
                "  guard: { moderation: { enabled: true, judge-model: a/judge, rubric: be kind } }");
        providers.get("a").otherwise(call -> {
            boolean judge = call.request().model().orElseThrow().equals("judge");
            return Script.answer(judge ? "{\"category\": \"none\", \"score\": 0}" : "an answer");
        });
        ChatResponse whole = client.chat("hi");
        assertThat(whole.attempts()).extracting(Attempt::model).containsExactly("judge", "x", "judge");
        client.feedback(whole, 1);
        try (ChatStream stream = client.stream("hi")) {
            client.feedback(stream.await(), 1);
        }
        assertThat(feedback).extracting(GatewayEvent.FeedbackGiven::model).containsExactly("x", "x");
    }

    @Test
    void feedbackOfARememberedAnswerIsAboutWhoWasAskedForIt() {
        client("m: { targets: [a/x, b/x], strategy: bandit }", "  recall: { exact: { ttl: 1h } }");
        providers
                .get("a")
                .otherwise(call -> Script.answer(new ChatResponse(
                        List.of(new Part.Text("hi")),
                        FinishReason.STOP,
                        Usage.NONE,
                        ResponseInfo.builder("a", "x-2026-01-01").build())));
        client.chat("hi");
        ChatResponse again = client.chat("hi");
        assertThat(again.cache()).isPresent();
        client.feedback(again, 1);
        assertThat(client.toString()).as("the bandit has learnt it").contains("[1.00 by 1, ");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void aScoreOutsideTheRangeIsRefused(double score) {
        client("m: { targets: [a/x] }");
        ChatResponse response = client.chat("hi");
        assertThatThrownBy(() -> client.feedback(response, score))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 0, useless, to 1");
        assertThat(feedback).isEmpty();
    }

    @Test
    void manyThreadsLoseNoObservation() throws Exception {
        client("m: { targets: [a/x, b/x], strategy: bandit, bandit: { min-samples: 50 } }");
        int each = 200;
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                ends.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        ChatResponse response = client.chat("hi");
                        client.feedback(response, response.provider().equals("b") ? 1 : 0);
                    }
                }));
            }
            for (Future<?> end : ends) {
                end.get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(feedback).hasSize(8 * each);
        String known = client.toString();
        java.util.regex.Matcher weights = java.util.regex.Pattern.compile(
                        "bandit by feedback \\[0\\.00 by (\\d+), 1\\.00 by (\\d+)]")
                .matcher(known);
        assertThat(weights.find()).as(known).isTrue();
        double keep = Math.pow(0.5, 1.0 / Arm.HALF_LIFE);
        double all = (1 - Math.pow(keep, 8 * each)) / (1 - keep);
        assertThat(Integer.parseInt(weights.group(1)) + Integer.parseInt(weights.group(2)))
                .isBetween((int) (all * 0.99), (int) (all * 1.01) + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m: { targets: [a/x, b/x], bandit: { reward: cost } }                       | m.bandit is set",
                "m: { targets: [a/x], strategy: bandit }                                    | m.targets has one target",
                "m: { targets: [a/x, b/x], strategy: bandit, bandit: { min-share: 0.5 } }   | m.bandit.min-share is 0.5",
                "m: { targets: [a/x, b/x], strategy: bandit, bandit: { min-share: -1 } }    | min-share",
                "m: { targets: [a/x, b/x], strategy: bandit, bandit: { min-samples: 0 } }   | min-samples",
                "m: { targets: [a/x, b/x], strategy: bandit, bandit: { reward: quality } }  | reward"
            })
    void nonsenseIsRefusedAtStart(String models, String why) {
        assertThatThrownBy(() -> client(models))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models.m")
                .hasMessageContaining(why);
    }
}
