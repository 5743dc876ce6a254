package io.llmgateway.core.recall;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.error.CancelledException;
import io.llmgateway.recall.Remembered;
import io.llmgateway.spi.CacheStore;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
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
    private final WriteBehind writes;

    Shelf(CacheStore store, Duration timeout, Executor threads, Tally tally, World world) {
        this.store = store;
        this.timeoutNanos = timeout.toNanos();
        this.threads = threads;
        this.tally = tally;
        this.world = world;
        this.restsUntil = new AtomicLong(world.nanoTime());
        this.writes = new WriteBehind(store, threads, this::rests, error -> failed("it failed", error), world);
    }

    /** What it has of several keys. A call waits no longer than its own clock lets it, and not at all once it is given up. */
    Map<Key, Entry> get(Call call, Collection<Key> keys) {
        writes.go();
        long left = call.startedNanos() + call.timeouts().total().toNanos() - world.nanoTime();
        BiPredicate<Key, Remembered> forgetting = writes.forgetting();
        FutureTask<Map<String, byte[]>> task = new FutureTask<>(() -> ask(keys));
        if (left <= 0 || !starts(task)) {
            return Map.of();
        }
        Cancellation.Registration gone = call.cancellation().onCancel(() -> task.cancel(true));
        try {
            return read(keys, task.get(Math.min(left, timeoutNanos), TimeUnit.NANOSECONDS), forgetting);
        } catch (TimeoutException e) {
            task.cancel(true);
            if (left > timeoutNanos) {
                failed("it took too long", null);
            }
            return Map.of();
        } catch (ExecutionException e) {
            failed("it failed", e.getCause());
            return Map.of();
        } catch (CancellationException e) {
            throw new CancelledException("the call was given up while a remembered answer was looked up");
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancelledException("the thread was interrupted while a remembered answer was looked up");
        } finally {
            gone.close();
        }
    }

    private Map<String, byte[]> ask(Collection<Key> keys) {
        List<String> names = keys.stream().map(Key::hex).toList();
        if (names.size() > 1) {
            return new HashMap<>(store.getAll(names));
        }
        byte[] bytes = store.get(names.get(0));
        return bytes == null ? Map.of() : Map.of(names.get(0), bytes);
    }

    private Map<Key, Entry> read(
            Collection<Key> keys, Map<String, byte[]> found, BiPredicate<Key, Remembered> forgetting) {
        Map<Key, Entry> known = new HashMap<>();
        boolean good = true;
        for (Key key : keys) {
            byte[] bytes = found.get(key.hex());
            boolean its = bytes == null || key.equals(EntryCodec.key(bytes));
            Entry entry = bytes == null || !its ? null : EntryCodec.read(key, bytes, world.now(), world.nanoTime());
            if (entry != null && !forgetting.test(key, entry.about())) {
                known.put(key, entry);
            }
            good &= its;
        }
        if (good) {
            failures.set(0);
        } else {
            failed("what it gave is not what was put there, or of another version", null);
        }
        return known;
    }

    void put(Key key, byte[] entry, Duration keep) {
        writes.put(key, entry, keep);
    }

    void remove(Key key) {
        writes.remove(key);
    }

    void forget(Predicate<? super Remembered> which) {
        writes.forget(which);
    }

    void close() {
        writes.close(timeoutNanos);
    }

    private boolean rests() {
        return world.nanoTime() - restsUntil.get() < 0;
    }

    // one that hangs keeps its place, so they are never more than there are places
    private boolean starts(FutureTask<?> task) {
        if (rests() || !places.tryAcquire()) {
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
        } catch (Throwable noThread) { // a miss: the store is not to blame
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
