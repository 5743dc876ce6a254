package io.llmgateway.core.steady;

import java.time.Duration;

/**
 * So much in a window, come back evenly: full at first, so a burst may go through at once, as vendors allow it too. May be
 * in debt where more was used than expected. Not thread-safe.
 */
final class Bucket {
    private static final double ROUNDING = 1e-3;

    private final double size;
    private final double perNano;
    private double level;
    private long at;

    Bucket(long size, Duration window, long now) {
        this.size = size;
        perNano = size / (double) window.toNanos();
        level = size;
        at = now;
    }

    /** How long until there is enough, in nanoseconds; what is more than all of it needs all of it. */
    long nanosUntil(long amount, long now) {
        refill(now);
        double missing = Math.min((double) amount, size) - level;
        return missing <= ROUNDING ? 0 : (long) Math.ceil(missing / perNano);
    }

    void take(long amount, long now) {
        refill(now);
        level -= amount;
    }

    void giveBack(long amount, long now) {
        refill(now);
        level = Math.min(size, level + amount);
    }

    private void refill(long now) {
        level = Math.min(size, level + (now - at) * perNano);
        at = now;
    }
}
