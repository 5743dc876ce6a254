package io.llmgateway.core.steady;

import io.llmgateway.chain.Target;
import io.llmgateway.core.config.ProviderLimitsConfig;
import io.llmgateway.spi.World;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who has been let through to the targets of one key, by our own limits of them. Thread-safe. */
public final class Turnstiles {
    private final Map<Target, Turnstile> byTarget = new ConcurrentHashMap<>();
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
    }

    ProviderLimitsConfig limits() {
        return limits;
    }

    Turnstile of(Target target) {
        Turnstile known = byTarget.get(target);
        if (known != null) {
            return known;
        }
        Turnstile fresh = new Turnstile(limits, world);
        Turnstile other = byTarget.putIfAbsent(target, fresh);
        return other == null ? fresh : other;
    }
}
