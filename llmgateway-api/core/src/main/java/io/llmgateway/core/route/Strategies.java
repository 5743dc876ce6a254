package io.llmgateway.core.route;

import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the strategy a model is configured with, and refuses one without what it needs. */
final class Strategies {
    private Strategies() {}

    static Strategy of(String property, ModelConfig config, Map<String, Predicate<ModelRequest>> conditions) {
        ModelConfig.Strategy strategy = Objects.requireNonNull(config.strategy());
        Map<String, Double> weights = Objects.requireNonNull(config.weights());
        List<String> rules = Objects.requireNonNull(config.when());
        only(ModelConfig.Strategy.WEIGHTED, strategy, property, "weights", !weights.isEmpty());
        only(ModelConfig.Strategy.CONDITIONAL, strategy, property, "when", !rules.isEmpty());
        only(ModelConfig.Strategy.CONDITIONAL, strategy, property, "zone", config.zone() != null);
        return switch (strategy) {
            case ORDERED -> new Ordered();
            case WEIGHTED -> weighted(property, config, weights);
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_BUSY -> new LeastBusy();
            case LATENCY -> new Fastest();
            case COST -> new Cheapest();
            case CONDITIONAL -> conditional(property, config, rules, conditions);
        };
    }

    private static void only(
            ModelConfig.Strategy needed, ModelConfig.Strategy strategy, String property, String setting, boolean set) {
        if (set && strategy != needed) {
            throw new MisconfiguredException(property + "." + setting + " is set, but the strategy is "
                    + name(strategy) + ": set " + property + ".strategy to " + name(needed) + ", or leave out "
                    + setting);
        }
    }

    private static String name(ModelConfig.Strategy strategy) {
        return strategy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Strategy weighted(String property, ModelConfig config, Map<String, Double> weights) {
        List<String> targets = Objects.requireNonNull(config.targets());
        weights.forEach((name, weight) -> {
            check(property + ".weights", name, targets);
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

    private static Strategy conditional(
            String property, ModelConfig config, List<String> texts, Map<String, Predicate<ModelRequest>> conditions) {
        if (texts.isEmpty()) {
            throw new MisconfiguredException(property + ".when is missing: the strategy conditional needs rules of the"
                    + " form \"condition -> target\", such as \"tokens > 50000 -> "
                    + Objects.requireNonNull(config.targets()).get(0) + "\"");
        }
        List<Conditional.Rule> rules = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String where = property + ".when" + (texts.size() == 1 ? "" : "[" + i + "]");
            List<Conditional.Rule> read = new ConditionParser(where, texts.get(i), conditions).rules();
            read.forEach(rule -> check(where, rule.target(), Objects.requireNonNull(config.targets())));
            rules.addAll(read);
        }
        return new Conditional(List.copyOf(rules), zone(property + ".zone", config.zone()));
    }

    private static void check(String where, String name, List<String> targets) {
        if (!targets.contains(name)) {
            throw new MisconfiguredException(
                    where + " names \"" + name + "\", which is not among its targets; " + Nearest.hint(name, targets));
        }
    }

    private static ZoneId zone(String property, @Nullable String name) {
        if (name == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new MisconfiguredException(
                    property + ": \"" + name + "\" is no time zone; "
                            + Nearest.to(name, ZoneId.getAvailableZoneIds())
                                    .map(near -> "did you mean \"" + near + "\"?")
                                    .orElse("write it like Europe/Berlin"),
                    e);
        }
    }
}
