package io.llmgateway.core.steady;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.core.config.ProviderLimitsConfig;
import io.llmgateway.core.steady.Allowance.Sign;
import io.llmgateway.error.CancelledException;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls through to one target as fast as its limits allow. Who must wait queues up with the others of the same caller;
 * callers come in turn, each with its first. Only the next in turn watches the clock; all others sleep until they are next,
 * let through, or out of patience. Thread-safe; nobody waits with the lock held.
 */
final class Turnstile {
    private static final int MOST_QUEUES = 64;
    private static final String REST = "";

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deque<Waiter>> queues = new LinkedHashMap<>(); // the next in turn first
    private final @Nullable Bucket requests;
    private final @Nullable Bucket tokens;
    private final int concurrent;
    private final @Nullable Allowance allowance;
    private final World world;
    private int inside;
    private long went;
    private boolean retired;

    private static final class Waiter {
        final long need;
        final String queue;
        long number; // 0 until it is through
        Cancellation awake = new Cancellation();

        Waiter(long need, String queue) {
            this.need = need;
            this.queue = queue;
        }
    }

    /** There was no room in time. */
    static final class Full extends Exception {
        private static final long serialVersionUID = 1;
        private final long nanos;

        Full(long nanos) {
            super("no room", null, false, false);
            this.nanos = nanos;
        }

        /** When there may be room; null where that depends on others. */
        @Nullable
        Duration retryAfter() {
            return nanos == 0 ? null : Duration.ofNanos(nanos);
        }
    }

    Turnstile(ProviderLimitsConfig config, World world) {
        this.world = world;
        Duration window = Objects.requireNonNull(config.window());
        long now = world.nanoTime();
        requests = config.requests() == null ? null : new Bucket(config.requests(), window, now);
        tokens = config.tokens() == null ? null : new Bucket(config.tokens(), window, now);
        concurrent = config.concurrent() == null ? Integer.MAX_VALUE : config.concurrent();
        allowance = Boolean.TRUE.equals(config.adaptive()) ? new Allowance(concurrent) : null;
    }

