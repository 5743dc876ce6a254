package io.llmgateway.core.targets;

import io.llmgateway.core.config.SteadyConfig.HealthConfig;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether a provider's server can be reached at all, as all its models and keys found out together. One connection that
 * fails says little; after the second in a row, without an answer in between, all of them rest. Nobody is ill then, so
 * the first answer ends it at once. Thread-safe, without locks.
 */
final class Reach {
    private static final int IN_A_ROW = 2;
    // so that looking whether it is back takes a tenth of the time at most
    private static final int TIMES_AS_LONG = 10;

    private final HealthConfig config;
    private final World world;
    private final AtomicReference<Seen> seen = new AtomicReference<>(Seen.WELL);

    private record Seen(int failures, Instant restsUntil) {
        static final Seen WELL = new Seen(0, Instant.MIN);
    }

    Reach(HealthConfig config, World world) {
        this.config = config;
        this.world = world;
    }

    /** Until when it is not worth trying; past where it is. */
    Instant restsUntil() {
        return last().restsUntil();
    }

    private Seen last() {
        return Objects.requireNonNull(seen.get());
    }

    /** It was reached. */
    void found() {
        if (last().failures() > 0) {
            seen.set(Seen.WELL);
        }
    }

    /**
     * It was not.
     *
     * @param after how long it took to find out
     * @return whether it rests now
     */
    boolean lost(Duration after) {
        Duration least = Objects.requireNonNull(config.cool());
        Duration most = Objects.requireNonNull(config.maxCool());
        Duration worth = after.multipliedBy(TIMES_AS_LONG);
        Duration rest = worth.compareTo(least) < 0 ? least : worth.compareTo(most) > 0 ? most : worth;
        Instant until = world.now().plus(rest);
        Seen now = seen.updateAndGet(last -> {
            int failures = Math.min(last.failures() + 1, IN_A_ROW);
            boolean longer = failures == IN_A_ROW && until.isAfter(last.restsUntil());
            return new Seen(failures, longer ? until : last.restsUntil());
        });
        return now.failures() == IN_A_ROW;
    }
}
