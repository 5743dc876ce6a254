package io.llmgateway.core;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
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

/** A whole call of a provider that answers at once, watched and not: the difference is what watching costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WatchingBenchmark {
    private static final ChatResponse ANSWER = new ChatResponse(
            List.of(new Part.Text("Because of Rayleigh scattering.", null)),
            FinishReason.STOP,
            Usage.builder()
                    .input(1_200)
                    .cacheRead(800)
                    .output(350)
                    .reasoning(120)
                    .build(),
            ResponseInfo.builder("openai", "gpt-5.5-2026-04-23").build());
    private static final ChatRequest REQUEST = ChatRequest.builder()
            .model("openai/gpt-5.5")
            .user("Why is the sky blue?")
            .maxTokens(500)
            .endUser("u1")
            .tag("team", "search")
            .build();

    /** No telemetry; an SDK that exports to nothing; the same with prompts, answers and OpenInference. */
    @Param({"off", "on", "everything"})
    public String telemetry = "off";

    private @Nullable OpenTelemetrySdk sdk;
    private @Nullable LlmClient client;

    /** Builds the client. */
    @Setup
    public void open() {
        LlmGateway.Builder builder =
                LlmGateway.builder().environment(Map.of()).provide("openai", call -> Reply.of(ANSWER));
        if (telemetry.equals("off")) {
            client = builder.yaml("{}").build();
            return;
        }
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        // a batch would be full, and cost nothing, most of the time
                        .addSpanProcessor(SimpleSpanProcessor.create(new NoSpans()))
                        .build())
                .setMeterProvider(SdkMeterProvider.builder()
                        .registerMetricReader(PeriodicMetricReader.create(new NoMetrics()))
                        .build())
                .build();
        String settings = telemetry.equals("on")
                ? "{ tags: team }"
                : "{ tags: team, content: spans, profile: openinference, propagate: true }";
        client = builder.openTelemetry(sdk)
                .yaml("llmgateway: { watch: { telemetry: " + settings + " } }")
                .build();
    }

    /** Closes it. */
    @TearDown
    public void close() {
        Objects.requireNonNull(client).close();
        if (sdk != null) {
            sdk.close();
        }
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

    private static final class NoSpans implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private static final class NoMetrics implements MetricExporter {
        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
