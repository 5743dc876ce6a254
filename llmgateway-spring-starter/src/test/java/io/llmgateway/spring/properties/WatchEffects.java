package io.llmgateway.spring.properties;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.Script;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/** What the properties of the room watch change. */
final class WatchEffects {
    private static final String MODEL = "default-model=one/m";

    // a dollar a thing; nobody has to hurry
    private static final List<String> SPENDING = List.of(
            MODEL,
            "watch.listener-wait=1m",
            "catalogue.models[one/m].prices.input=1000000",
            "catalogue.models[one/m].prices.output=0",
            "watch.spend-rise.by=team");

    private WatchEffects() {}

    static List<Effect> all() {
        return List.of(
                Effect.of("watch.listener-wait")
                        .given(MODEL)
                        .without("watch.listener-wait=0s")
                        .with("watch.listener-wait=1m")
                        .on(WatchEffects::slowListener)
                        .when((client, scene) -> {
                            client.chat("?");
                            return "heard of the end: " + Seen.heard(scene, GatewayEvent.CallEnded.class);
                        })
                        .sees("heard of the end: 0", "heard of the end: 1"),
                Effect.of("watch.log.enabled")
                        .given(MODEL)
                        .with("watch.log.enabled=true")
                        .when((client, scene) -> logged(client).size())
                        .sees(0, 1),
                Effect.of("watch.log.user")
                        .given(MODEL, "watch.log.enabled=true")
                        .with("watch.log.user=true")
                        .when((client, scene) -> logged(client).get(0).contains("\"user\":\"ada\""))
                        .sees(false, true),
                Effect.of("watch.spend-rise.by")
                        .given(SPENDING)
                        .with("watch.spend-rise.by=user")
                        .on(WatchEffects::spending)
                        .when((client, scene) -> rises(client, scene, 1, 1, 1, 8))
                        .sees("told: 1", "told: 0"),
                Effect.of("watch.spend-rise.factor")
                        .given(SPENDING)
                        .with("watch.spend-rise.factor=3")
                        .on(WatchEffects::spending)
                        .when((client, scene) -> rises(client, scene, 1, 1, 1, 4))
                        .sees("told: 0", "told: 1"),
                Effect.of("watch.spend-rise.least")
                        .given(SPENDING)
                        .with("watch.spend-rise.least=10")
                        .on(WatchEffects::spending)
                        .when((client, scene) -> rises(client, scene, 1, 1, 1, 8))
                        .sees("told: 1", "told: 0"),
                Effect.of("watch.spend-rise.window")
                        .given(SPENDING)
                        .with("watch.spend-rise.window=1d")
                        .on(WatchEffects::spending)
                        .when((client, scene) -> rises(client, scene, 1, 1, 1, 8))
                        .sees("told: 1", "told: 0"),
                Effect.of("watch.statistics.enabled")
                        .given(MODEL)
                        .with("watch.statistics.enabled=false")
                        .when((client, scene) -> complete(client, scene, Duration.ZERO))
                        .sees(1, 0),
                Effect.of("watch.statistics.window")
                        .given(MODEL)
                        .with("watch.statistics.window=10s")
                        .when((client, scene) -> complete(client, scene, Duration.ofMinutes(1)))
                        .sees(1, 0),
                Effect.of("watch.statistics.max-series")
                        .given(MODEL)
                        .with("watch.statistics.max-series=10")
                        .when((client, scene) -> {
                            IntStream.range(0, 20)
                                    .forEach(i -> client.chat(
                                            c -> c.model("one/m" + i).user("?")));
                            return client.statistics().byModel().containsKey("(other)");
                        })
                        .sees(false, true),
                Effect.of("watch.statistics.recent")
                        .given(MODEL)
                        .with("watch.statistics.recent=1")
                        .when((client, scene) -> {
                            Seen.who(client, 3);
                            return client.statistics().recent().size();
                        })
                        .sees(3, 1),
                Effect.of("watch.statistics.tags")
                        .given(MODEL)
                        .with("watch.statistics.tags=team")
                        .when((client, scene) -> {
                            client.chat(c -> c.user("?").tag("team", "search"));
                            return teams(client);
                        })
                        .sees("none", "[search]"),
                telemetry("enabled")
                        .with("watch.telemetry.enabled=false")
                        .when((client, scene) -> {
                            client.chat("?");
                            return scene.spans.getFinishedSpanItems().size();
                        })
                        .sees(3, 0),
                telemetry("content")
                        .with("watch.telemetry.content=spans")
                        .when((client, scene) -> attribute(client, scene, "gen_ai.input.messages"))
                        .sees(null, "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Why?\"}]}]"),
                telemetry("conventions")
                        .without("watch.telemetry.conventions=v1-41")
                        .with("watch.telemetry.conventions=latest")
                        .on((scene, builder) -> {
                            builder.openTelemetry(scene.telemetry());
                            scene.one.otherwise(call -> Script.answer(
                                    "one", Usage.builder().cacheWrite(10).build()));
                        })
                        .when((client, scene) -> attribute(client, scene, "gen_ai.usage.cache_write.input_tokens"))
                        .sees(null, 10),
                telemetry("profile")
                        .with("watch.telemetry.profile=openinference")
                        .when((client, scene) -> attribute(client, scene, "openinference.span.kind"))
                        .sees(null, "LLM"),
                telemetry("tags")
                        .with("watch.telemetry.tags=team")
                        .when((client, scene) -> attribute(client, scene, "llmgateway.tag.team"))
                        .sees(null, "search"),
                telemetry("max-tag-values")
                        .given("watch.telemetry.tags=team")
                        .with("watch.telemetry.max-tag-values=1")
                        .when((client, scene) -> {
                            client.chat(c -> c.user("?").tag("team", "search"));
                            client.chat(c -> c.user("?").tag("team", "shop"));
                            return teamsOfMetrics(scene);
                        })
                        .sees("[search, shop]", "[other, search]"),
                Effect.of("watch.telemetry.propagate")
                        .given("default-model=open/gpt", "providers.open.type=openai", "providers.open.api-key=k")
                        .given("providers.open.base-url={vendor}")
                        .with("watch.telemetry.propagate=true")
                        .on((scene, builder) -> builder.openTelemetry(scene.telemetry()))
                        .when((client, scene) -> {
                            client.chat("?");
                            return scene.vendor().lastRequest().header("traceparent") != null;
                        })
                        .sees(false, true));
    }

