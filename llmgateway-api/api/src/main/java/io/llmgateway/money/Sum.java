package io.llmgateway.money;

import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up the entries of one group. Not thread-safe. */
final class Sum {
    private final @Nullable Chargeback chargeback;
    private final Map<String, BigDecimal> volumes = new HashMap<>();
    private long calls;
    private long attempts;
    private long cached;
    private Usage usage = Usage.NONE;
    private BigDecimal cost = BigDecimal.ZERO;
    private long unpriced;
    private long estimated;
    private BigDecimal savedByCache = BigDecimal.ZERO;
    private BigDecimal savedByRouting = BigDecimal.ZERO;
    private long uncharged;

    Sum(@Nullable Chargeback chargeback) {
        this.chargeback = chargeback;
    }

    void add(LedgerEntry entry) {
        BigDecimal saved = entry.saved() == null ? BigDecimal.ZERO : entry.saved();
        calls += entry.attempt().number() == 1 ? 1 : 0;
        if (entry.cached()) {
            cached++;
            savedByCache = savedByCache.add(saved);
        } else {
            attempts++;
            savedByRouting = savedByRouting.add(saved);
        }
        PriceStatus status = entry.cost().status();
        usage = usage.plus(entry.usage());
        cost = cost.add(entry.cost().known());
        unpriced += status.priced() ? 0 : 1;
        estimated += status == PriceStatus.ESTIMATED || entry.usage().estimated() ? 1 : 0;
        if (chargeback != null) {
            charge(chargeback, entry);
        }
    }

    private void charge(Chargeback prices, LedgerEntry entry) {
        BigDecimal price = prices.price(entry).orElse(null);
        if (price == null) {
            uncharged++;
        } else {
            volumes.merge(entry.dimension(prices.dimension()).orElse(""), price, BigDecimal::add);
        }
    }

    Report.Row row(Map<String, String> key, @Nullable Instant since) {
        return new Report.Row(
                key,
                since,
                calls,
                attempts,
                cached,
                usage,
                cost,
                unpriced,
                estimated,
                savedByCache,
                savedByRouting,
                chargeback == null ? null : charged(chargeback),
                uncharged);
    }

    private BigDecimal charged(Chargeback prices) {
        BigDecimal all = BigDecimal.ZERO;
        for (Map.Entry<String, BigDecimal> volume : volumes.entrySet()) {
            all = all.add(prices.charge(volume.getKey(), volume.getValue()));
        }
        return all;
    }
}
