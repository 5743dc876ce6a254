package io.llmgateway.core.admit;

import io.llmgateway.spi.CounterStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counters of this process. Bounded: when there are too many, those that stand at zero are dropped; when all are in use,
 * further keys share one counter for each beginning of a key (up to its first line break) and window, so that nobody
 * goes unseen.
 */
final class MemoryCounters implements CounterStore {
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Counter, MemoryCounter> counters = new HashMap<>();
    private final Map<Counter, MemoryCounter> shared = new HashMap<>();
    private final Map<String, Hold> holds = new HashMap<>();
    private final TreeSet<Hold> leased = new TreeSet<>();
    private final Set<Hold> lapsed = new LinkedHashSet<>();
    private final AtomicLong named = new AtomicLong();
    private final AtomicBoolean crowded = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private @Nullable Instant swept;
    private long number;

    /** A reservation that is not settled. */
    private static final class Hold implements Comparable<Hold> {
        private final String id;
        private final List<Claim> claims;
        private final Instant until;
        private final MemoryCounter.Slot[] slots;

        private long number;

        Hold(String id, List<Claim> claims, Instant until) {
            this.id = id;
            this.claims = claims;
            this.until = until;
            this.slots = new MemoryCounter.Slot[claims.size()];
        }

        @Override
        public int compareTo(Hold other) {
            int sooner = until.compareTo(other.until);
            return sooner == 0 ? Long.compare(number, other.number) : sooner;
        }

        void take(int i, MemoryCounter.Slot slot) {
            slots[i] = slot;
            slot.reserve(claims.get(i).amount());
        }

        /** Lets go of the first so many. */
        void release(int many) {
            for (int i = 0; i < many; i++) {
                slots[i].release(claims.get(i).amount());
            }
        }

        void forget() {
            for (MemoryCounter.Slot slot : slots) {
                slot.counter().holds--;
            }
        }
    }