    /**
     * Goes through at once, where nobody waits and there is room.
     *
     * @return the number of the call among those that went through; 0 if it did not, below 0 if nobody does any more and
     *     another one has taken its place
     */
    long tryEnter(long need) {
        lock.lock();
        try {
            if (retired) {
                return -1;
            }
            return !queues.isEmpty() || inside >= most() || nanosUntil(need) > 0 ? 0 : let(need);
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody through any more, if it is as a new one would be. Whether it is. */
    boolean retire() {
        lock.lock();
        try {
            retired = inside == 0 && queues.isEmpty() && most() == concurrent && full(requests) && full(tokens);
            return retired;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for its turn.
     *
     * @return the number of the call among those that went through; below 0 if nobody does any more
     * @throws Full if it does not come in time; told at once where that is known
     * @throws CancelledException if the call is given up or the thread interrupted
     */
    long enter(Call call, String caller, long need, Duration atMost) throws Full {
        long deadline = world.nanoTime() + atMost.toNanos();
        Waiter waiter = queueUp(caller, need);
        if (waiter == null) {
            return -1;
        }
        boolean through = false;
        try {
            while (true) {
                Cancellation awake = new Cancellation();
                long pause = pause(waiter, deadline, awake);
                if (pause == 0) {
                    through = true;
                    return waiter.number;
                }
                Cancellation.Registration link = call.cancellation().onCancel(awake::cancel);
                try {
                    world.sleep(Duration.ofNanos(pause), awake);
                } catch (CancelledException e) {
                    if (call.cancellation().cancelled()
                            || Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                } finally {
                    link.close();
                }
            }
        } finally {
            if (!through) {
                leave(waiter);
            }
        }
    }

    /** A call is over, and tells nothing of the room there is. */
    void exit(long need, long used) {
        exit(0, need, used, Sign.NONE, 0);
    }

    /**
     * A call is over.
     *
     * @param number from its entry
     * @param sign what it tells of the room there is
     * @param delay nanoseconds to the first content; 0 where that is not known
     */
    void exit(long number, long need, long used, Sign sign, long delay) {
        List<Cancellation> wake = List.of();
        lock.lock();
        try {
            if (allowance != null) {
                allowance.over(number, went, inside, sign, delay);
            }
            inside--;
            if (tokens != null) {
                tokens.giveBack(need - used, world.nanoTime());
            }
            if (!queues.isEmpty()) {
                wake = new ArrayList<>(1);
                letNext(wake);
                wakeNext(null, wake);
            }
        } finally {
            lock.unlock();
        }
        wake.forEach(Cancellation::cancel);
    }

    private @Nullable Waiter queueUp(String caller, long need) {
        lock.lock();
        try {
            if (retired) {
                return null;
            }
            boolean own = queues.size() < MOST_QUEUES || queues.containsKey(caller);
            Waiter waiter = new Waiter(need, own ? caller : REST);
            queues.computeIfAbsent(waiter.queue, fresh -> new ArrayDeque<>()).add(waiter);
            return waiter;
        } finally {
            lock.unlock();
        }
    }

    // 0 for through
    private long pause(Waiter waiter, long deadline, Cancellation awake) throws Full {
        List<Cancellation> wake = new ArrayList<>(1);
        lock.lock();
        try {
            if (letNext(wake)) {
                wakeNext(waiter, wake);
            }
            if (waiter.number > 0) {
                return 0;
            }
            waiter.awake = awake;
            long left = deadline - world.nanoTime();
            long until = nanosUntil(waiter.need);
            boolean room = inside < most();
            boolean next = waiter == next();
            if (left <= 0 || (next && room && until > left)) {
                throw new Full(until);
            }
            return next && room ? until : left;
        } finally {
            lock.unlock();
            wake.forEach(Cancellation::cancel);
        }
    }

    private void leave(Waiter waiter) {
        boolean through;
        List<Cancellation> wake = new ArrayList<>(1);
        lock.lock();
        try {
            through = waiter.number > 0;
            Deque<Waiter> queue = queues.get(waiter.queue);
            if (!through && queue != null && queue.remove(waiter)) {
                if (queue.isEmpty()) {
                    queues.remove(waiter.queue);
                }
                wakeNext(null, wake);
            }
        } finally {
            lock.unlock();
        }
        wake.forEach(Cancellation::cancel);
        if (through) { // at the same moment; nothing was sent
            exit(waiter.need, 0);
        }
    }

    // whether anybody was let through
    private boolean letNext(List<Cancellation> wake) {
        boolean any = false;
        Waiter next = next();
        while (next != null && inside < most() && nanosUntil(next.need) == 0) {
            Deque<Waiter> queue = Objects.requireNonNull(queues.remove(next.queue));
            queue.poll();
            if (!queue.isEmpty()) {
                queues.put(next.queue, queue); // behind all others
            }
            next.number = let(next.need);
            wake.add(next.awake);
            any = true;
            next = next();
        }
        return any;
    }

    private void wakeNext(@Nullable Waiter but, List<Cancellation> wake) {
        Waiter next = next();
        if (next != null && next != but) {
            wake.add(next.awake);
        }
    }

    private @Nullable Waiter next() {
        return queues.isEmpty() ? null : queues.values().iterator().next().peek();
    }

    private int most() {
        return allowance == null ? concurrent : allowance.now();
    }

    private long let(long need) {
        inside++;
        long now = world.nanoTime();
        if (requests != null) {
            requests.take(1, now);
        }
        if (tokens != null) {
            tokens.take(need, now);
        }
        return ++went;
    }

    private boolean full(@Nullable Bucket bucket) {
        return bucket == null || bucket.nanosUntil(Long.MAX_VALUE, world.nanoTime()) == 0;
    }

    private long nanosUntil(long need) {
        long now = world.nanoTime();
        long forRequest = requests == null ? 0 : requests.nanosUntil(1, now);
        return Math.max(forRequest, tokens == null ? 0 : tokens.nanosUntil(need, now));
    }

    /** How many may be under way at the moment, where that changes; else null. */
    @Nullable
    Integer allowed() {
        lock.lock();
        try {
            return allowance == null ? null : (Integer) allowance.now();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait for their turn. */
    int waiting() {
        lock.lock();
        try {
            return queues.values().stream().mapToInt(Deque::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /** How many are under way. */
    int inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }
}
