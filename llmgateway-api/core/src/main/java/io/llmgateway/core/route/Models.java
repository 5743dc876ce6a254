package io.llmgateway.core.route;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.core.config.ModelConfig.Overflow;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What each model's name stands for. Thread-safe; always the same. */
final class Models {
    private static final int MOST_NAMED = 1_000;
    private static final int LONGEST_NAMED = 200;

    private final Map<String, Node> aliases = new LinkedHashMap<>();
    // targets that calls name themselves, so that a name is taken apart once; any text may be one
    private final Map<String, Node> named = new ConcurrentHashMap<>();
    private final Map<String, ModelConfig> configured;
    private final Map<String, Predicate<ModelRequest>> conditions;
    private final Map<String, List<String>> providers;
    private final Map<String, String> renames;

    private Models(
            Map<String, ModelConfig> configured,
            Map<String, Predicate<ModelRequest>> conditions,
            Map<String, List<String>> providers,
            Map<String, String> renames) {
        this.configured = configured;
        this.conditions = conditions;
        this.providers = new TreeMap<>(providers);
        this.renames = renames;
    }

    static Models of(
            Map<String, ModelConfig> configured,
            Map<String, Predicate<ModelRequest>> conditions,
            Map<String, List<String>> providers,
            Map<String, String> renames) {
        for (String name : conditions.keySet()) {
            if (!ConditionParser.free(name)) {
                throw new MisconfiguredException("the condition \"" + name + "\" given in code cannot be called so:"
                        + " take letters, digits, _ and -, beginning with a letter, and no word of the language");
            }
        }
        Models models = new Models(configured, conditions, providers, renames);
        for (Map.Entry<String, String> rename : renames.entrySet()) {
            models.checkRename(rename.getKey(), rename.getValue());
        }
        for (String alias : configured.keySet()) {
            if (alias.contains("/")) {
                throw new MisconfiguredException("llmgateway.models." + alias
                        + ": an alias must not hold a slash, which separates provider and model");
            }
            models.group(alias, new LinkedHashSet<>());
        }
        for (Map.Entry<String, ModelConfig> alias : configured.entrySet()) {
            models.checkAsides(alias.getKey(), alias.getValue());
        }
        return models;
    }

    // an alias that is named twice is one group, with one turn of its strategy
    private Node group(String alias, Set<String> path) {
        String property = "llmgateway.models." + alias;
        if (!path.add(alias)) {
            throw new MisconfiguredException(
                    property + ".targets leads in a circle: " + String.join(" -> ", path) + " -> " + alias);
        }
        Node known = aliases.get(alias);
        if (known == null) {
            ModelConfig config = Objects.requireNonNull(configured.get(alias));
            List<Node> children = new ArrayList<>();
            for (String name : Objects.requireNonNull(config.targets())) {
                children.add(configured.containsKey(name) ? group(name, path) : target(property + ".targets", name));
            }
            known = new Node.Group(
                    alias,
                    Strategies.name(Objects.requireNonNull(config.strategy())),
                    Strategies.of(property, config, conditions),
                    children,
                    Terms.of(property, config),
                    Shadow.of(config));
            aliases.put(alias, known);
        }
        path.remove(alias);
        return known;
    }

    // models that are asked on behalf of a call
    private void checkAsides(String alias, ModelConfig config) {
        String property = "llmgateway.models." + alias;
        if (config.shadow() != null) {
            get(
                    property + ".shadow.model",
                    Objects.requireNonNull(config.shadow().model()));
        }
        if (config.semantic() != null && config.semantic().model() != null) {
            get(property + ".semantic.model", config.semantic().model());
        }
        String summaryModel = config.summaryModel();
        if (config.overflow() == Overflow.SUMMARIZE && summaryModel == null) {
            throw new MisconfiguredException(property + ".summary-model is missing: overflow is summarize,"
                    + " so name who sums up, an alias or a provider/model");
        }
        if (summaryModel != null) {
            if (config.overflow() != Overflow.SUMMARIZE) {
                throw new MisconfiguredException(property + ".summary-model is set, but " + property
                        + ".overflow is not summarize: set both, or neither");
            }
            get(property + ".summary-model", summaryModel);
        }
    }

    private void checkRename(String from, String to) {
        String property = "llmgateway.catalogue.renames." + from;
        if (!from.matches("[^/]+/.+") || !to.matches("[^/]+/.+")) {
            throw new MisconfiguredException(
                    property + " is \"" + to + "\": both names must be of the form provider/model");
        }
        if (renames.containsKey(to)) {
            throw new MisconfiguredException(
                    property + ": \"" + to + "\" is renamed itself; name the one to be asked in the end");
        }
        target(property, to);
    }

    // of a provider with several keys, each is a target of its own
    private Node target(String where, String written) {
        String name = renames.getOrDefault(written, written);
        String formerly = name.equals(written) ? null : written;
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            throw new MisconfiguredException(where + ": \"" + name
                    + "\" is neither an alias in llmgateway.models nor of the form provider/model; "
                    + Nearest.hint(name, configured.keySet()));
        }
        String provider = name.substring(0, slash);
        List<String> keys = providers.get(provider);
        if (keys == null) {
            throw new MisconfiguredException(where + ": \"" + name + "\" names the provider \"" + provider
                    + "\", which is not in llmgateway.providers; " + Nearest.hint(provider, providers.keySet()));
        }
        String model = name.substring(slash + 1);
        List<Node> leaves = new ArrayList<>(keys.size());
        for (String key : keys) {
            leaves.add(new Node.Leaf(new Target(key, model), formerly));
        }
        return leaves.size() == 1
                ? leaves.get(0)
                : new Node.Group(written, "", new LeastBusy(), leaves, Terms.NONE, null);
    }

    Map<String, Node> aliases() {
        return aliases;
    }

    Node get(String where, String model) {
        Node known = aliases.get(model);
        if (known == null) {
            known = named.get(model);
        }
        if (known == null) {
            known = target(where, model);
            if (named.size() < MOST_NAMED && model.length() <= LONGEST_NAMED) {
                named.put(model, known);
            }
        }
        return known;
    }

    @Override
    public String toString() {
        return aliases.toString();
    }
}
