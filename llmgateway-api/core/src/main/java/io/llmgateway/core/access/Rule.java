package io.llmgateway.core.access;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.config.AccessConfig;
import io.llmgateway.core.config.AccessRuleConfig;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.MisconfiguredException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A rule of access. Of the case of letters, rules that deny think nothing, and rules that allow are exact. */
record Rule(String property, Who who, AccessRuleConfig config, Verdict yes) {
    private static final String ANY = "*";

    // what names models and tools in the vendors' own words: it may be any that is denied
    private static final Set<String> OTHER_MODELS = Set.of("model", "models");
    private static final Set<String> OTHER_TOOLS = Set.of(
            "tools",
            "functions",
            "mcp_servers",
            "plugins",
            "web_search_options",
            "search_parameters",
            "prompt",
            "cachedContent",
            "cached_content");

    // what keeps a rule from letting a call in, from what tells least to what tells most
    private static final int MODEL = 1;
    private static final int PURPOSE = 2;
    private static final int DATA = 3;
    private static final int TOOLS = 4;
    private static final int EXTRA = 5;
    private static final int TOKENS = 6;
    private static final int COST = 7;

    /**
     * Why a rule does not let a call in.
     *
     * @param nearness how near the call came; above 0
     * @param why why not, and what to do
     */
    record Obstacle(int nearness, String why) {}

    static Rule of(String property, AccessRuleConfig config, Names names) {
        filled(property + ".models", config.models());
        filled(property + ".tools", config.tools());
        filled(property + ".purposes", config.purposes());
        filled(property + ".data", config.data());
        filled(property + ".extra", config.extra());
        names.checkModels(property + ".models", config.models());
        names.checkClasses(property + ".data", config.data());
        Who who = Who.of(property + ".who", Objects.requireNonNull(config.who()));
        return new Rule(property, who, config, Verdict.yes(property));
    }

    /** An empty list would be about nobody and nothing, and look as if it were about something. */
    static void filled(String property, @Nullable List<String> values) {
        if (values != null && (values.isEmpty() || values.stream().anyMatch(String::isBlank))) {
            throw new MisconfiguredException(
                    property + " is empty or holds a blank: say which, or leave it out for all of them");
        }
    }

    boolean denies() {
        return config.effect() == AccessConfig.Effect.DENY;
    }

    /** Whether it keeps a call from a target. */
    boolean denies(Asked asked, Target target, Set<String> classes) {
        Set<String> extra = asked.extra();
        return who.matches(asked.principal())
                && (isFor(asked.model(), target)
                        || (config.models() != null && !Collections.disjoint(OTHER_MODELS, extra)))
                && isPurpose(asked.purpose())
                && (config.data() == null || !Collections.disjoint(config.data(), classes))
                && (config.tools() == null
                        || !Collections.disjoint(OTHER_TOOLS, extra)
                        || asked.tools().stream().anyMatch(this::isTool));
    }

    private boolean isPurpose(@Nullable String purpose) {
        return config.purposes() == null
                || (purpose != null
                        && (config.purposes().contains(purpose)
                                || (denies() && config.purposes().stream().anyMatch(purpose::equalsIgnoreCase))));
    }

    /** What keeps it from letting a call in to a target; null where it lets it in. */
    @Nullable
    Obstacle obstacle(Asked asked, Target target, Set<String> classes, Function<Target, Optional<BigDecimal>> cost) {
        if (!isFor(asked.model(), target)) {
            String model = asked.model().isEmpty() || asked.model().equals(written(target))
                    ? ""
                    : "\"" + asked.model() + "\" by way of ";
            return new Obstacle(MODEL, "it is not for " + model + written(target));
        }
        if (!isPurpose(asked.purpose())) {
            return new Obstacle(
                    PURPOSE,
                    "it is for the purposes " + config.purposes() + ", and the call has "
                            + (asked.purpose() == null ? "none" : "another one")
                            + ": set the tag \"purpose\" to one of them");
        }
        if (config.data() != null && !config.data().containsAll(classes)) {
            Set<String> others = new TreeSet<>(classes);
            others.removeAll(config.data());
            return new Obstacle(DATA, "the call holds data of the classes " + others + ", which are not its data");
        }
        for (Tool tool : asked.tools()) {
            if (config.tools() != null && !isTool(tool)) {
                String name = tool instanceof Tool.Function function
                        ? "the tool \"" + function.name() + "\""
                        : "a tool of the vendor's own";
                return new Obstacle(TOOLS, "the call offers " + name + ", which is not among its tools");
            }
        }
        String field = others(config.extra(), asked.extra());
        if (field != null) {
            return new Obstacle(
                    EXTRA, "the call sets the vendor's own field \"" + field + "\", which is not in its extra");
        }
        return tooMuch(asked, target, cost);
    }

