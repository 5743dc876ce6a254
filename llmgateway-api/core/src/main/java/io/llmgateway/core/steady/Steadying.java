package io.llmgateway.core.steady;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.SteadyConfig;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.spi.World;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The door of the room {@code steady}. */
public final class Steadying {
    private Steadying() {}

    /**
     * Asks the same target again where a failure may pass.
     *
     * @param config the room's settings
     * @param world time and chance
     * @return the layer
     */
    public static Interceptor retry(SteadyConfig config, World world) {
        return new Retrying(
                Objects.requireNonNull(config.retry()), Objects.requireNonNull(config.maxAttempts()), world);
    }

    /**
     * Keeps to our own limits of each target.
     *
     * @param byKey who was let through, by the ids of the keys that have limits
     * @param estimator tokens
     * @param world time
     * @return the layer; none where there are no limits
     */
    public static Optional<Interceptor> limits(Map<String, Turnstiles> byKey, TokenEstimator estimator, World world) {
        return byKey.isEmpty() ? Optional.empty() : Optional.of(new Pacing(byKey, estimator, world));
    }

    /**
     * Writes down how each target fares.
     *
     * @param states where
     * @param estimator tokens
     * @param world time
     * @return the layer
     */
    public static Interceptor health(TargetStates states, TokenEstimator estimator, World world) {
        return new Faring(states, estimator, world);
    }
}
