package io.llmgateway.core.telemetry;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.core.config.TelemetryConfig;
import io.llmgateway.event.GatewayEvent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What metrics add to a call: its events alone, and whole calls with and without, spans going nowhere. The SDK's reader
 * never reads, so that nothing is exported. Bytes with {@code -prof gc}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MetricsBenchmark {
    private static final Usage USED = Usage.builder()
            .input(1_200)
            .cacheRead(800)
            .output(350)
            .reasoning(120)
            .build();
    private static final ChatResponse ANSWER = new ChatResponse(
            List.of(new Part.Text("Because of Rayleigh scattering.", null)),
            FinishReason.STOP,
            USED,
            ResponseInfo.builder("openai", "gpt-5.5-2026-04-23").build());
    private static final Map<String, String> TAGS = Map.of("team", "search");
    private static final ChatRequest REQUEST = ChatRequest.builder()
            .model("openai/gpt-5.5")
            .user("Why is the sky blue?")
            .maxTokens(500)
            .tag("team", "search")
            .build();
    private static final Instant NOW = Instant.parse("2026-03-10T00:00:00Z");
    private static final Duration TOOK = Duration.ofMillis(300);

    /** Meters of an SDK, or those of the API that do nothing. */
    @Param({"none", "sdk"})
    public String meters = "sdk";

    private @Nullable SdkMeterProvider sdk;
    private @Nullable Metrics metrics;
    private @Nullable LlmClient client;
    private long calls;

    private record Only(MeterProvider meters) implements OpenTelemetry {
        @Override
        public MeterProvider getMeterProvider() {
            return meters;
        }

        @Override
        public TracerProvider getTracerProvider() {
            return TracerProvider.noop();
        }

        @Override
        public ContextPropagators getPropagators() {
            return ContextPropagators.noop();
        }
    }

    /** Builds the client. */
    @Setup
    public void open() {
        sdk = SdkMeterProvider.builder()
                .registerMetricReader(InMemoryMetricReader.create())
                .build();
        OpenTelemetry telemetry = new Only(meters.equals("sdk") ? sdk : MeterProvider.noop());
        TelemetryConfig config = new TelemetryConfig(null, null, null, null, List.of("team"), null, null);
        metrics = new Metrics(telemetry, config.or(Map.of()), Vendors.of(Map.of(), id -> id));
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { watch: { telemetry: { tags: team } } }")
                .openTelemetry(telemetry)
                .provide("openai", call -> Reply.of(ANSWER))
                .build();
    }

    /** Closes it. */
    @TearDown
    public void close() {
        Objects.requireNonNull(client).close();
        Objects.requireNonNull(sdk).close();
    }

    /** The events of one call, without the call; making the events is in it. */
    @Benchmark
    public void events() {
        Metrics to = Objects.requireNonNull(metrics);
        String operation = "op" + (calls++ & 1023);
        to.on(new GatewayEvent.CallStarted(operation, NOW, "chat", "openai/gpt-5.5", false, TAGS, null));
        to.on(new GatewayEvent.AttemptStarted(operation, NOW, 1, "openai", "gpt-5.5", Purpose.ANSWER));
        Attempt attempt = new Attempt(
                1, "openai", "gpt-5.5", Outcome.COMPLETE, null, TOOK, TOOK, USED, Cost.told(BigDecimal.ONE, "openai"));
        to.on(new GatewayEvent.AttemptEnded(
                operation, NOW, attempt, "chat", false, Purpose.ANSWER, "gpt-5.5-2026-04-23", TAGS));
        to.on(new GatewayEvent.CallEnded(
                operation, NOW, Outcome.COMPLETE, FinishReason.STOP, USED, null, null, null, TOOK));
    }

    /**
     * One call, from door to door.
     *
     * @return the answer
     */
    @Benchmark
    public Object call() {
        return Objects.requireNonNull(client).chat(REQUEST);
    }
}
