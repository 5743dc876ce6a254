package io.llmgateway.money;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ledger entries by hand. */
final class Entries {
    static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private Entries() {}

    static LedgerEntry paid(String operation, String team, String dollars) {
        return paid(operation, team, dollars, NOON);
    }

    static LedgerEntry paid(String operation, String team, String dollars, Instant at) {
        return entry(
                operation,
                1,
                at,
                team,
                Usage.builder().input(10).output(5).build(),
                Cost.told(new BigDecimal(dollars), "toy"),
                false,
                null);
    }

    static LedgerEntry unpriced(String operation, String team, Usage usage) {
        return entry(operation, 1, NOON, team, usage, Cost.unknown(PriceStatus.MISSING), false, null);
    }

    static LedgerEntry as(LedgerEntry entry, Purpose purpose) {
        return new LedgerEntry(
                entry.operation(),
                entry.at(),
                entry.attempt(),
                purpose,
                entry.modelAsked(),
                entry.modelServed(),
                entry.user(),
                entry.tags(),
                entry.cached(),
                entry.saved());
    }

    static LedgerEntry entry(
            String operation,
            int number,
            Instant at,
            String team,
            Usage usage,
            Cost cost,
            boolean cached,
            @Nullable String saved) {
        Attempt attempt =
                new Attempt(number, "toy", "one", Outcome.COMPLETE, null, Duration.ofMillis(20), null, usage, cost);
        return new LedgerEntry(
                operation,
                at,
                attempt,
                Purpose.ANSWER,
                "smart",
                "one-2026",
                null,
                team.isEmpty() ? Map.of() : Map.of("team", team),
                cached,
                saved == null ? null : new BigDecimal(saved));
    }
}
