package io.llmgateway.core.statistics;

import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import io.llmgateway.watch.Attempts;
import io.llmgateway.watch.Calls;
import io.llmgateway.watch.Figures;
import io.llmgateway.watch.Times;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Adds up slices. Not thread-safe. */
final class Sum {
    private final long[] counts = new long[Counter.PLACES];
    private final Map<Timed, Histogram> times = new EnumMap<>(Timed.class);
    private long underWay;
    private BigDecimal cost = BigDecimal.ZERO;
    private BigDecimal saved = BigDecimal.ZERO;

    void underWay(int more) {
        underWay += more;
    }

    void count(int place, long more) {
        counts[place] += more;
    }

    Histogram times(Timed which) {
        return times.computeIfAbsent(which, fresh -> TimeCounts.empty());
    }

    void money(BigDecimal spent, BigDecimal spared) {
        cost = cost.add(spent);
        saved = saved.add(spared);
    }

    private long of(Counter what) {
        return counts[what.place()];
    }

    Figures figures() {
        return new Figures(calls(), attempts());
    }

    private Calls calls() {
        return new Calls(
                underWay,
                of(Counter.COMPLETE_CALLS),
                of(Counter.FAILED_CALLS),
                of(Counter.REFUSED_CALLS),
                of(Counter.ABANDONED_CALLS),
                of(Counter.REMEMBERED),
                saved,
                took(Timed.CALL));
    }

    Attempts attempts() {
        Map<FailureClass, Long> failures = new EnumMap<>(FailureClass.class);
        for (FailureClass kind : FailureClass.values()) {
            if (counts[Counter.of(kind)] > 0) {
                failures.put(kind, counts[Counter.of(kind)]);
            }
        }
        double seconds = of(Counter.TIMED_MICROS) / 1e6;
        return new Attempts(
                of(Counter.COMPLETE_ATTEMPTS),
                of(Counter.FAILED_ATTEMPTS),
                of(Counter.ABANDONED_ATTEMPTS),
                failures,
                took(Timed.ATTEMPT),
                took(Timed.FIRST_CONTENT),
                seconds == 0 ? 0 : of(Counter.TIMED_TOKENS) / seconds,
                usage(),
                cost,
                of(Counter.UNPRICED),
                of(Counter.WAITS));
    }

    private Usage usage() {
        return Usage.builder()
                .input(counts[Counter.of(Bucket.INPUT)])
                .cacheRead(counts[Counter.of(Bucket.CACHE_READ)])
                .cacheWrite(counts[Counter.of(Bucket.CACHE_WRITE)])
                .cacheWriteLong(counts[Counter.of(Bucket.CACHE_WRITE_LONG)])
                .audioInput(counts[Counter.of(Bucket.AUDIO_INPUT)])
                .imageInput(counts[Counter.of(Bucket.IMAGE_INPUT)])
                .output(counts[Counter.of(Bucket.OUTPUT)])
                .reasoning(counts[Counter.of(Bucket.REASONING)])
                .audioOutput(counts[Counter.of(Bucket.AUDIO_OUTPUT)])
                .imageOutput(counts[Counter.of(Bucket.IMAGE_OUTPUT)])
                .estimated(of(Counter.ESTIMATED) > 0)
                .build();
    }

    private Times took(Timed which) {
        Histogram all = times.get(which);
        if (all == null) {
            return Times.NONE;
        }
        return new Times(
                all.getTotalCount(),
                Duration.ofNanos(Math.round(all.getMean() * 1_000)),
                percentile(all, 50),
                percentile(all, 90),
                percentile(all, 95),
                percentile(all, 99),
                percentile(all, 100));
    }

    private static Duration percentile(Histogram all, double percent) {
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(all.getValueAtPercentile(percent)));
    }
}
