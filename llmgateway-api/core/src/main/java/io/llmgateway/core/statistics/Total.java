package io.llmgateway.core.statistics;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A sum of money, exact. What fits is added up as a whole number, without an object for each call. Thread-safe. */
final class Total {
    private static final int SCALE = 12; // up to nine million dollars, by millionths of a millionth
    private static final int LONG_DIGITS = 18; // which any long can hold
    private static final long[] POWERS = new long[SCALE + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i <= SCALE; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
    }

    private final AtomicLong units = new AtomicLong();
    private final AtomicReference<BigDecimal> others = new AtomicReference<>(BigDecimal.ZERO);

    void add(BigDecimal amount) {
        if (amount.signum() != 0 && !(fits(amount) && addUnits(unitsOf(amount)))) {
            others.accumulateAndGet(amount, BigDecimal::add);
        }
    }

    private static boolean fits(BigDecimal amount) {
        int scale = amount.scale();
        return scale >= 0 && scale <= SCALE && amount.precision() + SCALE - scale <= LONG_DIGITS;
    }

    private static long unitsOf(BigDecimal amount) {
        int scale = amount.scale();
        return amount.scaleByPowerOfTen(scale).longValue() * POWERS[SCALE - scale];
    }

    private boolean addUnits(long more) {
        while (true) {
            long before = units.get();
            long after = before + more;
            if (((before ^ after) & (more ^ after)) < 0) { // it would run over
                return false;
            }
            if (units.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    BigDecimal get() {
        long whole = units.get();
        BigDecimal rest = Objects.requireNonNull(others.get());
        BigDecimal sum = BigDecimal.valueOf(whole, SCALE).add(rest).stripTrailingZeros();
        return sum.scale() < 0 ? sum.setScale(0) : sum;
    }
}
