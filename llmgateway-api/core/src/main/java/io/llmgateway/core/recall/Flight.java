package io.llmgateway.core.recall;

import io.llmgateway.chain.Aside;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.error.CancelledException;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question to a vendor that several calls wait for. Each call reads at its own pace from the beginning. The one who asks
 * takes events from the vendor on its own thread while it is alone; once another one reads along, a thread of the client's
 * does, so that nobody waits for a reader. It is given up when the last reader has left. Thread-safe.
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
    private final List<ChatEvent> said;
    private final boolean streamed;
    private final long untilNanos;
    private final Round first; // who asks
    private final Consumer<Flight> landed;
    private final List<Round> readers = new ArrayList<>(1);
    private boolean blocked;
    private boolean unwanted;
    private boolean pulling; // somebody takes an event from the vendor
    private boolean pumped; // only a thread of the client's does
    private boolean over;
    private Aside.@Nullable Detached asking;
    private Book.@Nullable Asked asked;
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
     * @param landed told before anybody learns that it is over
     */
    Flight(boolean streamed, long untilNanos, Round first, Consumer<Flight> landed) {
        this.streamed = streamed;
        this.said = streamed ? new ArrayList<>() : List.of();
        this.untilNanos = untilNanos;
        this.landed = landed;
        this.first = first;
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
            if (late || blocked() || (unwanted && round.wish() != null)) {
                return false;
            }
            readers.add(round);
        } finally {
            lock.unlock();
        }
        pumpIfShared();
        return true;
    }

    /** One reader less; the last one gives the question up. */
    void leave(Round round) {
        Aside.Detached due;
        lock.lock();
        try {
            blocked |= round.blocked();
            readers.remove(round);
            due = readers.isEmpty() && !over ? asking : null;
            changed.signalAll(); // it may wait itself
        } finally {
            lock.unlock();
        }
        if (due != null) {
            due.call().cancellation().cancel();
            endIfLeft();
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
            for (Round reader : readers) {
                if (reader.blocked()) {
                    return true;
                }
            }
            return blocked;
        } finally {
            lock.unlock();
        }
    }

    /** The rest of the call that asks; the flight closes it. */
    void asksBy(Aside.Detached rest) {
        boolean left;
        lock.lock();
        try {
            asking = rest;
            left = readers.isEmpty();
        } finally {
            lock.unlock();
        }
        if (left) {
            rest.call().cancellation().cancel();
        }
    }

    /** The vendor answers with a stream: whoever reads takes the next event from it. */
    void flies(Book.Asked answer) {
        lock.lock();
        try {
            asked = answer;
        } finally {
            lock.unlock();
        }
        endIfLeft();
        pumpIfShared();
    }

    private void pumpIfShared() {
        Aside.Detached rest;
        lock.lock();
        try {
            boolean others = readers.size() > (readers.contains(first) ? 1 : 0);
            if (asked == null || over || pumped || !others) {
                return;
            }
            pumped = true;
            rest = Objects.requireNonNull(asking);
        } finally {
            lock.unlock();
        }
        if (!rest.run(this::pump)) {
            fails(new CancelledException("the client is closed, or has no thread to read on"));
        }
    }

    private void pump() {
        while (pulls()) {
            pull();
        }
    }

    private boolean pulls() {
        lock.lock();
        try {
            while (pulling && !over) {
                changed.awaitUninterruptibly();
            }
            pulling = !over;
            return pulling;
        } finally {
            lock.unlock();
        }
    }

    // one event, by the one who pulls
    private void pull() {
        try {
            Book.Asked answer = Objects.requireNonNull(asked);
            ChatEvent event = answer.reply().next();
            if (event == null || event instanceof ChatEvent.Finished) {
                ends(event, answer.reply().await(), answer.bill().get());
            } else {
                says(event, answer.reply().info());
            }
        } catch (Throwable e) {
            fails(e);
        } finally {
            lock.lock();
            try {
                pulling = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            endIfLeft();
        }
    }

    // unless somebody pulls, who will see it
    private void endIfLeft() {
        lock.lock();
        try {
            if (asked == null || over || pulling || !readers.isEmpty()) {
                return;
            }
            pulling = true;
        } finally {
            lock.unlock();
        }
        fails(new CancelledException("nobody reads the answer any more"));
    }

    private void says(ChatEvent event, ResponseInfo known) {
        lock.lock();
        try {
            said.add(event);
            info = known;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The end, with the last event of a stream. */
    void ends(@Nullable ChatEvent last, ModelResponse response, @Nullable LedgerEntry paid) {
        landed.accept(this); // stored by now: who comes later finds it there
        lock.lock();
        try {
            if (last != null) {
                said.add(last);
            }
            whole = response;
            info = response.info();
            bill = paid;
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        close();
    }

    /** It has failed, if it is not over; where nothing says why, nobody was asked. */
    void fails(@Nullable Throwable why) {
        landed.accept(this);
        lock.lock();
        try {
            if (over) {
                return;
            }
            error = why == null ? new NotAsked(null) : why;
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        close();
    }

    private void close() {
        if (asked != null) {
            asked.reply().close();
        }
        if (asking != null) {
            asking.close();
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
        while (true) {
            T there = look(patience, look);
            if (there != null) {
                return there;
            }
            pull();
        }
    }

    // null where it is this reader's turn to pull
    private <T> @Nullable T look(Patience patience, Look<T> look) {
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
                long left = patience.left();
                boolean asks = patience.deadlineNanos() == null; // the clock of others is not that of the question
                if (asks && asked != null && !pumped && !pulling) {
                    pulling = true;
                    return null;
                }
                changed.awaitNanos(left);
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
