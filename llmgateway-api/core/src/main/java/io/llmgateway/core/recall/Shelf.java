package io.llmgateway.core.recall;

import io.llmgateway.error.CancelledException;
import io.llmgateway.recall.Remembered;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A shared store that is not trusted: whatever it does, a call waits for it only so long, and takes only what is whole and its
 * own. After some failures in a row it is left alone for a while. Thread-safe.
 */
final class Shelf {
    private static final System.Logger LOG = System.getLogger(Shelf.class.getName());
    private static final int MOST_AT_ONCE = 32;
    private static final int MOST_FAILURES = 5;
    private static final long REST_NANOS = Duration.ofSeconds(10).toNanos();

    private final CacheStore store;
    private final long timeoutNanos;
    private final Executor threads;
    private final Tally tally;
    private final World world;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong restsUntil;

    Shelf(CacheStore store, Duration timeout, Executor threads, Tally tally, World world) {
        this.store = store;
        this.timeoutNanos = timeout.toNanos();
        this.threads = threads;
        this.tally = tally;
        this.world = world;
        this.restsUntil = new AtomicLong(world.nanoTime());
    }

    @Nullable
    Entry get(Key key) {
        FutureTask<byte @Nullable []> task = new FutureTask<>(() -> store.get(key.hex()));
        if (!starts(task)) {
            return null;
        }
        try {
            byte[] bytes = task.get(timeoutNanos, TimeUnit.NANOSECONDS);
            if (bytes == null) {
                failures.set(0);
                return null;
            }
            if (!key.equals(EntryCodec.key(bytes))) {
                failed("what it gave is not what was put there, or of another version", null);
                return null;
            }
            failures.set(0);
            return EntryCodec.read(key, bytes, world.now(), world.nanoTime());
        } catch (TimeoutException e) {
            task.cancel(true);
            failed("it took too long", null);
            return null;
        } catch (ExecutionException e) {
            failed("it failed", e.getCause());
            return null;
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancelledException("the thread was interrupted while a remembered answer was looked up");
        }
    }

    void put(Key key, byte[] entry, Duration keep) {
        aside(() -> store.put(key.hex(), entry, keep));
    }

    void remove(Key key) {
        aside(() -> store.remove(key.hex()));
    }

    void forget(Predicate<? super Remembered> which) {
        aside(() -> store.removeIf(bytes -> {
            Remembered about = EntryCodec.about(bytes);
            return about != null && which.test(about);
        }));
    }

    private void aside(Runnable work) {
        starts(new FutureTask<>(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) { // nobody waits for it
                        failed("it failed", e);
                    }
                },
                null));
    }

    // one that hangs keeps its place, so they are never more than there are places
    private boolean starts(FutureTask<?> task) {
        if (world.nanoTime() - restsUntil.get() < 0 || !places.tryAcquire()) {
            return false;
        }
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    places.release();
                }
            });
            return true;
        } catch (RejectedExecutionException closed) {
            places.release();
            return false;
        }
    }

    private void failed(String what, @Nullable Throwable error) {
        tally.storeFailures.increment();
        if (failures.incrementAndGet() >= MOST_FAILURES) {
            failures.set(0);
            restsUntil.set(world.nanoTime() + REST_NANOS);
            LOG.log(System.Logger.Level.WARNING, "the store of remembered answers rests for 10 s: " + what, error);
        }
    }
}