    MemoryCounters(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at most " + most + " counters: it must be 1 or more");
        }
        this.most = most;
    }

    /** A name no other reservation has, as short as may be: it is looked up under the lock, twice a reservation. */
    String newId() {
        return Long.toString(named.incrementAndGet());
    }

    /** Whether keys had to share a counter; true once. */
    boolean tellsCrowded() {
        return crowded.get() && told.compareAndSet(false, true);
    }

    @Override
    public Decision reserve(String id, List<Claim> claims, Instant now, Duration lease) {
        Hold hold = hold(id, claims, now, lease);
        lock.lock();
        try {
            Decision.Refused refused = take(hold, now);
            return refused == null ? new Decision.Granted(levels(hold)) : refused;
        } finally {
            lock.unlock();
        }
    }

    /** The same, for who does not ask what the counters stand at; null where all is reserved. */
    Decision.@Nullable Refused take(String id, List<Claim> claims, Instant now, Duration lease) {
        Hold hold = hold(id, claims, now, lease);
        lock.lock();
        try {
            return take(hold, now);
        } finally {
            lock.unlock();
        }
    }

    private static Hold hold(String id, List<Claim> claims, Instant now, Duration lease) {
        List<Claim> all = List.copyOf(claims);
        check(all);
        return new Hold(id, all, now.plus(lease));
    }

    private Decision.@Nullable Refused take(Hold hold, Instant now) {
        lapse(now);
        if (holds.putIfAbsent(hold.id, hold) != null) {
            throw new IllegalArgumentException("the reservation " + hold.id + " is there already");
        }
        hold.number = number++;
        for (int i = 0; i < hold.slots.length; i++) {
            Claim claim = hold.claims.get(i);
            MemoryCounter counter = open(claim.counter(), now);
            MemoryCounter.Slot slot = counter.slot(now);
            if (claim.limit() != null && !counter.fits(claim.amount(), claim.limit())) {
                hold.release(i);
                holds.remove(hold.id);
                return new Decision.Refused(i, counter.level(), counter.retryAt(claim.amount(), claim.limit()));
            }
            hold.take(i, slot);
        }
        for (MemoryCounter.Slot slot : hold.slots) {
            slot.counter().holds++;
        }
        leased.add(hold);
        return null;
    }

    private static void check(List<Claim> claims) {
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).amount().signum() < 0) {
                throw new IllegalArgumentException(
                        "claim " + i + " is for " + claims.get(i).amount().toPlainString() + ": it cannot be negative");
            }
            for (int j = 0; j < i; j++) {
                if (claims.get(i).counter().equals(claims.get(j).counter())) {
                    throw new IllegalArgumentException("claims " + j + " and " + i + " name one counter, "
                            + claims.get(i).counter());
                }
            }
        }
    }

    @Override
    public @Nullable List<Level> settle(String id, List<BigDecimal> spent, Instant now) {
        check(id, spent);
        lock.lock();
        try {
            Hold hold = end(id, spent, now);
            return hold == null ? null : levels(hold);
        } finally {
            lock.unlock();
        }
    }

    /** The same, for who does not ask what the counters stand at. */
    void book(String id, List<BigDecimal> spent, Instant now) {
        check(id, spent);
        lock.lock();
        try {
            end(id, spent, now);
        } finally {
            lock.unlock();
        }
    }

    private static void check(String id, List<BigDecimal> spent) {
        for (BigDecimal amount : spent) {
            if (amount.signum() < 0) {
                throw new IllegalArgumentException(
                        "spent " + amount.toPlainString() + " by " + id + ": it cannot be negative");
            }
        }
    }

    private @Nullable Hold end(String id, List<BigDecimal> spent, Instant now) {
        lapse(now);
        Hold hold = holds.get(id);
        if (hold == null) {
            return null;
        }
        if (hold.slots.length != spent.size()) {
            throw new IllegalArgumentException(
                    "spent " + spent.size() + " amounts by " + id + ", which has " + hold.slots.length + " claims");
        }
        holds.remove(id);
        if (!lapsed.remove(hold)) {
            leased.remove(hold);
            hold.release(spent.size());
        }
        for (int i = 0; i < spent.size(); i++) {
            hold.slots[i].spend(spent.get(i));
            hold.slots[i].counter().slot(now);
        }
        hold.forget();
        return hold;
    }

    private static List<Level> levels(Hold hold) {
        List<Level> levels = new ArrayList<>(hold.slots.length);
        for (MemoryCounter.Slot slot : hold.slots) {
            levels.add(slot.counter().level());
        }
        return levels;
    }

    @Override
    public List<Level> levels(List<Counter> asked, Instant now) {
        lock.lock();
        try {
            lapse(now);
            List<Level> levels = new ArrayList<>(asked.size());
            for (Counter name : asked) {
                MemoryCounter counter = counters.get(name);
                if (counter == null && counters.size() >= most) {
                    counter = shared.get(others(name));
                }
                if (counter == null) {
                    levels.add(Level.ZERO);
                } else {
                    counter.pass(now);
                    levels.add(counter.level());
                }
            }
            return levels;
        } finally {
            lock.unlock();
        }
    }

    // what nobody let go of in time is free again; remembered a while, to be booked when it is settled after all
    private void lapse(Instant now) {
        while (!leased.isEmpty() && !leased.first().until.isAfter(now)) {
            Hold hold = leased.first();
            leased.remove(hold);
            hold.release(hold.claims.size());
            lapsed.add(hold);
            if (lapsed.size() > most) {
                Hold eldest = lapsed.iterator().next();
                lapsed.remove(eldest);
                holds.remove(eldest.id);
                eldest.forget();
            }
        }
    }

    private MemoryCounter open(Counter name, Instant now) {
        MemoryCounter counter = counters.get(name);
        if (counter != null) {
            return counter;
        }
        if (counters.size() >= most) {
            sweep(now);
        }
        if (counters.size() >= most) {
            crowded.set(true);
            return shared.computeIfAbsent(others(name), other -> new MemoryCounter(other.window(), now));
        }
        MemoryCounter fresh = new MemoryCounter(name.window(), now);
        counters.put(name, fresh);
        return fresh;
    }

    private static Counter others(Counter name) {
        int line = name.key().indexOf('\n');
        return new Counter(line < 0 ? "" : name.key().substring(0, line), name.window());
    }

    private void sweep(Instant now) {
        if (swept != null && Duration.between(swept, now).abs().compareTo(BETWEEN_SWEEPS) < 0) {
            return;
        }
        swept = now;
        for (Iterator<MemoryCounter> all = counters.values().iterator(); all.hasNext(); ) {
            MemoryCounter counter = all.next();
            counter.pass(now);
            if (counter.holds == 0 && counter.isZero()) {
                all.remove();
            }
        }
    }

    @Override
    public String toString() {
        return "counters in memory, at most " + most;
    }
}
