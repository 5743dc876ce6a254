package io.llmgateway.spi;

import io.llmgateway.event.LedgerEntry;

/**
 * Where ledger entries go to be kept: a file, a table, a queue. Called on a thread of the client's, one entry after
 * the other; a call that ends waits for it at most {@code llmgateway.watch.listener-wait}. 10,000 entries may wait; further ones are
 * dropped. What it throws, and what was dropped, is logged and told as a warning, and breaks no call.
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
