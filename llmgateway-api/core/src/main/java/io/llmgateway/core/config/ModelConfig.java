package io.llmgateway.core.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * {@code llmgateway.models.<alias>}: what application code calls a model.
 *
 * @param targets {@code provider/model} or other aliases, at least one, in order of preference
 * @param strategy how to choose among them; {@code ordered} if absent
 * @param weights for choosing by weight: targets, as they are named there, to shares; 1 for those that are not
 *     named, 0 for one that is asked only where no other is left
 */
public record ModelConfig(
        @JsonDeserialize(using = TextList.class) @Nullable List<String> targets,
        @Nullable Strategy strategy,
        @Nullable Map<String, Double> weights) {
    /** Ways of choosing. */
    public enum Strategy {
        /** The first that works, in the order written. */
        ORDERED,
        /** By chance, in proportion to weights. */
        WEIGHTED,
        /** In turn. */
        ROUND_ROBIN,
        /** The one with the fewest calls under way. */
        LEAST_BUSY,
        /** The fastest of late. */
        LATENCY,
        /** The cheapest for the request. */
        COST
    }

    public ModelConfig {
        if (targets == null || targets.isEmpty()) {
            throw new IllegalArgumentException("targets is missing: name at least one provider/model");
        }
        targets = List.copyOf(targets);
        weights = weights == null ? Map.of() : Map.copyOf(weights);
        strategy = strategy == null ? Strategy.ORDERED : strategy;
    }
}
