package io.llmgateway.core.telemetry;

import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Histograms with the bounds the conventions want, and one of our own. */
final class Buckets {
    private static final List<Double> SECONDS =
            Stream.iterate(1L, n -> n * 2).limit(14).map(n -> n / 100.0).toList();
    private static final List<Long> TOKENS =
            LongStream.iterate(1, n -> n * 4).limit(14).boxed().toList();
    // a gateway should be done in microseconds
    private static final List<Double> SHORT = List.of(
            0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0);

    private Buckets() {}

    static DoubleHistogram seconds(Meter meter, String name, String description) {
        return seconds(meter, name, description, SECONDS);
    }

    static DoubleHistogram shortSeconds(Meter meter, String name, String description) {
        return seconds(meter, name, description, SHORT);
    }

    private static DoubleHistogram seconds(Meter meter, String name, String description, List<Double> bounds) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(bounds)
                .build();
    }

    static LongHistogram tokens(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .setUnit("{token}")
                .setDescription(description)
                .ofLongs()
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
    }
}
