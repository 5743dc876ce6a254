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
        List<Double> weights = Objects.requireNonNull(config.weights());
        only(property, "weights", !weights.isEmpty(), strategy, ModelConfig.Strategy.WEIGHTED);
        only(property, "percent", config.percent() != null, strategy, ModelConfig.Strategy.CANARY);
        only(property, "by", config.by() != null, strategy, ModelConfig.Strategy.AFFINITY, ModelConfig.Strategy.CANARY);
        Unit by = new Unit(config.by() == null ? "user" : config.by());
        List<String> rules = Objects.requireNonNull(config.when());
        only(property, "when", !rules.isEmpty(), strategy, ModelConfig.Strategy.CONDITIONAL);
        only(property, "zone", config.zone() != null, strategy, ModelConfig.Strategy.CONDITIONAL);
        only(property, "bandit", config.bandit() != null, strategy, ModelConfig.Strategy.BANDIT);
        only(property, "semantic", config.semantic() != null, strategy, ModelConfig.Strategy.SEMANTIC);
        return switch (strategy) {
            case ORDERED -> new Ordered();
            case WEIGHTED -> weighted(property, config, weights);
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_BUSY -> new LeastBusy();
            case LATENCY -> new Fastest();
            case USAGE_HEADROOM -> new Roomiest();
            case COST -> new Cheapest(false);
            case QUALITY -> new Best();
            case COST_PER_QUALITY -> new Cheapest(true);
            case AFFINITY -> new Affinity(by);
            case CANARY -> canary(property, config, by);
            case CONDITIONAL -> conditional(property, config, rules, conditions);
            case BANDIT -> bandit(property, config);
            case SEMANTIC -> semantic(property + ".semantic", config);
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

    /** What the configuration calls it. */
    static String name(ModelConfig.Strategy strategy) {
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

    private static Strategy bandit(String property, ModelConfig config) {
        int targets = Objects.requireNonNull(config.targets()).size();
        if (targets < 2) {
            throw new MisconfiguredException(
                    property + ".targets has one target: a bandit needs two or more to choose among");
        }
        ModelConfig.BanditConfig bandit =
                config.bandit() == null ? new ModelConfig.BanditConfig(null, null, null) : config.bandit();
        double minShare = Objects.requireNonNull(bandit.minShare());
        if (minShare * targets >= 1) {
            throw new MisconfiguredException(property + ".bandit.min-share is " + minShare + " for " + targets
                    + " targets: together they would get all calls, so it must be below 1 over their number");
        }
        return new Bandit(bandit, targets);
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

    private static Strategy semantic(String property, ModelConfig config) {
        ModelConfig.SemanticConfig semantic = config.semantic();
        if (semantic == null || semantic.model() == null || semantic.model().isBlank()) {
            throw new MisconfiguredException(property
                    + ".model is missing: name who makes vectors of texts, an alias or a provider/model such as"
                    + " openai/text-embedding-3-small");
        }
        List<String> about = Objects.requireNonNull(semantic.about());
        List<String> targets = Objects.requireNonNull(config.targets());
        if (about.size() != targets.size() || about.stream().anyMatch(String::isBlank)) {
            throw new MisconfiguredException(property + ".about has " + about.size() + " descriptions for "
                    + targets.size() + " targets: say for each what it is for, in their order, and leave none blank");
        }
        return new Semantic(property, semantic.model(), about, semantic.minSimilarity());
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
