package io.llmgateway.core.send;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.World;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The door of the room {@code send}. */
public final class Sending {
    private Sending() {}

    /**
     * Lets no attempt through to a target the policy forbids, whatever led there.
     *
     * @param world time
     * @return the layer around the innermost
     */
    public static Interceptor lastCheck(World world) {
        return new LastCheck(world);
    }

    /**
     * Hands calls to their providers.
     *
     * @param providers ids to providers
     * @param catalogue prices what they used
     * @param estimator tells what they used where the vendor does not
     * @param pieces hears how streamed answers come; null for nobody
     * @param world time
     * @return the innermost layer
     */
    public static Interceptor attempt(
            Map<String, Provider> providers,
            ModelCatalogue catalogue,
            TokenEstimator estimator,
            @Nullable Pieces pieces,
            World world) {
        return new Attempting(providers, new Booking(catalogue, estimator, world), pieces, world);
    }
}
