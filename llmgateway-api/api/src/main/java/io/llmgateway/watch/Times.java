package io.llmgateway.watch;

import java.time.Duration;
import java.util.Objects;

/**
 * How long something took: percentiles within one percent of the true ones, from a microsecond to an hour. What took longer
 * counts as an hour.
 *
 * @param count how many were measured
 * @param mean their mean
 * @param p50 half of them took no longer
 * @param p90 nine of ten took no longer
 * @param p95 nineteen of twenty took no longer
 * @param p99 99 of 100 took no longer
 * @param max the longest
 */
public record Times(long count, Duration mean, Duration p50, Duration p90, Duration p95, Duration p99, Duration max) {
    /** Nothing was measured. */
    public static final Times NONE =
            new Times(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    public Times {
        Objects.requireNonNull(mean, "mean");
        Objects.requireNonNull(p50, "p50");
        Objects.requireNonNull(p90, "p90");
        Objects.requireNonNull(p95, "p95");
        Objects.requireNonNull(p99, "p99");
        Objects.requireNonNull(max, "max");
    }
}
