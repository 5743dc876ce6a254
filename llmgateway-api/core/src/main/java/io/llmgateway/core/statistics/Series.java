package io.llmgateway.core.statistics;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The figures of one thing: a ring of slices of time. Thread-safe, without a lock. */
final class Series {
    /** How many slices a window has. */
    static final int SLICES = 20;

    private static final int RETIRED = Integer.MIN_VALUE;

    private final AtomicReferenceArray<Slice> ring = new AtomicReferenceArray<>(SLICES);
    private final AtomicInteger inUse = new AtomicInteger();

    /** Keeps it in use until {@link #leave}; false where it is in use no more and another one must be found. */
    boolean enter() {
        return inUse.getAndIncrement() >= 0;
    }

    void leave() {
        inUse.getAndDecrement();
    }

    /** The slice to write to. */
    Slice at(long number) {
        int place = (int) (number % SLICES);
        while (true) {
            Slice there = ring.get(place);
            if (there != null && there.number() >= number) { // another thread may be ahead
                return there;
            }
            Slice fresh = new Slice(number);
            if (ring.compareAndSet(place, there, fresh)) {
                return fresh;
            }
        }
    }

    void addTo(Sum sum, long now) {
        sum.underWay(Math.max(0, inUse.get()));
        for (int place = 0; place < SLICES; place++) {
            Slice slice = ring.get(place);
            if (slice != null && slice.number() > now - SLICES) {
                slice.addTo(sum);
            }
        }
    }

    /** Whether nothing is in the window, and nobody is about to write. */
    boolean idle(long now) {
        return inUse.get() <= 0 && empty(now);
    }

    private boolean empty(long now) {
        for (int place = 0; place < SLICES; place++) {
            Slice slice = ring.get(place);
            if (slice != null && slice.number() > now - SLICES) {
                return false;
            }
        }
        return true;
    }

    /** Takes it out of use for good, where it is idle. */
    boolean retire(long now) {
        if (!empty(now) || !inUse.compareAndSet(0, RETIRED)) {
            return false;
        }
        if (empty(now)) { // still: nobody writes any more
            return true;
        }
        inUse.set(0);
        return false;
    }
}
