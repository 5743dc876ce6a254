package io.llmgateway.core.steady;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.SteadyConfig;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.spi.World;
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
     * Writes down how each target fares.
     *
     * @param states where
     * @param world time
     * @return the layer
     */
    public static Interceptor health(TargetStates states, World world) {
        return new Faring(states, world);
    }
}
