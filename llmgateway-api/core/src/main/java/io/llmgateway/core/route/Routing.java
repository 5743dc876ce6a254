package io.llmgateway.core.route;

import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Target;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.spi.World;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The door of the room {@code route}. Immutable. */
public final class Routing {
    private final Targets targets;

    private Routing(Targets targets) {
        this.targets = targets;
    }

    /**
     * What each model's name stands for.
     *
     * @param models aliases to models; checked here
     * @param defaultModel the model for requests that name none, checked here; or null
     * @param providers the ids of all providers
     * @return the room
     * @throws io.llmgateway.error.MisconfiguredException if an alias or the default leads nowhere or in a circle
     */
    public static Routing of(Map<String, ModelConfig> models, @Nullable String defaultModel, Set<String> providers) {
        Targets targets = Targets.of(models, providers);
        if (defaultModel != null) {
            targets.get("llmgateway.default-model", defaultModel);
        }
        return new Routing(targets);
    }

    /**
     * Chooses the targets of a model and falls back from one to the next.
     *
     * @param world time
     * @return the layer
     */
    public Interceptor orderedFallback(World world) {
        return new OrderedFallback(targets, world);
    }

    /**
     * The targets a model stands for.
     *
     * @param where what names the model, for the message
     * @param model an alias or {@code provider/model}
     * @return at least one, in order
     * @throws io.llmgateway.error.MisconfiguredException if it leads nowhere
     */
    public List<Target> targets(String where, String model) {
        return targets.get(where, model);
    }
}
