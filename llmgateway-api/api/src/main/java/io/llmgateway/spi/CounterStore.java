package io.llmgateway.spi;

import io.llmgateway.money.CalendarPeriod;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The counters behind budgets and limits. One store may serve many machines. Thread-safe.
 *
 * <p>A reservation is made on several counters in one atomic step: all of them, or none. Amounts are exact. A
 * reservation counts against the window in which it was made, and what it is settled to is booked there too. One whose
 * lease has run out is let go of by itself, so that whoever made it may crash; settling it later still books what was
 * spent.
 *
 * <p>Times may come out of order, as from machines whose clocks differ. A time is taken for the window it lies in while
 * that is still current, so a past can be restored by reserving and settling with the time it was; an older time is
 * taken for the current window, so that a clock put back opens nothing.
 *
 * <p>A call waits for what the store answers: give it a time limit of its own. What {@link #reserve} and {@link #levels}
 * throw refuses the call, since what cannot be counted does not go through; what {@link #settle} throws is logged, and the
 * reservation held until its lease has run out.
 */
public interface CounterStore extends AutoCloseable {
    /**
     * Reserves on all counters, or on none.
     *
     * @param id names the reservation; no other one's that is not settled
     * @param claims what to reserve, each on another counter
     * @param now the time
     * @param lease how long it is held at most
     * @return whether it was granted
     * @throws IllegalArgumentException if an amount is negative, two claims name one counter, or the id is taken
     */
    Decision reserve(String id, List<Claim> claims, Instant now, Duration lease);

    /**
     * Books what was spent and lets go of the rest. Doing it again changes nothing.
     *
     * @param id the reservation
     * @param spent an amount for each of its claims, in their order; may exceed what was reserved
     * @param now the time
     * @return what the counters stand at afterwards; null where the id is unknown or was settled before
     * @throws IllegalArgumentException if there is not one amount for each claim, or one is negative
     */
    @Nullable
    List<Level> settle(String id, List<BigDecimal> spent, Instant now);

    /**
     * What counters stand at.
     *
     * @param counters which
     * @param now the time
     * @return one level for each, in their order
     */
    List<Level> levels(List<Counter> counters, Instant now);

    /** Lets go of connections. May be called again. */
    @Override
    default void close() {}

    /**
     * A counter: two with the same key and window are the same.
     *
     * @param key names it
     * @param window what it counts over
     */
    record Counter(String key, Window window) {
        public Counter {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(window, "window");
        }

        // written out: see Target
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Counter counter && key.equals(counter.key) && window.equals(counter.window);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + window.hashCode();
        }
    }

    /**
     * What to reserve on a counter.
     *
     * @param counter the counter
     * @param amount how much, 0 or more
     * @param limit what spent, reserved and this may come to together; null for no limit
     */
    record Claim(Counter counter, BigDecimal amount, @Nullable BigDecimal limit) {
        public Claim {
            Objects.requireNonNull(counter, "counter");
            Objects.requireNonNull(amount, "amount");
        }
    }

    /**
     * What a counter stands at in its current window.
     *
     * @param spent booked
     * @param reserved held by reservations under way
     */
    record Level(BigDecimal spent, BigDecimal reserved) {
        /** Nothing. */
        public static final Level ZERO = new Level(BigDecimal.ZERO, BigDecimal.ZERO);

        /**
         * Both together.
         *
         * @return spent and reserved
         */
        public BigDecimal used() {
            return reserved.signum() == 0 ? spent : spent.add(reserved);
        }
    }

    /** The answer to a reservation. */
    sealed interface Decision {
        /**
         * All is reserved.
         *
         * @param levels what the counters stand at afterwards, in the order of the claims
         */
        record Granted(List<Level> levels) implements Decision {}

        /**
         * Nothing is reserved.
         *
         * @param claim the first claim that does not fit, counted from 0
         * @param level what its counter stands at
         * @param retryAt when this claim would fit if nobody else came and nobody settled; null where only that helps,
         *     or nothing
         */
        record Refused(int claim, Level level, @Nullable Instant retryAt) implements Decision {}
    }

    /** The time a counter counts over. */
    sealed interface Window {
        /**
         * The last so much time, which goes on in steps of a sixtieth: what was booked is forgotten at least one length
         * and at most one length and a step after.
         *
         * @param length from one second to 1,000 days
         */
        record Rolling(Duration length) implements Window {
            /** Into how many steps a window is cut. */
            public static final int STEPS = 60;

            public Rolling {
                if (length.compareTo(Duration.ofSeconds(1)) < 0 || length.compareTo(Duration.ofDays(1000)) > 0) {
                    throw new IllegalArgumentException("a window of " + length + ": it must be from 1s to 1000d");
                }
            }

            // written out: see Target
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Rolling rolling && length.equals(rolling.length);
            }

            @Override
            public int hashCode() {
                return length.hashCode();
            }
        }

        /**
         * From one turn of the calendar to the next, where the sun stands by this zone.
         *
         * @param unit {@code HOURS}, {@code DAYS}, {@code WEEKS} (from Monday), {@code MONTHS} or {@code YEARS}
         * @param zone the time zone
         */
        record Calendar(ChronoUnit unit, ZoneId zone) implements Window {
            public Calendar {
                new CalendarPeriod(unit, zone); // refuses what is none
            }

            // written out: see Target
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Calendar calendar && unit == calendar.unit && zone.equals(calendar.zone);
            }

            @Override
            public int hashCode() {
                return 31 * unit.hashCode() + zone.hashCode();
            }

            /**
             * When the window around a moment began.
             *
             * @param now the moment
             * @return the window's first instant
             */
            public Instant start(Instant now) {
                return new CalendarPeriod(unit, zone).start(now);
            }

            /**
             * When the window around a moment ends.
             *
             * @param now the moment
             * @return the first instant of the next window
             */
            public Instant end(Instant now) {
                return new CalendarPeriod(unit, zone).end(now);
            }
        }

        /** For ever: also for counters of which only what is reserved matters, such as calls under way. */
        record Forever() implements Window {
            // written out: see Target
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Forever;
            }

            @Override
            public int hashCode() {
                return 0;
            }
        }
    }
}
