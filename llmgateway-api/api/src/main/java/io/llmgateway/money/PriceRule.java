package io.llmgateway.money;

import io.llmgateway.chat.Bucket;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prices and when they hold. A model has a list of these: each one that holds changes the prices it names, a later one
 * winning over those before it.
 *
 * @param tier only for this class of service, such as {@code flex}, {@code priority} or {@code batch}; null for any
 * @param above only where the whole prompt, with what came from or went into a cache, has more tokens than this; 0 for
 *     any
 * @param from only from this day on, UTC; null for any
 * @param until only before this day, UTC; null for any
 * @param dailyFrom only from this time of day on, UTC; null for any
 * @param dailyUntil only before this time of day, UTC, which may lie on the next day; null for any
 * @param prices US dollars for a million tokens, or for one {@link Bucket#REQUEST}; 0 or more, with 100 digits at most
 */
public record PriceRule(
        @Nullable String tier,
        long above,
        @Nullable LocalDate from,
        @Nullable LocalDate until,
        @Nullable LocalTime dailyFrom,
        @Nullable LocalTime dailyUntil,
        Map<Bucket, BigDecimal> prices) {
    private static final int MOST_DIGITS = 100;

    public PriceRule {
        if (above < 0) {
            throw new IllegalArgumentException("above is " + above + ": it must be 0 or more");
        }
        if ((dailyFrom == null) != (dailyUntil == null)) {
            throw new IllegalArgumentException("a time of day needs a beginning and an end");
        }
        Map<Bucket, BigDecimal> copy = new EnumMap<>(Bucket.class);
        for (Map.Entry<Bucket, BigDecimal> each : prices.entrySet()) {
            Bucket bucket = each.getKey();
            BigDecimal price = each.getValue();
            if (price.signum() < 0) {
                throw new IllegalArgumentException(
                        "the price of " + bucket + " is " + price + ": it cannot be negative");
            }
            if (tooLong(price)) {
                throw new IllegalArgumentException("the price of " + bucket + " has too many digits");
            }
            copy.put(bucket, price);
        }
        prices = Collections.unmodifiableMap(copy);
    }

    // no sum could be worked out with one that has a billion digits
    static boolean tooLong(BigDecimal price) {
        return price.precision() > MOST_DIGITS || Math.abs((long) price.scale()) > MOST_DIGITS;
    }

    /**
     * Prices that always hold.
     *
     * @param prices US dollars for a million tokens, or for one {@link Bucket#REQUEST}
     * @return the rule
     */
    public static PriceRule always(Map<Bucket, BigDecimal> prices) {
        return new PriceRule(null, 0, null, null, null, null, prices);
    }

    /**
     * Whether it holds.
     *
     * @param served the class of service the vendor gave; null for the usual one
     * @param context tokens of the whole prompt
     * @param at when
     * @return true if it does
     */
    public boolean holds(@Nullable String served, long context, Instant at) {
        if ((above > 0 && context <= above) || (tier != null && !tier.equals(served))) {
            return false;
        }
        boolean early =
                from != null && at.isBefore(from.atStartOfDay(ZoneOffset.UTC).toInstant());
        boolean late =
                until != null && !at.isBefore(until.atStartOfDay(ZoneOffset.UTC).toInstant());
        if (early || late) {
            return false;
        }
        if (dailyFrom == null || dailyUntil == null) {
            return true;
        }
        LocalTime time = at.atOffset(ZoneOffset.UTC).toLocalTime();
        boolean after = !time.isBefore(dailyFrom);
        boolean before = time.isBefore(dailyUntil);
        return dailyFrom.isBefore(dailyUntil) ? (after && before) : (after || before);
    }
}