    private @Nullable Obstacle tooMuch(Asked asked, Target target, Function<Target, Optional<BigDecimal>> cost) {
        if (!reaches(asked)) {
            return new Obstacle(
                    TOKENS,
                    "it allows maxTokens up to " + config.maxTokens() + ", and the call asks for "
                            + (asked.maxTokens() == null ? "as many as the model can" : asked.maxTokens())
                            + ": ask for less");
        }
        if (config.maxCost() != null) {
            BigDecimal dollars = cost.apply(target).orElse(null);
            if (dollars == null) {
                return new Obstacle(COST, "it has a max-cost, and the price of the model is unknown");
            }
            if (dollars.compareTo(config.maxCost()) > 0) {
                return new Obstacle(
                        COST,
                        "its max-cost is " + config.maxCost().toPlainString() + " US dollars, and the call may come to "
                                + dollars.toPlainString() + ": set a lower maxTokens, or ask less");
            }
        }
        return null;
    }

    private boolean reaches(Asked asked) {
        return config.maxTokens() == null
                || !asked.chat()
                || (asked.maxTokens() != null && asked.maxTokens() <= config.maxTokens());
    }

    /** The first field that is not allowed; null where all are. */
    static @Nullable String others(@Nullable List<String> allowed, Set<String> fields) {
        for (String field : fields) {
            if (allowed == null || !like(allowed, field, false)) {
                return field;
            }
        }
        return null;
    }

    // a name without a slash is an alias, as it was asked for; one with a slash is where the call would go
    private boolean isFor(String model, Target target) {
        if (config.models() == null) {
            return true;
        }
        for (String pattern : config.models()) {
            boolean matches = pattern.indexOf('/') >= 0
                    ? Glob.matches(written(target), pattern, denies()) || (denies() && otherwise(target, pattern))
                    : pattern.equals(ANY) || (model.indexOf('/') < 0 && Glob.matches(model, pattern, denies()));
            if (matches) {
                return true;
            }
        }
        return false;
    }

    // vendors know a model by several names: models/x, publishers/google/models/x, x:free, x@001
    private static boolean otherwise(Target target, String pattern) {
        String provider = TargetStates.configured(target.provider()) + "/";
        String model = target.model();
        for (int from = 0; ; ) {
            String name = model.substring(from);
            int end = 0;
            while (end < name.length() && ":@".indexOf(name.charAt(end)) < 0) {
                end++;
            }
            if (Glob.matches(provider + name, pattern) || Glob.matches(provider + name.substring(0, end), pattern)) {
                return true;
            }
            from = model.indexOf('/', from) + 1;
            if (from == 0) {
                return false;
            }
        }
    }

    // a tool of the vendor's own has no name of ours: it may be any that is denied, and is none that is allowed
    private boolean isTool(Tool tool) {
        List<String> patterns = Objects.requireNonNull(config.tools());
        return tool instanceof Tool.Function function
                ? like(patterns, function.name(), denies())
                : denies() || patterns.contains(ANY);
    }

    static boolean like(List<String> patterns, String text, boolean anyCase) {
        return patterns.stream().anyMatch(pattern -> Glob.matches(text, pattern, anyCase));
    }

    /** As the configuration writes it: each key of a provider is a target of its own. */
    static String written(Target target) {
        return TargetStates.configured(target.provider()) + "/" + target.model();
    }
}
