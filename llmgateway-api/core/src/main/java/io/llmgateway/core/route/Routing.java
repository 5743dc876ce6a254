package io.llmgateway.core.route;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.spi.World;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The door of the room {@code route}. */
public final class Routing {
    private Routing() {}

    /**
     * Chooses the targets of a model and falls back from one to the next.
     *
     * @param models aliases to models; checked here
     * @param defaultModel the model for requests that name none, checked here; or null
     * @param providers the ids of all providers
     * @param world time
     * @return the layer
     * @throws io.llmgateway.error.MisconfiguredException if an alias or the default leads nowhere or in a circle
     */
    public static Interceptor orderedFallback(
            Map<String, ModelConfig> models, @Nullable String defaultModel, Set<String> providers, World world) {
        Targets targets = Targets.of(models, providers);
        if (defaultModel != null) {
            targets.get("llmgateway.default-model", defaultModel);
        }
        return new OrderedFallback(targets, world);
    }
}
