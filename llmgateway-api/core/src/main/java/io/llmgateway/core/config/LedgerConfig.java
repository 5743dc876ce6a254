package io.llmgateway.core.config;

import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.ledger}: what is kept of what was booked.
 *
 * @param keep how many entries are held in memory, 0 or more; 10,000 if absent
 * @param file a file to append every entry to, one JSON object a line; none if absent
 * @param chargeback what reports charge by internal prices; nothing is charged if absent
 */
public record LedgerConfig(@Nullable Integer keep, @Nullable String file, @Nullable ChargebackConfig chargeback) {
    private static final int DEFAULT_KEEP = 10_000;

    public LedgerConfig {
        if (keep == null) {
            keep = DEFAULT_KEEP;
        }
        if (keep < 0) {
            throw new IllegalArgumentException("keep is " + keep + ": it must be 0 or more");
        }
        if (file != null && file.isBlank()) {
            throw new IllegalArgumentException("file is blank: name a file, or leave it out");
        }
    }
}
