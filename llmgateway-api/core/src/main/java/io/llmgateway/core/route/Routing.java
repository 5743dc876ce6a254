package io.llmgateway.core.route;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.spi.World;
import java.util.Map;
import java.util.Set;

/** The door of the room {@code route}. */
public final class Routing {
    private Routing() {}

    /**
     * Chooses the targets of a model and falls back from one to the next.
     *
     * @param models aliases to models; checked here
     * @param providers the ids of all providers
     * @param world time
     * @return the layer
     * @throws io.llmgateway.error.MisconfiguredException if an alias leads nowhere or in a circle
     */
    public static Interceptor orderedFallback(Map<String, ModelConfig> models, Set<String> providers, World world) {
        return new OrderedFallback(Targets.of(models, providers), world);
    }
}
