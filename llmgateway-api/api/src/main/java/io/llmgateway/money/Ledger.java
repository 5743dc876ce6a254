package io.llmgateway.money;

import io.llmgateway.event.LedgerEntry;
import java.util.List;
import java.util.function.Consumer;

/** What was booked: the last entries of this client, held in memory. Thread-safe. */
public interface Ledger {
    /**
     * The entries.
     *
     * @return in the order they were booked; the oldest are forgotten beyond {@code llmgateway.ledger.keep}
     */
    List<LedgerEntry> entries();

    /**
     * How many entries were booked in all.
     *
     * @return entries since the client was built, also those no longer held
     */
    long booked();

    /**
     * Sums the entries held.
     *
     * @param query chooses and groups; without anything, one row with the sum of all
     * @return the report
     */
    Report report(Consumer<Report.Query> query);
}
