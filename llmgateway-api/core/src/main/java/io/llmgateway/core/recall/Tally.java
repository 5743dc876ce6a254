package io.llmgateway.core.recall;

import io.llmgateway.chat.CacheHit;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.recall.RecallStats;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Counts. Thread-safe. */
final class Tally {
    final LongAdder misses = new LongAdder();
    final LongAdder passed = new LongAdder();
    final LongAdder stored = new LongAdder();
    final LongAdder storeFailures = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder shared = new LongAdder();
    private final LongAdder savedTokens = new LongAdder();
    private final LongAdder promptTokens = new LongAdder();
    private final LongAdder promptCacheRead = new LongAdder();
    private final AtomicReference<BigDecimal> saved = new AtomicReference<>(BigDecimal.ZERO);

    void hit(CacheHit hit) {
        switch (hit.kind()) {
            case REMEMBERED -> hits.increment();
            case STALE -> stale.increment();
            case SHARED -> shared.increment();
        }
        savedTokens.add(hit.usage().total());
        if (hit.saved() != null && hit.saved().signum() > 0) {
            saved.accumulateAndGet(hit.saved(), BigDecimal::add);
        }
    }

    void booked(LedgerEntry entry) {
        if (!entry.cached()) {
            promptTokens.add(entry.usage().totalInput());
            promptCacheRead.add(entry.usage().cacheRead());
        }
    }

    RecallStats stats(long entries, long bytes) {
        return new RecallStats(
                hits.sum(),
                stale.sum(),
                shared.sum(),
                misses.sum(),
                passed.sum(),
                stored.sum(),
                entries,
                bytes,
                savedTokens.sum(),
                Objects.requireNonNull(saved.get()),
                storeFailures.sum(),
                promptTokens.sum(),
                promptCacheRead.sum());
    }
}
