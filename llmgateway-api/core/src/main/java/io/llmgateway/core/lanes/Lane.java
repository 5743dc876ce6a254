package io.llmgateway.core.lanes;

import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands things over to a worker, one after the other and in order, on a thread of the client's while there are any.
 * Whoever hands something over does not wait. Thread-safe, without a lock.
 *
 * @param <T> what is handed over
 */
public final class Lane<T> {
    private static final System.Logger LOG = System.getLogger(Lane.class.getName());
    private static final int MOST = 10_000;
    private static final long SLOW = Duration.ofMillis(1).toNanos();
    private static final int SLOW_WEIGHS = 8;
    private static final int MOST_SLOWNESS = 64;

    private final Object owner;
    private final Consumer<T> worker;
    private final Consumer<T> lost;
    private final Executor threads;
    private final World world;
    private final Queue<Item<T>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile boolean behind;
    private volatile boolean closed;
    private int slowness; // of the thread that works

    /**
     * A lane nothing was handed over to.
     *
     * @param owner its {@code toString} names it where the worker fails
     * @param worker gets what is handed over; what it throws is logged
     * @param lost gets what is dropped: what comes while 10,000 wait, or when the lane is closed. Quick, must not throw
     * @param threads where the worker works
     * @param world time
     */
    public Lane(Object owner, Consumer<T> worker, Consumer<T> lost, Executor threads, World world) {
        this.owner = owner;
        this.worker = worker;
        this.lost = lost;
        this.threads = threads;
        this.world = world;
    }

    /** Something to be worked on, or somebody's place. */
    private record Item<T>(@Nullable T thing, @Nullable Turn turn) {}

    /**
     * Hands something over.
     *
     * @param thing what
     */
    public void offer(T thing) {
        if (closed) {
            lost.accept(thing);
        } else if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            lost.accept(thing);
        } else {
            add(new Item<>(thing, null));
        }
    }

    /** Whether somebody who waits may have to: not where nothing is under way, it is closed, or this is its own thread. */
    boolean busy() {
        return !closed && (running.get() || !queue.isEmpty()) && Thread.currentThread() != thread;
    }

    /** Whether somebody waited in vain, and there is no sign that the next one would not. */
    boolean behind() {
        return behind;
    }

    void missed(Turn turn) {
        behind = true;
        turn.isMissed();
    }

    void join(Turn turn) {
        add(new Item<>(null, turn));
    }

    private void add(Item<T> item) {
        queue.add(item);
        if (running.compareAndSet(false, true)) {
            try {
                threads.execute(this::work);
            } catch (Throwable noThread) { // nobody else would ever start it
                running.set(false);
                lose();
            }
        }
    }

    // no looking out for more: who waits and who works do best one after the other on the same core
    private void work() {
        do {
            thread = Thread.currentThread();
            try {
                for (Item<T> item = queue.poll(); item != null; item = queue.poll()) {
                    work(item);
                }
                behind = false;
            } finally { // even where the failure of a worker cannot be logged
                thread = null;
                running.set(false);
            }
        } while (!queue.isEmpty() && running.compareAndSet(false, true));
    }

    private void work(Item<T> item) {
        T thing = item.thing();
        if (thing != null) {
            waiting.decrementAndGet();
            long started = world.nanoTime();
            try {
                worker.accept(thing);
            } catch (Throwable e) { // whatever it is, the next one must be worked on
                LOG.log(System.Logger.Level.WARNING, owner + " failed", e);
            }
            worked(world.nanoTime() - started);
        }
        Turn turn = item.turn();
        if (turn != null) {
            turn.comes();
            if (turn.missed()) {
                behind = false;
            }
        }
    }

    // who is quick and was only late, since the machine is busy, is waited for again: else calls would outrun it
    private void worked(long nanos) {
        slowness = nanos > SLOW ? Math.min(slowness + SLOW_WEIGHS, MOST_SLOWNESS) : Math.max(slowness - 1, 0);
        if (behind && slowness < MOST_SLOWNESS / 2) {
            behind = false;
        }
    }

    private void lose() {
        for (Item<T> item = queue.poll(); item != null; item = queue.poll()) {
            if (item.thing() != null) {
                waiting.decrementAndGet();
                lost.accept(item.thing());
            }
            if (item.turn() != null) {
                item.turn().comes();
            }
        }
    }

    /** Takes nothing more; what still waits is lost. */
    void close() {
        closed = true;
        lose();
    }

    @Override
    public String toString() {
        return owner.toString();
    }
}
