package io.llmgateway.core.lanes;

import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands things over to a worker, one after the other and in order. Thread-safe, without a lock.
 *
 * @param <T> what is handed over
 */
public final class Lane<T> {
    private static final int MOST = 10_000;
    private static final int MANY = 1_000;
    private static final int MOST_HERE = 64;
    private static final long LINGER = Duration.ofMillis(5).toNanos();
    private static final long SLOW = Duration.ofMillis(1).toNanos();
    private static final int SLOW_WEIGHS = 8;
    private static final int MOST_SLOWNESS = 64;

    /** Where a worker works. */
    public enum Place {
        /** On a thread of the client's: whatever the worker does, who hands something over does not wait. */
        APART,
        /**
         * On the thread of whoever hands something over and finds nobody working; the others do not wait. For what is
         * quick and blocks on nothing.
         */
        HERE
    }

    private enum State {
        IDLE,
        WORKING,
        LINGERING
    }

    private final Object owner;
    private final Place place;
    private final Consumer<T> worker;
    private final BiConsumer<T, @Nullable Throwable> lost;
    private final Executor threads;
    private final World world;
    private final Queue<Object> queue = new ConcurrentLinkedQueue<>(); // things, and places of those who wait
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger losses = new AtomicInteger();
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private volatile @Nullable Thread thread;
    private volatile boolean behind;
    private volatile boolean closed;
    private int slowness; // of whoever works

    /**
     * A lane nothing was handed over to.
     *
     * @param owner its {@code toString} names it
     * @param place where the worker works
     * @param worker gets what is handed over
     * @param lost gets what the worker did not take, with what it threw; with null what was dropped: what comes while
     *     10,000 wait, or when the lane is closed. Quick, must not throw
     * @param threads of the client's
     * @param world time
     */
    public Lane(
            Object owner,
            Place place,
            Consumer<T> worker,
            BiConsumer<T, @Nullable Throwable> lost,
            Executor threads,
            World world) {
        this.owner = owner;
        this.place = place;
        this.worker = worker;
        this.lost = lost;
        this.threads = threads;
        this.world = world;
    }

    /**
     * Hands something over. The worker has it within some 5 milliseconds, if it has nothing else to do.
     *
     * @param thing what
     */
    public void offer(T thing) {
        if (closed) {
            lose(thing, null);
            return;
        }
        int many = waiting.incrementAndGet();
        if (many > MOST) {
            waiting.decrementAndGet();
            lose(thing, null);
            return;
        }
        add(thing);
        if (many >= MANY) {
            wake();
        }
    }

    /** Whether somebody who waits may have to: not where nothing is under way, it is closed, or this is its own thread. */
    boolean busy() {
        // in this order: who takes the last one out of the queue works before
        return !closed && (!queue.isEmpty() || state.get() == State.WORKING) && Thread.currentThread() != thread;
    }

    boolean isHere() {
        return place == Place.HERE;
    }

    /** Whether somebody waited in vain, and there is no sign that the next one would not. */
    boolean behind() {
        return behind;
    }

    void missed(Turn turn) {
        behind = true;
        turn.isMissed();
        if (turn.hasCome()) { // meanwhile, and the worker may not have seen that it was missed
            behind = false;
        }
    }

    /** How much was lost so far, which has been told. */
    int losses() {
        return losses.get();
    }

    void join(Turn turn) {
        add(turn);
        wake();
    }

    private void add(Object item) {
        boolean begun = place == Place.HERE && begin();
        if (begun && queue.isEmpty()) { // else what this very thread has handed over before may wait there
            workHere(item);
            return;
        }
        queue.add(item);
        if (begun || begin()) {
            if (place == Place.HERE) {
                workHere(null);
            } else {
                start();
            }
        }
    }

    private boolean begin() {
        return state.get() == State.IDLE && state.compareAndSet(State.IDLE, State.WORKING);
    }

    private void wake() {
        if (state.get() == State.LINGERING && state.compareAndSet(State.LINGERING, State.WORKING)) {
            LockSupport.unpark(thread);
        }
    }

    private void start() {
        try {
            threads.execute(this::work);
        } catch (Throwable noThread) { // nobody else would ever start it
            state.set(State.IDLE);
            loseAll();
        }
    }

    private void work() {
        do {
            thread = Thread.currentThread();
            try {
                while (drain(Integer.MAX_VALUE) > 0 && place == Place.APART) {
                    linger();
                }
            } finally { // even where a failure cannot be logged
                leave();
            }
        } while (again());
    }

    // what comes meanwhile too, but nobody writes for others for ever
    private void workHere(@Nullable Object first) {
        int left = MOST_HERE;
        Object next = first;
        do {
            thread = Thread.currentThread();
            try {
                if (next != null) {
                    work(next);
                    next = null;
                    left--;
                }
                left -= drain(left);
            } finally {
                leave();
            }
        } while (left > 0 && again());
        if (left == 0 && again()) {
            start();
        }
    }

    private void leave() {
        thread = null;
        state.set(State.IDLE);
    }

    // who came before it had left relies on it
    private boolean again() {
        return !queue.isEmpty() && state.compareAndSet(State.IDLE, State.WORKING);
    }

    // Waking a thread costs more than most listeners do: things wait for it to look again, unless somebody waits for
    // them. It does not spin: who waits and who works do best one after the other on the same core
    private void linger() {
        state.set(State.LINGERING);
        if (queue.isEmpty() && !closed) { // who came before did not see it linger
            LockSupport.parkNanos(this, LINGER);
        }
        state.set(State.WORKING);
    }

    private int drain(int most) {
        int worked = 0;
        for (; worked < most; worked++) {
            Object item = queue.poll();
            if (item == null) {
                behind = false;
                break;
            }
            work(item);
        }
        return worked;
    }

    private void work(Object item) {
        if (item instanceof Turn turn) {
            turn.comes();
            if (turn.missed()) {
                behind = false;
            }
            return;
        }
        T thing = thing(item);
        waiting.decrementAndGet();
        long started = world.nanoTime();
        try {
            worker.accept(thing);
        } catch (Throwable e) { // whatever it is, the next one must be worked on
            lose(thing, e);
        }
        worked(world.nanoTime() - started);
    }

    @SuppressWarnings("unchecked") // nothing else is handed over
    private T thing(Object item) {
        return (T) item;
    }

    // who is quick and was only late, since the machine is busy, is waited for again: else calls would outrun it
    private void worked(long nanos) {
        slowness = nanos > SLOW ? Math.min(slowness + SLOW_WEIGHS, MOST_SLOWNESS) : Math.max(slowness - 1, 0);
        if (behind && slowness < MOST_SLOWNESS / 2) {
            behind = false;
        }
    }

    private void lose(T thing, @Nullable Throwable error) {
        lost.accept(thing, error);
        losses.incrementAndGet(); // now, since it has been told
    }

    private void loseAll() {
        for (Object item = queue.poll(); item != null; item = queue.poll()) {
            if (item instanceof Turn turn) {
                turn.comes();
            } else {
                waiting.decrementAndGet();
                lose(thing(item), null);
            }
        }
    }

    /** Takes nothing more; what still waits is lost, and who lingers goes. */
    void close() {
        closed = true;
        wake();
        loseAll();
    }

    @Override
    public String toString() {
        return owner.toString();
    }
}
