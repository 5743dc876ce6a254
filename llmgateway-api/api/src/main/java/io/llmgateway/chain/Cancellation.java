package io.llmgateway.chain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread give up a call another thread works on: it aborts the request under way and every wait. Thread-safe.
 */
public final class Cancellation {
    private static final System.Logger LOG = System.getLogger(Cancellation.class.getName());

    private static final Waiting CANCELLED = new Waiting(() -> {}, null);

    // one list instead of a lock and another: every call has one, and few register more than one action
    private final AtomicReference<@Nullable Waiting> waiting = new AtomicReference<>();

    /** An action, and those registered before it. */
    private static final class Waiting {
        final Runnable action;
        final @Nullable Waiting before;

        Waiting(Runnable action, @Nullable Waiting before) {
            this.action = action;
            this.before = before;
        }
    }

    /** A call nobody has given up. */
    public Cancellation() {}

    /**
     * Whether the call was given up.
     *
     * @return true from then on
     */
    public boolean cancelled() {
        return waiting.get() == CANCELLED;
    }

    /** Gives the call up and runs what was registered. A second call does nothing. */
    public void cancel() {
        Deque<Runnable> due = new ArrayDeque<>();
        for (Waiting one = waiting.getAndSet(CANCELLED); one != null && one != CANCELLED; one = one.before) {
            due.addFirst(one.action);
        }
        for (Runnable action : due) {
            run(action);
        }
    }

    /**
     * Registers what aborts a piece of work; run at once if the call was given up already.
     *
     * @param action quick and without exceptions, run on the thread that cancels
     * @return closes the registration when the work is done
     */
    public Registration onCancel(Runnable action) {
        while (true) {
            Waiting before = waiting.get();
            if (before == CANCELLED) {
                run(action);
                return () -> {};
            }
            Waiting fresh = new Waiting(action, before);
            if (waiting.compareAndSet(before, fresh)) {
                return () -> remove(action);
            }
        }
    }

    private void remove(Runnable action) {
        Waiting all;
        do {
            all = waiting.get();
        } while (all != CANCELLED && !waiting.compareAndSet(all, without(action, all)));
    }

    // by a loop: thousands may wait for one cancellation
    private static @Nullable Waiting without(Runnable action, @Nullable Waiting all) {
        Deque<Runnable> later = new ArrayDeque<>(2);
        Waiting found = all;
        while (found != null && !found.action.equals(action)) {
            later.addFirst(found.action);
            found = found.before;
        }
        if (found == null) {
            return all;
        }
        Waiting left = found.before;
        for (Runnable one : later) {
            left = new Waiting(one, left);
        }
        return left;
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
