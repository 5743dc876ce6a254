package io.llmgateway.core.recall;

import io.llmgateway.recall.Remembered;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a shared store is to be told, in order and one after the other. Puts are dropped where too many wait, or the store rests;
 * what is to be forgotten waits until it is. Thread-safe.
 */
final class WriteBehind {
    private static final System.Logger LOG = System.getLogger(WriteBehind.class.getName());
    private static final int MOST_PUTS = 256;
    private static final int MOST_FORGETTINGS = 1_000;
    private static final long AGAIN_NANOS = Duration.ofSeconds(10).toNanos();

    private final CacheStore store;
    private final Executor threads;
    private final BooleanSupplier rests;
    private final Consumer<Throwable> failed;
    private final World world;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final List<Chore> waiting = new ArrayList<>(); // with the one under way
    private boolean working;
    private long againNanos;

    /**
     * A thing to do.
     *
     * @param work the thing
     * @param forgets what it is to forget; null where it puts something there
     */
    private record Chore(Consumer<CacheStore> work, @Nullable BiPredicate<Key, Remembered> forgets) {}

    /**
     * Nothing to be told yet.
     *
     * @param rests whether the store is left alone
     * @param failed hears what the store throws
     */
    WriteBehind(CacheStore store, Executor threads, BooleanSupplier rests, Consumer<Throwable> failed, World world) {
        this.store = store;
        this.threads = threads;
        this.rests = rests;
        this.failed = failed;
        this.world = world;
        this.againNanos = world.nanoTime();
    }

    void put(Key key, byte[] entry, Duration keep) {
        add(new Chore(to -> to.put(key.hex(), entry, keep), null));
    }

    void remove(Key key) {
        add(new Chore(to -> to.remove(key.hex()), (one, about) -> one.equals(key)));
    }

    void forget(Predicate<? super Remembered> which) {
        add(forgetting(which));
    }

    private static Chore forgetting(Predicate<? super Remembered> which) {
        return new Chore(
                to -> to.removeIf(bytes -> {
                    Remembered about = EntryCodec.about(bytes);
                    return about != null && meant(which, about);
                }),
                (key, about) -> meant(which, about));
    }

    // nobody knows what it would have said: better forgotten than served
    private static boolean meant(Predicate<? super Remembered> which, Remembered about) {
        try {
            return which.test(about);
        } catch (RuntimeException e) {
            return true;
        }
    }

    private void add(Chore chore) {
        if (!added(chore)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the store of remembered answers is to forget so much that it is to forget" + " all");
        }
        go();
    }

    private boolean added(Chore chore) {
        lock.lock();
        try {
            boolean lasts = chore.forgets() != null;
            long before = waiting.stream()
                    .filter(one -> lasts == (one.forgets() != null))
                    .count();
            if (lasts && before >= MOST_FORGETTINGS) {
                waiting.removeIf(one -> one.forgets() != null);
                return !waiting.add(forgetting(about -> true));
            }
            return (!lasts && before >= MOST_PUTS) || waiting.add(chore);
        } finally {
            lock.unlock();
        }
    }

    /** Goes on with what waits, if its time has come. */
    void go() {
        lock.lock();
        try {
            if (working || due() == null) {
                return;
            }
            working = true;
        } finally {
            lock.unlock();
        }
        try {
            threads.execute(this::work);
        } catch (Throwable noThread) { // it waits for whoever looks next
            lock.lock();
            try {
                working = false;
                idle.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void work() {
        for (Chore chore = next(null, true); chore != null; ) {
            boolean done = true;
            try {
                chore.work().accept(store);
            } catch (Throwable e) { // nobody waits for it
                done = false;
                failed.accept(e);
            }
            chore = next(chore, done);
        }
    }

    private @Nullable Chore next(@Nullable Chore last, boolean done) {
        lock.lock();
        try {
            if (last != null && !done && last.forgets() != null) {
                againNanos = world.nanoTime() + AGAIN_NANOS;
            } else if (last != null) {
                waiting.remove(last);
            }
            Chore due = due();
            if (due == null) {
                working = false;
                idle.signalAll();
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    // with the lock
    private @Nullable Chore due() {
        if (rests.getAsBoolean()) {
            waiting.removeIf(one -> one.forgets() == null);
            return null;
        }
        boolean forgets = world.nanoTime() - againNanos >= 0;
        for (Chore one : waiting) {
            if (forgets || one.forgets() == null) {
                return one;
            }
        }
        return null;
    }

    /** What the store has not forgotten yet. */
    BiPredicate<Key, Remembered> forgetting() {
        List<Chore> chores;
        lock.lock();
        try {
            chores = List.copyOf(waiting);
        } finally {
            lock.unlock();
        }
        return (key, about) ->
                chores.stream().map(Chore::forgets).anyMatch(forgets -> forgets != null && forgets.test(key, about));
    }

    /** Waits for what is under way. */
    void close(long atMostNanos) {
        long lost = 0;
        lock.lock();
        try {
            long left = atMostNanos;
            while (working && left > 0) {
                left = idle.awaitNanos(left);
            }
            lost = waiting.stream().filter(one -> one.forgets() != null).count();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        if (lost > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the store of remembered answers was not told to forget " + lost
                            + " times, since it failed or was late: what it has may be served again");
        }
    }
}
