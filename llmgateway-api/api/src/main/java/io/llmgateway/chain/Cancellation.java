package io.llmgateway.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread give up a call another thread works on: it aborts the request under way and every wait. Thread-safe.
 */
public final class Cancellation {
    private static final System.Logger LOG = System.getLogger(Cancellation.class.getName());

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> actions = new ArrayList<>(2);
    private volatile boolean cancelled;

    /** A call nobody has given up. */
    public Cancellation() {}

    /**
     * Whether the call was given up.
     *
     * @return true from then on
     */
    public boolean cancelled() {
        return cancelled;
    }

    /** Gives the call up and runs what was registered. A second call does nothing. */
    public void cancel() {
        List<Runnable> due;
        lock.lock();
        try {
            if (cancelled) {
                return;
            }
            cancelled = true;
            due = List.copyOf(actions);
            actions.clear();
        } finally {
            lock.unlock();
        }
        due.forEach(Cancellation::run);
    }

    /**
     * Registers what aborts a piece of work; run at once if the call was given up already.
     *
     * @param action quick and without exceptions, run on the thread that cancels
     * @return closes the registration when the work is done
     */
    public Registration onCancel(Runnable action) {
        lock.lock();
        try {
            if (!cancelled) {
                actions.add(action);
                return () -> remove(action);
            }
        } finally {
            lock.unlock();
        }
        run(action);
        return () -> {};
    }

    private void remove(Runnable action) {
        lock.lock();
        try {
            actions.remove(action);
        } finally {
            lock.unlock();
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an action on cancel failed", e);
        }
    }

    /** An action that waits for a cancel. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
