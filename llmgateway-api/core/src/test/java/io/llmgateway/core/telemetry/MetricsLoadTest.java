package io.llmgateway.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.core.config.TelemetryConfig;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Metrics under many threads, of calls that run several ways at once, and with a meter that throws. */
@Timeout(60)
class MetricsLoadTest {
    private static final Instant BEGAN = Instant.parse("2026-03-10T00:00:00Z");

    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build();
    private final Metrics metrics =
            new Metrics(sdk, TelemetryConfig.EMPTY.or(Map.of()), Vendors.of(Map.of(), id -> id));

    @AfterEach
    void close() {
        sdk.close();
    }

    @Test
    void valuesOfTagsStayFewUnderManyThreads() throws Exception {
        int threads = 8;
        int calls = 150;
        ScriptedProvider vendor = new ScriptedProvider("toy").otherwise(call -> Script.answer("well"));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch ready = new CountDownLatch(threads);
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { watch: { telemetry: { tags: [team], max-tag-values: 20 } } }")
                .openTelemetry(sdk)
                .provide("toy", vendor)
                .build()) {
            List<CompletableFuture<Void>> all = IntStream.range(0, threads)
                    .mapToObj(thread -> CompletableFuture.runAsync(
                            () -> {
                                ready.countDown();
                                await(ready);
                                for (int i = 0; i < calls; i++) {
                                    // all threads bring the same new values at about the same moment
                                    String team = "team" + i % 100;
                                    client.chat(c -> c.model("toy/x").user("hi").tag("team", team));
                                }
                            },
                            pool))
                    .toList();
            all.forEach(CompletableFuture::join);
            Collected seen = Collected.by(reader);
            for (String name : List.of("gen_ai.client.operation.duration", "llmgateway.client.call.duration")) {
                Set<String> teams = new TreeSet<>();
                seen.points(name).forEach(point -> teams.add(point.attributes().get("llmgateway.tag.team")));
                assertThat(teams).as(name).hasSize(21).contains("other");
                assertThat(seen.points(name).stream()
                                .mapToLong(Collected.Point::count)
                                .sum())
                        .isEqualTo((long) threads * calls);
            }
            assertThat(seen.one("llmgateway.client.call.active").value()).isZero();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void modelsStayFew() {
        ScriptedProvider vendor = new ScriptedProvider("toy").otherwise(call -> Script.answer("well"));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { watch: { telemetry: { max-tag-values: 5 } } }")
                .openTelemetry(sdk)
                .provide("toy", vendor)
                .build()) {
            for (int i = 0; i < 40; i++) {
                String model = "toy/x" + i;
                client.chat(c -> c.model(model).user("hi"));
            }
            Collected seen = Collected.by(reader);
            Set<String> asked = new TreeSet<>();
            Set<String> served = new TreeSet<>();
            seen.points("gen_ai.client.operation.duration").forEach(point -> {
                asked.add(point.attributes().get("gen_ai.request.model"));
                served.add(point.attributes().get("gen_ai.response.model"));
            });
            assertThat(asked).containsExactly("other", "x0", "x1", "x2", "x3", "x4");
            assertThat(served).isEqualTo(asked);
            Set<String> targets = new TreeSet<>();
            seen.points("llmgateway.target.share")
                    .forEach(point -> targets.add(point.attributes().get("llmgateway.target")));
            assertThat(targets).hasSize(5).doesNotContain("other");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Instant at(int millis) {
        return BEGAN.plusMillis(millis);
    }

    private void begin(boolean streamed) {
        metrics.on(new GatewayEvent.CallStarted("op", at(0), "chat", "m", streamed, Map.of(), null));
    }

    private void attempt(int number, int from) {
        metrics.on(new GatewayEvent.AttemptStarted("op", at(from), number, "toy", "x", Purpose.ANSWER));
    }

    private void attempted(int number, int from, int to) {
        Attempt attempt = new Attempt(
                number, "toy", "x", Outcome.COMPLETE, null, Duration.ofMillis(to - from), null, Usage.NONE, Cost.ZERO);
        metrics.on(new GatewayEvent.AttemptEnded("op", at(to), attempt, "chat", false, Purpose.ANSWER, null, Map.of()));
    }

    private void end(int millis) {
        metrics.on(new GatewayEvent.CallEnded(
                "op", at(millis), Outcome.COMPLETE, null, null, null, null, null, Duration.ofMillis(millis)));
    }

    private double overheadMillis() {
        return Math.round(Collected.by(reader)
                                .one("llmgateway.client.call.overhead")
                                .value()
                        * 1e6)
                / 1e3;
    }

    @Test
    void attemptsThatOverlapCountOnce() {
        begin(false);
        attempt(1, 5);
        attempt(2, 50); // a hedge
        attempted(2, 50, 100);
        attempted(1, 5, 110);
        attempt(3, 120);
        attempted(3, 120, 200);
        end(203);
        assertThat(overheadMillis()).isEqualTo(5 + 10 + 3);
    }

    @Test
    void theLoserOfARaceThatLingersIsNotOurs() {
        begin(false);
        attempt(1, 5);
        attempt(2, 50);
        attempted(2, 50, 100);
        end(101);
        attempted(1, 5, 150);
        assertThat(overheadMillis()).isEqualTo(5);
    }

    @Test
    void whoWaitsForTheAnswerOfAnotherHasNoTimeOfItsOwn() {
        begin(false);
        CacheHit hit = new CacheHit(CacheHit.Kind.SHARED, Duration.ZERO, Usage.NONE, null);
        metrics.on(new GatewayEvent.Recalled("op", at(100), hit, "toy", "x"));
        end(100);
        begin(true); // nor has a stream that needed nobody
        end(100);
        assertThat(Collected.by(reader).names()).doesNotContain("llmgateway.client.call.overhead");
    }

    @Test
    void whatHappensBesideACallOrAfterItIsCountedAllTheSame() {
        attempt(1, 0);
        attempted(1, 0, 20);
        end(20);
        Collected seen = Collected.by(reader);
        assertThat(seen.one("gen_ai.client.operation.duration").count()).isEqualTo(1);
        assertThat(seen.names()).doesNotContain("llmgateway.client.call.duration");
    }

    // whatever is recorded or observed throws; what builds instruments works
    private static Object throwing(Object real, Class<?> type, AtomicInteger thrown) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (Set.of("record", "add").contains(method.getName())) {
                thrown.incrementAndGet();
                throw new IllegalStateException("a broken meter");
            }
            if (method.getName().equals("batchCallback")) {
                return method.getReturnType().cast(nothing(method.getReturnType()));
            }
            try {
                Object result = method.invoke(real, arguments);
                boolean more = method.getReturnType().getName().startsWith("io.opentelemetry.api.metrics.");
                return more && result != null ? throwing(result, method.getReturnType(), thrown) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static Object nothing(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
    }

    @Test
    void aMeterThatThrowsBreaksNoCall() {
        AtomicInteger thrown = new AtomicInteger();
        OpenTelemetry broken = (OpenTelemetry) throwing(sdk, OpenTelemetry.class, thrown);
        ScriptedProvider vendor = new ScriptedProvider("toy").otherwise(call -> Script.answer("all is well"));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, guard: { pii: { enabled: true } } }")
                .openTelemetry(broken)
                .provide("toy", vendor)
                .build()) {
            assertThat(client.chat("I am me@example.com").text()).isEqualTo("all is well");
            try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                assertThat(stream.await().text()).isEqualTo("all is well");
            }
        }
        assertThat(thrown).hasPositiveValue();
    }
}
