package io.llmgateway.core.send;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.World;
import java.util.Map;

/** The door of the room {@code send}. */
public final class Sending {
    private Sending() {}

    /**
     * Hands calls to their providers.
     *
     * @param providers ids to providers
     * @param world time
     * @return the innermost layer
     */
    public static Interceptor attempt(Map<String, Provider> providers, World world) {
        return new Attempting(providers, world);
    }
}
