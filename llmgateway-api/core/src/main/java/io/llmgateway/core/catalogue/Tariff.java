package io.llmgateway.core.catalogue;

import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Cost.Line;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Usage;
import io.llmgateway.money.PriceRule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prices of a model, worked out for one token, with the surcharge of the region.
 *
 * <p>The rules are a cascade: each one that holds sets the prices it names, a later one over those before it. A rule
 * for long prompts holds where the whole prompt has more tokens than its threshold, and then for the whole request.
 * Reasoning without a price of its own has that of output. What else has none takes the price of its nearest relative
 * (a long write to a cache that of a write; caches, sound and pictures that of input or output), and the cost is then
 * estimated. So it is where the vendor gave a class of service that no rule names. Immutable.
 */
final class Tariff {
    private static final Bucket[] BUCKETS = Bucket.values();
    private static final Bucket[] PROMPT = {
        Bucket.INPUT,
        Bucket.CACHE_READ,
        Bucket.CACHE_WRITE,
        Bucket.CACHE_WRITE_LONG,
        Bucket.AUDIO_INPUT,
        Bucket.IMAGE_INPUT
    };
    private static final Bucket[] ANSWER = {Bucket.OUTPUT, Bucket.REASONING, Bucket.AUDIO_OUTPUT, Bucket.IMAGE_OUTPUT};

    private final EnumMap<Bucket, BigDecimal> none = new EnumMap<>(Bucket.class);
    private final List<Part> parts = new ArrayList<>();
    private final PriceStatus best;
    private final String version;

    /** A rule, with its prices for one token. */
    private record Part(PriceRule rule, EnumMap<Bucket, BigDecimal> units) {}

    /**
     * Works the prices out.
     *
     * @param prices the rules
     * @param factor the surcharge of the region; null for none
     * @param best the best that can be said of a cost
     * @param version what a cost names as its prices
     */
    Tariff(List<PriceRule> prices, @Nullable BigDecimal factor, PriceStatus best, String version) {
        for (PriceRule rule : prices) {
            EnumMap<Bucket, BigDecimal> units = new EnumMap<>(Bucket.class);
            for (Map.Entry<Bucket, BigDecimal> price : rule.prices().entrySet()) {
                units.put(price.getKey(), unit(price.getKey(), price.getValue(), factor));
            }
            parts.add(new Part(rule, units));
        }
        this.best = best;
        this.version = version;
    }

    private static BigDecimal unit(Bucket bucket, BigDecimal price, @Nullable BigDecimal factor) {
        BigDecimal one = bucket == Bucket.REQUEST ? price : price.movePointLeft(6);
        BigDecimal unit = (factor == null ? one : one.multiply(factor)).stripTrailingZeros();
        return unit.scale() < 0 ? unit.setScale(0) : unit;
    }

    boolean priced() {
        return !parts.isEmpty();
    }

    Cost price(Usage usage, @Nullable String served, Instant at) {
        String tier = Tiers.word(served);
        EnumMap<Bucket, BigDecimal> now = now(tier, usage.totalInput(), at);
        boolean known = knows(tier, usage.totalInput(), at);
        PriceStatus status = usage.estimated() || !known ? PriceStatus.ESTIMATED : best;
        BigDecimal request = now.get(Bucket.REQUEST);
        Line[] lines = new Line[used(usage) + (request == null ? 0 : 1)];
        int count = 0;
        for (Bucket bucket : BUCKETS) {
            long tokens = usage.tokens(bucket);
            if (tokens > 0) {
                Bucket as = now.containsKey(bucket) ? bucket : relative(bucket, now);
                BigDecimal unit = now.get(as);
                if (unit == null) {
                    status = PriceStatus.UNPRICED;
                } else {
                    status = as == bucket || bucket == Bucket.REASONING ? status : status.worse(PriceStatus.ESTIMATED);
                    lines[count++] = new Line(bucket, tokens, unit);
                }
            }
        }
        if (request != null) {
            lines[count++] = new Line(Bucket.REQUEST, 1, request);
        }
        return Cost.of(listOf(lines, count), priced() ? status : PriceStatus.UNPRICED, version);
    }

    private static int used(Usage usage) {
        int used = 0;
        for (Bucket bucket : BUCKETS) {
            used += usage.tokens(bucket) > 0 ? 1 : 0;
        }
        return used;
    }

    /** Every token in the dearest bucket of its side; without a breakdown. */
    Cost most(long prompt, long answer, @Nullable String asked, Instant at) {
        EnumMap<Bucket, BigDecimal> now = now(Tiers.word(asked), prompt, at);
        BigDecimal in = dearest(PROMPT, now, prompt);
        BigDecimal out = dearest(ANSWER, now, answer);
        BigDecimal request = now.get(Bucket.REQUEST);
        boolean known = (in != null || prompt == 0) && (out != null || answer == 0) && priced();
        BigDecimal all = plus(plus(in, out), request);
        return Cost.of(
                all == null ? BigDecimal.ZERO : all,
                List.of(),
                known ? PriceStatus.ESTIMATED : PriceStatus.UNPRICED,
                version);
    }

    private static @Nullable BigDecimal plus(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return one == null ? other : other == null ? one : one.add(other);
    }

    private static @Nullable BigDecimal dearest(Bucket[] buckets, EnumMap<Bucket, BigDecimal> now, long tokens) {
        BigDecimal most = null;
        for (Bucket bucket : buckets) {
            BigDecimal unit = now.get(bucket);
            most = unit != null && tokens > 0 && (most == null || unit.compareTo(most) > 0) ? unit : most;
        }
        return most == null ? null : most.multiply(BigDecimal.valueOf(tokens));
    }

    // the prices that hold, for one token, not to be changed
    private EnumMap<Bucket, BigDecimal> now(@Nullable String tier, long context, Instant at) {
        EnumMap<Bucket, BigDecimal> now = none;
        boolean shared = true; // mostly one rule holds, and nothing need be copied
        for (Part part : parts) {
            if (!part.rule.holds(tier, context, at)) {
                continue;
            }
            if (now.isEmpty()) {
                now = part.units;
            } else {
                now = shared ? new EnumMap<>(now) : now;
                now.putAll(part.units);
                shared = false;
            }
        }
        return now;
    }

    private boolean knows(@Nullable String tier, long context, Instant at) {
        if (tier == null) {
            return true;
        }
        for (Part part : parts) {
            if (tier.equals(part.rule.tier()) && part.rule.holds(tier, context, at)) {
                return true;
            }
        }
        return false;
    }

    private static Bucket relative(Bucket bucket, EnumMap<Bucket, BigDecimal> now) {
        return switch (bucket) {
            case CACHE_WRITE_LONG -> now.containsKey(Bucket.CACHE_WRITE) ? Bucket.CACHE_WRITE : Bucket.INPUT;
            case INPUT, CACHE_READ, CACHE_WRITE, AUDIO_INPUT, IMAGE_INPUT -> Bucket.INPUT;
            case OUTPUT, REASONING, AUDIO_OUTPUT, IMAGE_OUTPUT -> Bucket.OUTPUT;
            case REQUEST -> Bucket.REQUEST;
        };
    }

    // the small lists of the JDK take no array
    private static List<Line> listOf(Line[] lines, int count) {
        return switch (count) {
            case 0 -> List.of();
            case 1 -> List.of(lines[0]);
            case 2 -> List.of(lines[0], lines[1]);
            default -> List.of(count == lines.length ? lines : Arrays.copyOf(lines, count));
        };
    }
}
