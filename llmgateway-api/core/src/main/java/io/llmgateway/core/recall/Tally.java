package io.llmgateway.core.recall;

import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.Cost;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.recall.RecallStats;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Counts. Thread-safe. */
final class Tally {
    private static final Set<Bucket> CACHED =
            EnumSet.of(Bucket.CACHE_READ, Bucket.CACHE_WRITE, Bucket.CACHE_WRITE_LONG);

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
    private final AtomicReference<BigDecimal> promptCacheSaved = new AtomicReference<>(BigDecimal.ZERO);
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
            BigDecimal cheaper = cheaper(entry.cost().lines());
            if (cheaper.signum() != 0) {
                promptCacheSaved.accumulateAndGet(cheaper, BigDecimal::add);
            }
        }
    }

    // what tokens of a vendor's cache would have cost as all others, less what they cost
    private static BigDecimal cheaper(List<Cost.Line> lines) {
        BigDecimal plain = null;
        for (Cost.Line line : lines) {
            plain = line.bucket() == Bucket.INPUT ? line.unitPrice() : plain;
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (Cost.Line line : lines) {
            if (plain != null && CACHED.contains(line.bucket())) {
                sum = sum.add(plain.subtract(line.unitPrice()).multiply(BigDecimal.valueOf(line.quantity())));
            }
        }
        return sum;
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
                promptCacheRead.sum(),
                Objects.requireNonNull(promptCacheSaved.get()));
    }
}
