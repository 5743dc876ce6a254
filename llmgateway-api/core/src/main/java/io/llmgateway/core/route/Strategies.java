package io.llmgateway.core.route;

import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.error.MisconfiguredException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Makes the strategy a model is configured with, and refuses one without what it needs. */
final class Strategies {
    private Strategies() {}

    static Strategy of(String property, ModelConfig config) {
        ModelConfig.Strategy strategy = Objects.requireNonNull(config.strategy());
        List<Double> weights = Objects.requireNonNull(config.weights());
        only(property, "weights", !weights.isEmpty(), strategy, ModelConfig.Strategy.WEIGHTED);
        only(property, "percent", config.percent() != null, strategy, ModelConfig.Strategy.CANARY);
        only(property, "by", config.by() != null, strategy, ModelConfig.Strategy.AFFINITY, ModelConfig.Strategy.CANARY);
        Unit by = new Unit(config.by() == null ? "user" : config.by());
        return switch (strategy) {
            case ORDERED -> new Ordered();
            case WEIGHTED -> weighted(property, config, weights);
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_BUSY -> new LeastBusy();
            case LATENCY -> new Fastest();
            case COST -> new Cheapest();
            case AFFINITY -> new Affinity(by);
            case CANARY -> canary(property, config, by);
        };
    }

    // a setting that changes nothing is a mistake
    private static void only(
            String property,
            String setting,
            boolean set,
            ModelConfig.Strategy strategy,
            ModelConfig.Strategy... ofThese) {
        if (set && !List.of(ofThese).contains(strategy)) {
            throw new MisconfiguredException(property + "." + setting + " is set, but the strategy is " + name(strategy)
                    + ": set " + property + ".strategy to " + name(ofThese[0]) + ", or leave it out");
        }
    }

    private static String name(ModelConfig.Strategy strategy) {
        return strategy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Strategy canary(String property, ModelConfig config, Unit by) {
        if (Objects.requireNonNull(config.targets()).size() < 2) {
            throw new MisconfiguredException(
                    property + ".targets has one target: a canary needs two or more, of which the last is the new one");
        }
        Double percent = config.percent();
        if (percent == null || !(percent >= 0 && percent <= 100)) {
            throw new MisconfiguredException(property + ".percent is " + (percent == null ? "missing" : percent)
                    + ": say how many of a hundred callers get the last target, from 0 to 100");
        }
        String alias = property.substring(property.lastIndexOf('.') + 1);
        return new Canary(alias, percent, by);
    }

    private static Strategy weighted(String property, ModelConfig config, List<Double> weights) {
        int targets = Objects.requireNonNull(config.targets()).size();
        if (weights.size() != targets) {
            throw new MisconfiguredException(property + ".weights has " + weights.size() + " numbers for " + targets
                    + " targets: give one for each, in their order");
        }
        for (Double weight : weights) {
            if (!(weight >= 0) || weight.isInfinite()) {
                throw new MisconfiguredException(property + ".weights has " + weight + ": each must be 0 or more");
            }
        }
        if (weights.stream().allMatch(weight -> weight == 0)) {
            throw new MisconfiguredException(property + ".weights sum to zero: nobody would be asked");
        }
        return new Weighted(weights);
    }
}
