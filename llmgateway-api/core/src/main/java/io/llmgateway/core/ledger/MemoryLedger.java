package io.llmgateway.core.ledger;

import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.money.Chargeback;
import io.llmgateway.money.Ledger;
import io.llmgateway.money.Report;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The last entries, in memory. An entry whose id is held already is not booked again. Thread-safe. */
public final class MemoryLedger implements Ledger, GatewayListener {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Id, LedgerEntry> held = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, LedgerEntry> eldest) {
            return size() > keep;
        }
    };
    private int keep;
    private @Nullable Chargeback chargeback;
    private long booked;

    // the same as LedgerEntry.id(), without making a text for each entry
    private record Id(String operation, int attempt) {
        // written out: what the compiler makes is linked when it first runs
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Id id && attempt == id.attempt && operation.equals(id.operation);
        }

        @Override
        public int hashCode() {
            return 31 * operation.hashCode() + attempt;
        }
    }

    /**
     * An empty ledger.
     *
     * @param keep how many entries are held, 0 or more
     * @param chargeback the internal prices reports use unless they name others; null for none
     */
    public MemoryLedger(int keep, @Nullable Chargeback chargeback) {
        this.keep = keep;
        this.chargeback = chargeback;
    }

    /**
     * Changes what is held; the oldest entries that are too many go.
     *
     * @param most how many entries are held, 0 or more
     * @param prices the internal prices reports use unless they name others; null for none
     */
    public void change(int most, @Nullable Chargeback prices) {
        lock.lock();
        try {
            keep = most;
            chargeback = prices;
            shorten();
        } finally {
            lock.unlock();
        }
    }

    private void shorten() {
        Iterator<Id> oldest = held.keySet().iterator();
        while (held.size() > keep) {
            oldest.next();
            oldest.remove();
        }
    }

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.Booked told) {
            LedgerEntry entry = told.entry();
            book(new Id(entry.operation(), entry.attempt().number()), entry);
        }
    }

    private void book(Id id, LedgerEntry entry) {
        lock.lock();
        try {
            if (held.putIfAbsent(id, entry) != null) {
                return;
            }
            booked++;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<LedgerEntry> entries() {
        lock.lock();
        try {
            return List.copyOf(held.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long booked() {
        lock.lock();
        try {
            return booked;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Report report(Consumer<Report.Query> query) {
        Chargeback prices = chargeback();
        return Report.of(entries().stream(), asked -> {
            if (prices != null) {
                asked.charge(prices);
            }
            query.accept(asked);
        });
    }

    private @Nullable Chargeback chargeback() {
        lock.lock();
        try {
            return chargeback;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "ledger in memory";
    }
}