    private static Effect.Builder telemetry(String property) {
        return Effect.of("watch.telemetry." + property)
                .given(MODEL)
                .on((scene, builder) -> builder.openTelemetry(scene.telemetry()));
    }

    // hears nothing before somebody waits for it
    private static void slowListener(Scene scene, LlmGateway.Builder builder) {
        Thread caller = Thread.currentThread();
        builder.listener(event -> {
            while (event instanceof GatewayEvent.CallStarted && caller.getState() != Thread.State.TIMED_WAITING) {
                LockSupport.parkNanos(100_000);
            }
            scene.events.add(event);
        });
    }

    // the lines of one call
    private static List<String> logged(LlmClient client) {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.llmgateway.calls");
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
        try {
            client.chat(c -> c.user("?").endUser("ada"));
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
        }
        return lines;
    }

    // a question is how many tokens it is said to have
    private static void spending(Scene scene, LlmGateway.Builder builder) {
        scene.one.otherwise(call -> Script.answer(
                "one",
                Usage.builder()
                        .input(call.request().tags().get("dollars").length())
                        .build()));
        builder.listener(scene.events::add);
    }

    // of a team that spends so many dollars in one hour after the other, each time by another user
    private static String rises(LlmClient client, Scene scene, int... dollars) {
        for (int amount : dollars) {
            client.chat(c -> c.user("?")
                    .tag("team", "search")
                    .tag("dollars", "$".repeat(amount))
                    .endUser("user at " + scene.world.now()));
            scene.world.advance(Duration.ofHours(1));
        }
        return "told: " + Seen.heard(scene, GatewayEvent.SpendRose.class);
    }

    private static long complete(LlmClient client, Scene scene, Duration before) {
        client.chat("?");
        scene.world.advance(before);
        return client.statistics().overall().calls().complete();
    }

    private static Object teams(LlmClient client) {
        try {
            return client.statistics().byTag("team").keySet();
        } catch (IllegalArgumentException e) {
            return "none";
        }
    }

    private static Object attribute(LlmClient client, Scene scene, String name) {
        client.chat(c -> c.user("Why?").tag("team", "search"));
        SpanData attempt = scene.spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals("chat m"))
                .findFirst()
                .orElseThrow();
        return attempt.getAttributes().asMap().entrySet().stream()
                .filter(one -> one.getKey().getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static Set<String> teamsOfMetrics(Scene scene) {
        Set<String> teams = new TreeSet<>();
        scene.metrics.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals("gen_ai.client.operation.duration"))
                .flatMap(metric -> metric.getData().getPoints().stream())
                .forEach(point -> teams.add(point.getAttributes().get(AttributeKey.stringKey("llmgateway.tag.team"))));
        return teams;
    }
}
