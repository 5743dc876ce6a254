package io.llmgateway.core.ledger;

import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.money.Ledger;
import io.llmgateway.money.Report;
import java.util.List;
import java.util.function.Consumer;

/** The last entries, in memory. Thread-safe. */
public final class MemoryLedger implements Ledger, GatewayListener {
    /**
     * An empty ledger.
     *
     * @param keep how many entries are held
     */
    public MemoryLedger(int keep) {}

    @Override
    public void on(GatewayEvent event) {}

    @Override
    public List<LedgerEntry> entries() {
        return List.of();
    }

    @Override
    public long booked() {
        return 0;
    }

    @Override
    public Report report(Consumer<Report.Query> query) {
        return Report.of(entries().stream(), query);
    }
}
