package io.llmgateway.core.targets;

import io.llmgateway.chat.RateLimit;
import io.llmgateway.chat.RateLimit.Kind;
import io.llmgateway.core.targets.TargetState.Mark;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;

/**
 * What a target's vendor said of its limits, less what calls need that began after the one it said it to. What is used comes
 * back evenly until the reset, as OpenAI and Anthropic describe it; where a vendor gives it back at once, its next
 * failure says so. Thread-safe, without locks.
 */
final class VendorLimits {
    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final double ROUNDING = 1e-3;

    private final World world;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong input = new AtomicLong();
    private final AtomicLong output = new AtomicLong();
    private final AtomicReference<Told> told =
            new AtomicReference<>(new Told(new Mark(0, 0, 0, Instant.MIN), Instant.MIN, List.of()));

    /** What was said to a call, and when. What is used comes back from when the vendor counted it, at the call's beginning. */
    private record Told(Mark call, Instant at, List<RateLimit> limits) {
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

    /** A call begins. Its tokens count where the vendor has told of tokens; nobody else has them counted. */
    Mark begin(ToLongFunction<Kind> need) {
        boolean counted = limitsTokens();
        return new Mark(
                calls.incrementAndGet(),
                input.addAndGet(counted ? need.applyAsLong(Kind.INPUT_TOKENS) : 0),
                output.addAndGet(counted ? need.applyAsLong(Kind.OUTPUT_TOKENS) : 0),
                world.now());
    }

    private boolean limitsTokens() {
        Told last = last();
        for (RateLimit limit : last.limits()) {
            if (limit.kind() != Kind.REQUESTS && last.reset(limit).isAfter(world.now())) {
                return true;
            }
        }
        return false;
    }

    /** What the vendor said to a call; what it said to a later one counts more. */
    void told(Mark call, List<RateLimit> limits) {
        if (!limits.isEmpty()) {
            Told fresh = new Told(call, world.now(), limits);
            told.updateAndGet(old -> old.call().call() > call.call() ? old : fresh);
        }
    }

    /** From when there is enough of everything; past where there is now. */
    Instant freeAt(ToLongFunction<Kind> need) {
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
                Instant back = share >= 1
                        ? reset
                        : last.call().at().plusNanos((long)
                                Math.ceil(share * nanos(last.call().at(), reset)));
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
        double back = used
                * Math.max(0, nanos(last.call().at(), now))
                / nanos(last.call().at(), reset);
        return limit.remaining() + back - since(last, limit);
    }

    private long since(Told last, RateLimit limit) {
        Mark then = last.call();
        return switch (limit.kind()) {
            case REQUESTS -> calls.get() - then.call();
            case TOKENS -> input.get() - then.input() + output.get() - then.output();
            case INPUT_TOKENS -> input.get() - then.input();
            case OUTPUT_TOKENS -> output.get() - then.output();
        };
    }

    private static double nanos(Instant from, Instant to) {
        return Duration.between(from, to).toNanos();
    }
}
