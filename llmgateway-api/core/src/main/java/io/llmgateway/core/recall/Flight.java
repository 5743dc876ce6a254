package io.llmgateway.core.recall;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.error.CancelledException;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question to a vendor that several calls wait for. A thread of its own asks and writes down what is said; each call
 * reads at its own pace from the beginning. It is given up when the last reader has left. Thread-safe.
 */
final class Flight implements Audience {
    /** Nobody was asked for all: each reader must begin anew. */
    static final class NotAsked extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotAsked(@Nullable Throwable cause) {
            super("the call that asked for others did not ask", cause, false, false);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<ChatEvent> said = new ArrayList<>();
    private final boolean streamed;
    private final long untilNanos;
    private final Set<Round> readers = new LinkedHashSet<>();
    private boolean blocked;
    private boolean unwanted;
    private boolean over;
    private @Nullable Cancellation asking;
    private @Nullable ResponseInfo info;
    private @Nullable ModelResponse whole;
    private @Nullable LedgerEntry bill;
    private @Nullable Throwable error;

    /**
     * A flight with one reader.
     *
     * @param streamed whether the vendor is asked for a stream
     * @param untilNanos when the clock of the call that asks is over, with what others may begin later
     * @param first who asks
     */
    Flight(boolean streamed, long untilNanos, Round first) {
        this.streamed = streamed;
        this.untilNanos = untilNanos;
        readers.add(first);
    }

    boolean streamed() {
        return streamed;
    }

    /**
     * One more reader, unless it would have more time than the one who asks, comes too late, or is better off with another
     * answer.
     */
    boolean join(long deadlineNanos, Round round) {
        lock.lock();
        try {
            boolean late = over || readers.isEmpty() || deadlineNanos - untilNanos > 0;
            return !late && !blocked() && !(unwanted && round.wish() != null) && readers.add(round);
        } finally {
            lock.unlock();
        }
    }

    /** One reader less; the last one gives the question up. */
    void leave(Round round) {
        Cancellation due = null;
        lock.lock();
        try {
            blocked |= round.blocked();
            readers.remove(round);
            if (readers.isEmpty() && !over) {
                due = asking;
            }
            changed.signalAll(); // it may wait itself
        } finally {
            lock.unlock();
        }
        if (due != null) {
            due.cancel();
        }
    }

    /** What the first of those still here asks who wants the answer remembered; decided once. */
    @Override
    public @Nullable Question wish() {
        lock.lock();
        try {
            for (Round reader : readers) {
                Question wish = reader.wish();
                if (wish != null) {
                    return wish;
                }
            }
            unwanted = true;
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean blocked() {
        lock.lock();
        try {
            return blocked || readers.stream().anyMatch(Round::blocked);
        } finally {
            lock.unlock();
        }
    }

    void asksBy(Cancellation cancellation) {
        change(() -> asking = cancellation);
    }

    void says(ChatEvent event, ResponseInfo known) {
        change(() -> {
            said.add(event);
            info = known;
        });
    }

    /** The end, with the last event of a stream. */
    void ends(@Nullable ChatEvent last, ModelResponse response, @Nullable LedgerEntry paid) {
        change(() -> {
            if (last != null) {
                said.add(last);
            }
            whole = response;
            info = response.info();
            bill = paid;
            over = true;
        });
    }

    /** It has failed, if it is not over; where nothing says why, nobody was asked. */
    void fails(@Nullable Throwable why) {
        change(() -> {
            if (!over) {
                error = why == null ? new NotAsked(null) : why;
                over = true;
            }
        });
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The event of a number, when it is there. */
    ChatEvent event(int number, Patience patience) {
        return when(patience, () -> number < said.size() ? said.get(number) : null);
    }

    /** The whole answer, when it is there. */
    ModelResponse whole(Patience patience) {
        return when(patience, () -> whole);
    }

    @FunctionalInterface
    private interface Look<T> {
        @Nullable
        T now();
    }

    private <T> T when(Patience patience, Look<T> look) {
        lock.lock();
        try {
            while (true) {
                T there = look.now();
                if (there != null) {
                    return there;
                }
                if (over) {
                    throw failure();
                }
                changed.awaitNanos(patience.left());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the thread was interrupted while it waited for an answer");
        } finally {
            lock.unlock();
        }
    }

    private RuntimeException failure() {
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return error instanceof RuntimeException known ? known : new NotAsked(error);
    }

    @Nullable
    ResponseInfo info() {
        lock.lock();
        try {
            return info;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    ModelResponse response() {
        lock.lock();
        try {
            return whole;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    LedgerEntry bill() {
        lock.lock();
        try {
            return bill;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long a reader waits.
     *
     * @param cancellation the call's own
     * @param deadlineNanos when its clock is over; null where that ends the question too
     * @param late what it throws then
     */
    record Patience(
            Cancellation cancellation, @Nullable Long deadlineNanos, World world, Supplier<RuntimeException> late) {
        long left() {
            if (cancellation.cancelled()) {
                throw new CancelledException("the call was given up while it waited for an answer");
            }
            if (deadlineNanos == null) {
                return Long.MAX_VALUE;
            }
            long left = deadlineNanos - world.nanoTime();
            if (left <= 0) {
                throw late.get();
            }
            return left;
        }
    }
}
