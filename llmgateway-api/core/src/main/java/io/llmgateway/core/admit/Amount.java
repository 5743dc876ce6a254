package io.llmgateway.core.admit;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount that changes: a whole number while it is one, since decimals of requests and tokens came to some hundred bytes
 * a call, else a decimal. Guarded by whoever has it.
 */
final class Amount {
    // one more of the longest and one more of the most still fit into a long
    private static final int LONGEST = 17;
    private static final long MOST = 1_000_000_000_000_000_000L;

    private long whole;
    private @Nullable BigDecimal exact;

    boolean isZero() {
        return whole == 0 && exact == null;
    }

    BigDecimal value() {
        return exact == null ? BigDecimal.valueOf(whole) : exact;
    }

    void add(BigDecimal more) {
        if (more.signum() == 0) {
            return;
        }
        if (exact == null && isWhole(more) && Math.abs(whole) <= MOST) {
            whole += more.longValue();
        } else {
            set(isZero() ? more : value().add(more));
        }
    }

    void subtract(BigDecimal less) {
        if (less.signum() == 0) {
            return;
        }
        if (exact == null && isWhole(less) && Math.abs(whole) <= MOST) {
            whole -= less.longValue();
        } else {
            set(value().subtract(less));
        }
    }

    private void set(BigDecimal amount) {
        whole = 0;
        exact = amount.signum() == 0 ? null : amount;
    }

    /** Whether two amounts and one more come to a limit at most. */
    static boolean fit(Amount one, Amount other, BigDecimal more, BigDecimal limit) {
        boolean allWhole = one.exact == null && other.exact == null && isWhole(more) && isWhole(limit);
        if (allWhole && Math.abs(one.whole) <= MOST && Math.abs(other.whole) <= MOST) {
            return one.whole + other.whole + more.longValue() <= limit.longValue();
        }
        BigDecimal used = other.isZero() ? one.value() : one.value().add(other.value());
        return (one.isZero() && other.isZero() ? more : used.add(more)).compareTo(limit) <= 0;
    }

    private static boolean isWhole(BigDecimal number) {
        return number.scale() == 0 && number.precision() <= LONGEST;
    }
}
