package io.llmgateway.testkit;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.error.CancelledException;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A world that stands still until the test moves it. A wait takes no time: it moves the clock on and is written down.
 * Chance comes from a seed, ids count {@code id-1}, {@code id-2} and so on. Thread-safe.
 */
public final class FakeWorld implements World {
    /** The time of day at the beginning. */
    public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Duration> sleeps = new ArrayList<>();
    private final Deque<Double> chances = new ArrayDeque<>();
    private final Random random;
    private final long seed;
    private Consumer<? super Duration> onSleep = duration -> {};
    private Instant now = BEGINNING;
    private long nanos;
    private long ids;
    private long secrets;

    /** A world with the seed 1. */
    public FakeWorld() {
        this(1);
    }

    /**
     * A world whose chance follows a seed.
     *
     * @param seed the same seed gives the same numbers
     */
    public FakeWorld(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    @Override
    public Instant now() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanoTime() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves the clock and the ticker on by the duration, at once, and writes the wait down.
     *
     * @param duration how long; zero and less moves nothing
     * @param cancellation checked before the wait and after what {@link #onSleep} does
     * @throws CancelledException if the call is given up or the thread interrupted; its interrupt flag is then set
     */
    @Override
    public void sleep(Duration duration, Cancellation cancellation) {
        check(cancellation);
        Consumer<? super Duration> watcher;
        lock.lock();
        try {
            sleeps.add(duration);
            watcher = onSleep;
        } finally {
            lock.unlock();
        }
        watcher.accept(duration);
        check(cancellation);
        if (!duration.isNegative()) {
            advance(duration);
        }
    }

    private static void check(Cancellation cancellation) {
        if (cancellation.cancelled()) {
            throw new CancelledException("the call was given up while it waited");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException("the thread was interrupted while the call waited");
        }
    }

    @Override
    public double random() {
        lock.lock();
        try {
            Double settled = chances.poll();
            return settled == null ? random.nextDouble() : settled;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte[] secret(int bytes) {
        byte[] secret = new byte[bytes];
        lock.lock();
        try {
            new Random(seed ^ ++secrets << 32).nextBytes(secret);
        } finally {
            lock.unlock();
        }
        return secret;
    }

    @Override
    public String newId() {
        lock.lock();
        try {
            return "id-" + ++ids;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets time pass: the time of day and the ticker move together.
     *
     * @param duration zero or more
     * @return this
     */
    public FakeWorld advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not run back; use setNow to put the clock back");
        }
        lock.lock();
        try {
            now = now.plus(duration);
            nanos += duration.toNanos();
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * Sets the time of day. Forwards the ticker moves along; backwards it stands still, as it does when somebody puts a
     * clock back.
     *
     * @param time the time of day from now on
     * @return this
     */
    public FakeWorld setNow(Instant time) {
        lock.lock();
        try {
            nanos += Math.max(0, Duration.between(now, time).toNanos());
            now = time;
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * Settles the next answers of {@link #random}; after them the seed goes on.
     *
     * @param values from 0 (inclusive) to 1 (exclusive)
     * @return this
     */
    public FakeWorld nextRandom(double... values) {
        lock.lock();
        try {
            for (double value : values) {
                if (!(value >= 0 && value < 1)) {
                    throw new IllegalArgumentException(value + " is not from 0 (inclusive) to 1 (exclusive)");
                }
                chances.add(value);
            }
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * Watches the waits, such as to cancel a call in the middle of one.
     *
     * @param watcher told of each wait before time moves, on the waiting thread
     * @return this
     */
    public FakeWorld onSleep(Consumer<? super Duration> watcher) {
        lock.lock();
        try {
            onSleep = Objects.requireNonNull(watcher, "watcher");
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * The waits that were asked for, in order.
     *
     * @return a copy
     */
    public List<Duration> sleeps() {
        lock.lock();
        try {
            return List.copyOf(sleeps);
        } finally {
            lock.unlock();
        }
    }

    /**
     * How much time has passed since the beginning, on the ticker.
     *
     * @return the duration
     */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime());
    }

    @Override
    public String toString() {
        return "FakeWorld[" + now() + ", seed " + seed + "]";
    }
}
