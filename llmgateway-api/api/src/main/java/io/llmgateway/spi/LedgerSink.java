package io.llmgateway.spi;

import io.llmgateway.event.LedgerEntry;

/**
 * Where ledger entries go to be kept: a file, a table, a queue. Called on the thread of the call, once for each entry,
 * so it must be quick. What it throws is logged and told as a warning, and breaks no call. Thread-safe.
 */
public interface LedgerSink extends AutoCloseable {
    /**
     * Keeps an entry.
     *
     * @param entry the entry
     */
    void book(LedgerEntry entry);

    /** Lets go of what it holds. May be called again. */
    @Override
    default void close() {}
}
