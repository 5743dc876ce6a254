package io.llmgateway.core.route;

import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes the strategy a model is configured with, and refuses one without what it needs. */
final class Strategies {
    private Strategies() {}

    static Strategy of(String property, ModelConfig config) {
        ModelConfig.Strategy strategy = Objects.requireNonNull(config.strategy());
        Map<String, Double> weights = Objects.requireNonNull(config.weights());
        if (strategy != ModelConfig.Strategy.WEIGHTED && !weights.isEmpty()) {
            throw new MisconfiguredException(property + ".weights is set, but the strategy is "
                    + strategy.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ": set " + property
                    + ".strategy to weighted, or leave the weights out");
        }
        return switch (strategy) {
            case ORDERED -> new Ordered();
            case WEIGHTED -> weighted(property, config, weights);
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_BUSY -> new LeastBusy();
            case LATENCY -> new Fastest();
            case COST -> new Cheapest();
        };
    }

    private static Strategy weighted(String property, ModelConfig config, Map<String, Double> weights) {
        List<String> targets = Objects.requireNonNull(config.targets());
        weights.forEach((name, weight) -> {
            if (!targets.contains(name)) {
                throw new MisconfiguredException(property + ".weights names \"" + name
                        + "\", which is not among its targets; " + Nearest.hint(name, targets));
            }
            if (!(weight >= 0) || weight.isInfinite()) {
                throw new MisconfiguredException(
                        property + ".weights." + name + " is " + weight + ": it must be 0 or more");
            }
        });
        if (targets.stream().allMatch(name -> weights.getOrDefault(name, 1.0) == 0)) {
            throw new MisconfiguredException(property + ".weights sum to zero: nobody would be asked");
        }
        return new Weighted(Map.copyOf(weights));
    }
}
