package io.llmgateway.core.telemetry;

import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/** Histograms with the bounds the conventions want, and one of our own. */
final class Buckets {
    private static final List<Double> SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Long> TOKENS = List.of(
            1L,
            4L,
            16L,
            64L,
            256L,
            1_024L,
            4_096L,
            16_384L,
            65_536L,
            262_144L,
            1_048_576L,
            4_194_304L,
            16_777_216L,
            67_108_864L);
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
