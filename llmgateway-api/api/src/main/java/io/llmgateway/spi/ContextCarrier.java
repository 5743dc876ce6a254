package io.llmgateway.spi;

/**
 * Carries what is bound to the caller's thread, such as a logging or security context, to the threads the client works on:
 * for asynchronous calls, hedges, publishers, checks beside a call, and work that outlasts it. Thread-safe.
 */
@FunctionalInterface
public interface ContextCarrier {
    /**
     * Wraps a task that will run on another thread. Called on the thread that hands it over. Where this throws, that is
     * logged and the task runs without what would have been carried.
     *
     * @param task what to run
     * @return runs the task once, with the context of this moment, and leaves its thread as it was
     */
    Runnable carry(Runnable task);
}
