package io.llmgateway.core.admit;

import io.llmgateway.spi.CounterStore.Level;
import io.llmgateway.spi.CounterStore.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One counter: what was spent and is held in the slots its window reaches over. A rolling window has a slot for each
 * step, the others have one. Guarded by the store's lock.
 */
final class MemoryCounter {
    /** How many reservations on it are not settled. */
    int holds;

    private final Window window;
    private final int reach;
    private final long step; // of a rolling window, in microseconds
    private final List<Slot> slots = new ArrayList<>(2);
    private Slot total;
    private long shift; // of the positions of a clock that was put back
    private Instant start = Instant.MAX;
    private Instant end = Instant.MIN;

    /** What happened at one position of the window; positions grow with time. */
    static final class Slot {
        private final MemoryCounter counter;
        private final long position;
        private final Amount spent;
        private final Amount reserved;
        private boolean gone;

        Slot(MemoryCounter counter, long position, Amount spent, Amount reserved) {
            this.counter = counter;
            this.position = position;
            this.spent = spent;
            this.reserved = reserved;
        }

        MemoryCounter counter() {
            return counter;
        }

        private BigDecimal used() {
            return spent.value().add(reserved.value());
        }

        void reserve(BigDecimal amount) {
            reserved.add(amount);
            if (counts()) {
                counter.total.reserved.add(amount);
            }
        }

        void release(BigDecimal amount) {
            reserved.subtract(amount);
            if (counts()) {
                counter.total.reserved.subtract(amount);
            }
        }

        void spend(BigDecimal amount) {
            spent.add(amount);
            if (counts()) {
                counter.total.spent.add(amount);
            }
        }

        private boolean counts() {
            return this != counter.total && !gone;
        }
    }

    MemoryCounter(Window window, Instant now) {
        this.window = window;
        reach = window instanceof Window.Rolling ? Window.Rolling.STEPS : 0;
        step = window instanceof Window.Rolling rolling
                ? (rolling.length().toNanos() + reach * 1000L - 1) / (reach * 1000L)
                : 1;
        total = empty(position(now));
    }

    /** The slot of a time; one from before the window is taken for its newest. */
    Slot slot(Instant now) {
        long position = pass(now);
        if (reach == 0) {
            return total;
        }
        int i = slots.size();
        while (i > 0 && slots.get(i - 1).position > position) {
            i--;
        }
        if (i > 0 && slots.get(i - 1).position == position) {
            return slots.get(i - 1);
        }
        Slot slot = empty(position);
        slots.add(i, slot);
        return slot;
    }

    private Slot empty(long position) {
        return new Slot(this, position, new Amount(), new Amount());
    }

    /** Lets the window go on to this time, and tells the position of it. */
    long pass(Instant now) {
        long position = position(now);
        if (reach == 0) {
            if (position > total.position) {
                total.gone = true;
                total = empty(position);
            }
            return total.position;
        }
        position += shift(position);
        if (position <= total.position) {
            return position;
        }
        total = new Slot(this, position, total.spent, total.reserved);
        while (!slots.isEmpty() && slots.get(0).position < position - reach) {
            Slot left = slots.remove(0);
            left.gone = true;
            total.spent.subtract(left.spent.value());
            total.reserved.subtract(left.reserved.value());
        }
        return position;
    }

    // a time from before the window is the newest, and those that follow go on from there: by a clock that was put back
    // nothing would leave the window until it has caught up
    private long shift(long position) {
        long oldest = total.position - reach;
        if (position >= oldest) {
            shift = 0;
        } else if (position + shift < oldest) {
            shift = total.position - position;
        }
        return shift;
    }

    private long position(Instant now) {
        if (window instanceof Window.Rolling) {
            return Math.floorDiv(now.getEpochSecond() * 1_000_000 + now.getNano() / 1000, step);
        }
        if (!(window instanceof Window.Calendar calendar)) {
            return 0;
        }
        if (now.isBefore(start) || !now.isBefore(end)) {
            Instant began = calendar.start(now);
            if (began.isBefore(start) && !start.equals(Instant.MAX)) {
                return began.getEpochSecond();
            }
            start = began;
            end = calendar.end(now);
        }
        return start.getEpochSecond();
    }

    boolean fits(BigDecimal amount, BigDecimal limit) {
        return Amount.fit(total.spent, total.reserved, amount, limit);
    }

    Level level() {
        return isZero() ? Level.ZERO : new Level(total.spent.value(), total.reserved.value());
    }

    boolean isZero() {
        return total.spent.isZero() && total.reserved.isZero();
    }

    /** When a claim that does not fit now would, if nothing but time passed. */
    @Nullable
    Instant retryAt(BigDecimal amount, BigDecimal limit) {
        if (amount.compareTo(limit) > 0 || window instanceof Window.Forever) {
            return null;
        }
        if (reach == 0) {
            return end;
        }
        BigDecimal over = total.used().add(amount).subtract(limit);
        for (Slot slot : slots) {
            over = over.subtract(slot.used());
            if (over.signum() <= 0) {
                long micros = (slot.position - shift + reach + 1) * step;
                return Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
            }
        }
        return null;
    }
}
