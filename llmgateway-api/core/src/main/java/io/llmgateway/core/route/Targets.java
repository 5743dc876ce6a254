package io.llmgateway.core.route;

import io.llmgateway.chain.Target;
import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What each model's name stands for. */
final class Targets {
    private final Map<String, List<Target>> aliases;
    private final Set<String> providers;

    private Targets(Map<String, List<Target>> aliases, Set<String> providers) {
        this.aliases = aliases;
        this.providers = providers;
    }

    static Targets of(Map<String, ModelConfig> models, Set<String> providers) {
        Map<String, List<Target>> aliases = new LinkedHashMap<>();
        for (String alias : models.keySet()) {
            if (alias.contains("/")) {
                throw new MisconfiguredException("llmgateway.models." + alias
                        + ": an alias must not hold a slash, which separates provider and model");
            }
            Set<Target> targets = new LinkedHashSet<>();
            collect(alias, models, providers, new LinkedHashSet<>(), targets);
            aliases.put(alias, List.copyOf(targets));
        }
        return new Targets(aliases, new TreeSet<>(providers));
    }

    private static void collect(
            String alias,
            Map<String, ModelConfig> models,
            Set<String> providers,
            Set<String> path,
            Set<Target> targets) {
        String property = "llmgateway.models." + alias + ".targets";
        if (!path.add(alias)) {
            throw new MisconfiguredException(
                    property + " leads in a circle: " + String.join(" -> ", path) + " -> " + alias);
        }
        for (String name :
                Objects.requireNonNull(Objects.requireNonNull(models.get(alias)).targets())) {
            if (models.containsKey(name)) {
                collect(name, models, providers, path, targets);
            } else {
                targets.add(target(property, name, models.keySet(), providers));
            }
        }
        path.remove(alias);
    }

    private static Target target(String where, String name, Set<String> aliases, Set<String> providers) {
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            List<String> known = new ArrayList<>(aliases);
            throw new MisconfiguredException(where + ": \"" + name
                    + "\" is neither an alias in llmgateway.models nor of the form provider/model; "
                    + Nearest.hint(name, known));
        }
        String provider = name.substring(0, slash);
        if (!providers.contains(provider)) {
            throw new MisconfiguredException(where + ": \"" + name + "\" names the provider \"" + provider
                    + "\", which is not in llmgateway.providers; " + Nearest.hint(provider, providers));
        }
        return new Target(provider, name.substring(slash + 1));
    }

    List<Target> get(String where, String model) {
        List<Target> known = aliases.get(model);
        return known != null ? known : List.of(target(where, model, aliases.keySet(), providers));
    }

    @Override
    public String toString() {
        return aliases.toString();
    }
}
