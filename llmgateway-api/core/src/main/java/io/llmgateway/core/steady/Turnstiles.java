package io.llmgateway.core.steady;

import io.llmgateway.chain.Target;
import io.llmgateway.core.config.ProviderLimitsConfig;
import io.llmgateway.spi.World;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who has been let through to the targets of one key, by our own limits of them. Thread-safe. */
public final class Turnstiles {
    private static final int MOST = 1_000;

    private final Map<Target, Turnstile> byTarget = new ConcurrentHashMap<>();
    private final Turnstile common;
    private final ProviderLimitsConfig limits;
    private final World world;

    /**
     * Nobody was let through yet.
     *
     * @param limits our own limits of each target
     * @param world time
     */
    public Turnstiles(ProviderLimitsConfig limits, World world) {
        this.limits = limits;
        this.world = world;
        common = new Turnstile(limits, world);
    }

    ProviderLimitsConfig limits() {
        return limits;
    }

    /** That of a target. One for all new ones together while more than 1,000 are in use: callers may make names of models up. */
    Turnstile of(Target target) {
        Turnstile known = byTarget.get(target);
        if (known != null) {
            return known;
        }
        if (byTarget.size() >= MOST) {
            byTarget.values().removeIf(Turnstile::retire);
            if (byTarget.size() >= MOST) {
                return common;
            }
        }
        Turnstile fresh = new Turnstile(limits, world);
        Turnstile other = byTarget.putIfAbsent(target, fresh);
        return other == null ? fresh : other;
    }
}
