package io.llmgateway.core.admit;

import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was spent before budgets were there, until they count: the configuration that has them may still be refused. Added up as far
 * as their windows do not tell times apart. On one thread.
 */
final class Past {
    private static final int PARTS = 10 * Window.Rolling.STEPS;

    private final Map<Counter, Map<Long, Sum>> sums = new LinkedHashMap<>();

    private record Sum(Share share, BigDecimal amount, Instant at) {
        Sum plus(Sum other) {
            return new Sum(share, amount.add(other.amount), at.isAfter(other.at) ? at : other.at);
        }
    }

    void add(Share share, BigDecimal amount, Instant at) {
        sums.computeIfAbsent(share.counter(), counter -> new TreeMap<>())
                .merge(part(share.counter().window(), at), new Sum(share, amount, at), Sum::plus);
    }

    private static long part(Window window, Instant at) {
        return window instanceof Window.Rolling rolling
                ? at.toEpochMilli() / Math.max(1, rolling.length().toMillis() / PARTS)
                : 0;
    }

    /** Books it all, once, as far as it still counts. */
    void book(Till till) {
        Instant now = till.now();
        for (Map<Long, Sum> all : sums.values()) {
            for (Sum one : all.values()) {
                if (!one.at().isBefore(one.share().budget().remembers(now))) {
                    till.restore(one.share().counter(), one.amount(), one.at());
                }
            }
        }
        sums.clear();
    }
}
