package io.llmgateway.core.targets;

import io.llmgateway.chat.RateLimit;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;

/**
 * What a target's vendor said of its limits, less the calls that began after the one it said it to. What is used comes
 * back evenly until the reset, as OpenAI and Anthropic describe it; where a vendor gives it back at once, its next
 * failure says so. Thread-safe, without locks.
 */
final class VendorLimits {
    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final double ROUNDING = 1e-3;

    private final World world;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicReference<Told> told = new AtomicReference<>(new Told(0, Instant.MIN, List.of()));

    /** What was said to a call, and when. */
    private record Told(long call, Instant at, List<RateLimit> limits) {
        // a minute where the vendor does not say
        Instant reset(RateLimit limit) {
            Instant said = limit.resetsAt();
            Instant last = at.plus(LONGEST);
            Instant reset = said == null ? at.plus(USUAL) : said;
            return reset.isAfter(last) ? last : reset;
        }
    }

    VendorLimits(World world) {
        this.world = world;
    }

    /** A call begins; its number. */
    long begin() {
        return calls.incrementAndGet();
    }

    /** What the vendor said to a call; what it said to a later one counts more. */
    void told(long call, List<RateLimit> limits) {
        if (!limits.isEmpty()) {
            Told fresh = new Told(call, world.now(), limits);
            told.updateAndGet(old -> old.call() > call ? old : fresh);
        }
    }

    /** From when there is enough of everything; past where there is now. */
    Instant freeAt(ToLongFunction<RateLimit.Kind> need) {
        Told last = last();
        Instant now = world.now();
        Instant latest = Instant.MIN;
        for (RateLimit limit : last.limits()) {
            Instant reset = last.reset(limit);
            if (!reset.isAfter(now)) {
                continue;
            }
            // more than there ever is cannot be waited for
            double wanted = Math.min(need.applyAsLong(limit.kind()), limit.limit());
            if (left(last, limit, reset, now) + ROUNDING < wanted) {
                double missing = wanted + since(last, limit) - limit.remaining();
                double share = missing / Math.max(1, limit.limit() - limit.remaining());
                Instant back =
                        share >= 1 ? reset : last.at().plusNanos((long) Math.ceil(share * nanos(last.at(), reset)));
                latest = back.isAfter(latest) ? back : latest;
            }
        }
        return latest;
    }

    /** The smallest share that is left of a limit: from 0 to 1, which is also where nothing is known. */
    double headroom() {
        Told last = last();
        Instant now = world.now();
        double least = 1;
        for (RateLimit limit : last.limits()) {
            Instant reset = last.reset(limit);
            if (reset.isAfter(now)) {
                least = Math.min(least, left(last, limit, reset, now) / limit.limit());
            }
        }
        return Math.max(0, least);
    }

    private Told last() {
        return Objects.requireNonNull(told.get());
    }

    private double left(Told last, RateLimit limit, Instant reset, Instant now) {
        double used = Math.max(0, limit.limit() - limit.remaining());
        double back = used * Math.max(0, nanos(last.at(), now)) / nanos(last.at(), reset);
        return limit.remaining() + back - since(last, limit);
    }

    private long since(Told last, RateLimit limit) {
        return limit.kind() == RateLimit.Kind.REQUESTS ? calls.get() - last.call() : 0;
    }

    private static double nanos(Instant from, Instant to) {
        return Duration.between(from, to).toNanos();
    }
}
