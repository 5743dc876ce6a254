package io.llmgateway.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * {@code llmgateway.models.<alias>}: what application code calls a model.
 *
 * @param targets {@code provider/model} or other aliases, at least one, in order of preference
 * @param strategy how to choose among them; {@code ordered} if absent, and the only one there is
 */
public record ModelConfig(
        @JsonDeserialize(using = TextList.class) @Nullable List<String> targets, @Nullable Strategy strategy) {
    /** Ways of choosing. */
    public enum Strategy {
        /** The first that works, in the order written. */
        ORDERED
    }

    public ModelConfig {
        if (targets == null || targets.isEmpty()) {
            throw new IllegalArgumentException("targets is missing: name at least one provider/model");
        }
        targets = List.copyOf(targets);
        strategy = strategy == null ? Strategy.ORDERED : strategy;
    }
}
