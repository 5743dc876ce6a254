package io.llmgateway.core.steady;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.ProviderLimitsConfig;
import io.llmgateway.core.config.SteadyConfig;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.spi.World;
import java.util.Map;
import java.util.Objects;

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
     * @param limits those of each provider, by the id of its key
     * @param estimator tokens
     * @param world time
     * @return the layer
     */
    public static Interceptor limits(Map<String, ProviderLimitsConfig> limits, TokenEstimator estimator, World world) {
        return new Pacing(limits, estimator, world);
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
