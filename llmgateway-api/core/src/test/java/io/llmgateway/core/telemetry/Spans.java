package io.llmgateway.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The spans that have ended. */
final class Spans {
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final Semaphore ended = new Semaphore(0);
    private final OpenTelemetry telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .addSpanProcessor(new Counting())
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();

    /** Counts what has ended. */
    private final class Counting implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.release();
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    /** Waits until as many more have ended. */
    void await(int more) throws InterruptedException {
        assertThat(ended.tryAcquire(more, 10, TimeUnit.SECONDS))
                .as("spans that ended: %s", all())
                .isTrue();
    }

    OpenTelemetry telemetry() {
        return telemetry;
    }

    List<SpanData> all() {
        return exporter.getFinishedSpanItems();
    }

    List<SpanData> named(String name) {
        return all().stream().filter(span -> span.getName().equals(name)).toList();
    }

    SpanData one(String name) {
        assertThat(all()).extracting(SpanData::getName).containsOnlyOnce(name);
        return named(name).get(0);
    }

    void reset() {
        exporter.reset();
    }

    static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> all = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> all.put(key.getKey(), value));
        return all;
    }

    static Object attribute(SpanData span, String name) {
        return attributes(span).get(name);
    }

    static Map<String, Object> event(SpanData span, String name) {
        EventData event = span.getEvents().stream()
                .filter(one -> one.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + span.getEvents()));
        Map<String, Object> all = new TreeMap<>();
        event.getAttributes().forEach((AttributeKey<?> key, Object value) -> all.put(key.getKey(), value));
        return all;
    }
}
