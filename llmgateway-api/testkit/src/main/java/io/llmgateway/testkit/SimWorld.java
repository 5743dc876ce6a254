package io.llmgateway.testkit;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.error.CancelledException;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A world in which many threads live in simulated time. Each actor is a thread of its own, but exactly one runs at a time,
 * and it runs until it sleeps or ends; then the one that wakes first goes on, and time jumps to its moment. Among those of
 * the same moment the one that lay down first is first. So an hour of many callers takes a moment, and the same actors with
 * the same seed always live the same course. Chance and ids are as in {@link FakeWorld}.
 *
 * <p>What actors wait for must come from this world: an actor that waits for another by a lock, a queue or a future keeps
 * its turn, so nobody goes on; {@link #run} then fails. Thread-safe.
 */
public final class SimWorld implements World {
    private static final Duration STUCK = Duration.ofSeconds(20);
    private static final long NEVER = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private final PriorityQueue<Actor> asleep = new PriorityQueue<>(
            Comparator.<Actor>comparingLong(actor -> actor.wakes).thenComparingLong(actor -> actor.order));
    private final Duration stuck;
    private final Random random;
    private final long seed;
    private @Nullable Actor awake;
    private @Nullable AssertionError failure;
    private long nanos;
    private long lain;
    private long turns;
    private long ids;

    /** A thread that lives here. Its fields belong to the lock. */
    private final class Actor extends Thread {
        private final Runnable body;
        private final Semaphore turn = new Semaphore(0);
        private long wakes;
        private long order;

        Actor(String name, Runnable body) {
            super(name);
            this.body = body;
            setDaemon(true);
        }

        boolean lives(SimWorld here) {
            return SimWorld.this == here;
        }

        @Override
        public void run() {
            AssertionError error = null;
            try {
                body.run();
            } catch (Over e) { // the failure that ended it is known
            } catch (Throwable e) {
                error = new AssertionError(getName() + " failed: " + e, e);
            }
            lock.lock();
            try {
                fail(error);
                next();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Ends an actor where another has failed. No exception, so that nobody takes it for a failure of a call. */
    private static final class Over extends Error {
        private static final long serialVersionUID = 1;

        Over() {
            super("the simulation has failed", null, false, false);
        }
    }

    /** A world with the seed 1. */
    public SimWorld() {
        this(1);
    }

    /**
     * A world whose chance follows a seed.
     *
     * @param seed the same seed gives the same numbers
     */
    public SimWorld(long seed) {
        this(seed, STUCK);
    }

    SimWorld(long seed, Duration stuck) {
        this.seed = seed;
        this.stuck = stuck;
        this.random = new Random(seed);
    }

    /**
     * Adds an actor. It begins at the present moment, after those that have been added or lain down before: with {@link
     * #run}, or while that runs, where an actor adds another.
     *
     * @param name what messages call it
     * @param body what it does; it sleeps by this world only
     * @return this
     */
    public SimWorld actor(String name, Runnable body) {
        Actor actor = new Actor(name, Objects.requireNonNull(body, "body"));
        lock.lock();
        try {
            lie(actor, nanos);
        } finally {
            lock.unlock();
        }
        return this;
    }

    /**
     * Lets the actors live until all have ended. May be called again, for actors that are added then; time goes on.
     *
     * @throws AssertionError if an actor fails, all sleep for ever, or one waits for something outside of this world (told
     *     by 20 seconds of real time without a step); the others are ended
     * @throws IllegalStateException if it runs already
     */
    public void run() {
        lock.lock();
        try {
            if (awake != null) {
                throw new IllegalStateException(
                        "the simulation runs already, or an actor never came back from its turn");
            }
            failure = null;
            next();
            while (awake != null) {
                long before = turns;
                boolean told = over.await(stuck.toNanos(), TimeUnit.NANOSECONDS);
                if (!told && turns == before && awake != null) {
                    fail(stuck(awake));
                    break;
                }
            }
            if (failure != null) {
                throw failure;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fail(new AssertionError("interrupted while the simulation ran", e));
        } finally {
            lock.unlock();
        }
    }

    private static AssertionError stuck(Actor actor) {
        AssertionError error = new AssertionError(actor.getName()
                + " keeps its turn without sleeping in this world: it waits for what nobody can do meanwhile, at");
        error.setStackTrace(actor.getStackTrace());
        return error;
    }

    // the first one counts
    private @Nullable AssertionError fail(@Nullable AssertionError error) {
        if (failure == null) {
            failure = error;
        }
        return failure;
    }

    private void lie(Actor actor, long wakes) {
        actor.wakes = wakes;
        actor.order = ++lain;
        asleep.add(actor);
    }

    // whoever had the turn gives it away
    private void next() {
        Actor next = asleep.peek();
        if (next != null && next.wakes == NEVER && failure == null) {
            fail(new AssertionError("nobody is left to wake the others, who sleep for ever: "
                    + asleep.stream()
                            .sorted(asleep.comparator())
                            .map(Thread::getName)
                            .collect(Collectors.joining(", "))));
        }
        if (failure != null) {
            asleep.removeIf(actor -> actor.getState() == Thread.State.NEW);
        }
        awake = asleep.poll();
        turns++;
        if (awake == null) {
            over.signalAll();
        } else {
            nanos = failure == null ? awake.wakes : nanos;
            if (awake.getState() == Thread.State.NEW) {
                awake.start();
            } else {
                awake.turn.release();
            }
        }
    }

    /**
     * Gives the turn away until the time has come.
     *
     * @param duration how long; zero and less lets only those go first that are due at this moment
     * @param cancellation ends the wait at the moment the call is given up
     * @throws CancelledException if the call is given up, or the thread is interrupted, which shows when the time has
     *     come; its interrupt flag is then set
     * @throws IllegalStateException if the thread is no actor of this world
     */
    @Override
    public void sleep(Duration duration, Cancellation cancellation) {
        if (!(Thread.currentThread() instanceof Actor me) || !me.lives(this)) {
            throw new IllegalStateException(Thread.currentThread().getName()
                    + " is no actor of this world: only what runs in actor(…) may sleep in it");
        }
        check(cancellation);
        Cancellation.Registration early;
        lock.lock();
        try {
            goOn();
            lie(me, duration.compareTo(Duration.ofNanos(NEVER - nanos)) < 0 ? nanos + nanos(duration) : NEVER);
            early = cancellation.onCancel(() -> wake(me));
            next();
        } finally {
            lock.unlock();
        }
        me.turn.acquireUninterruptibly();
        early.close();
        goOn();
        check(cancellation);
    }

    private static long nanos(Duration duration) {
        return duration.isNegative() ? 0 : duration.toNanos();
    }

    private void goOn() {
        lock.lock();
        try {
            if (failure != null) {
                throw new Over();
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake(Actor actor) {
        lock.lock();
        try {
            if (actor.wakes > nanos && asleep.remove(actor)) {
                lie(actor, nanos);
            }
        } finally {
            lock.unlock();
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
    public Instant now() {
        return FakeWorld.BEGINNING.plusNanos(nanoTime());
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

    @Override
    public double random() {
        lock.lock();
        try {
            return random.nextDouble();
        } finally {
            lock.unlock();
        }
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
     * How much time has passed since the beginning.
     *
     * @return the duration
     */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime());
    }

    @Override
    public String toString() {
        return "SimWorld[" + now() + ", seed " + seed + "]";
    }
}
