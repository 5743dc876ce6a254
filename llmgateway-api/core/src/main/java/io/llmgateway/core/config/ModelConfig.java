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
 * @param when for choosing by condition: rules {@code condition -> target}, one or more in each text with {@code ;}
 *     between them; the first that holds decides who is asked first
 * @param zone for choosing by condition: the time zone of hours and days; UTC if absent
 */
public record ModelConfig(
        @JsonDeserialize(using = TextList.class) @Nullable List<String> targets,
        @Nullable Strategy strategy,
        @Nullable Map<String, Double> weights,
        @JsonDeserialize(using = RuleList.class) @Nullable List<String> when,
        @Nullable String zone) {
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
        COST,
        /** The one named by the first rule that holds, then the others in the order written. */
        CONDITIONAL
    }

    public ModelConfig {
        if (targets == null || targets.isEmpty()) {
            throw new IllegalArgumentException("targets is missing: name at least one provider/model");
        }
        targets = List.copyOf(targets);
        weights = weights == null ? Map.of() : Map.copyOf(weights);
        when = when == null ? List.of() : List.copyOf(when);
        strategy = strategy == null ? Strategy.ORDERED : strategy;
    }
}
