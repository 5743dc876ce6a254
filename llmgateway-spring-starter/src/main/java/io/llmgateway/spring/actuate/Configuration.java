package io.llmgateway.spring.actuate;

import io.llmgateway.spring.GatewayProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * What is written below {@code llmgateway}, without secrets, as it was read last.
 */
final class Configuration {
    // headers and options are the user's own, and so are their secrets
    private static final SanitizingFunction SECRETS = SanitizingFunction.sanitizeValue()
            .ifKeyMatches(Pattern.compile("(?i).*\\.(api-?keys?|headers|options)\\b.*"))
            .ifLikelySensitive()
            .ifValueStringMatches(Pattern.compile("(?s).*://([^/]*@|[^?]*\\?).*"));

    private final Supplier<GatewayProperties> written;
    private final Sanitizer sanitizer;

    /**
     * A property.
     *
     * @param value its value; {@value SanitizableData#SANITIZED_VALUE} where it is not to be seen
     * @param origin where it is written
     */
    record Entry(@Nullable Object value, @Nullable String origin) {}

    Configuration(Supplier<GatewayProperties> written, List<SanitizingFunction> functions) {
        List<SanitizingFunction> all = new ArrayList<>();
        all.add(SECRETS);
        all.addAll(functions);
        this.written = written;
        this.sanitizer = new Sanitizer(all);
    }

    /** How a model chooses; in order where nothing is written, as for those given in code. */
    String strategy(String alias) {
        Object models = written.get().tree().get("models");
        Object model = models instanceof Map<?, ?> all ? all.get(alias) : null;
        Object strategy = model instanceof Map<?, ?> section ? section.get("strategy") : null;
        return strategy == null ? "ordered" : strategy.toString();
    }

    /** All properties whose names begin so, or with the prefix before it. */
    @Nullable
    Map<String, Entry> entries(String beginning, boolean values) {
        GatewayProperties properties = written.get();
        Map<String, Entry> all = new TreeMap<>();
        Into shown = (name, value) -> {
            if (name.startsWith(beginning) || name.startsWith("llmgateway." + beginning)) {
                String origin = properties.origins().get(name.substring("llmgateway.".length()));
                all.put(name, new Entry(sanitizer.sanitize(new SanitizableData(null, name, value), values), origin));
            }
        };
        collect("llmgateway", properties.tree(), shown);
        collect("llmgateway", properties.own(), shown);
        properties.bundles().forEach((id, bundle) -> shown.put("llmgateway.providers." + id + ".ssl.bundle", bundle));
        return all.isEmpty() && !beginning.isEmpty() ? null : all;
    }

    private interface Into {
        void put(String name, @Nullable Object value);
    }

    private static void collect(String prefix, Map<?, ?> section, Into into) {
        section.forEach((name, value) -> {
            String full = prefix + "." + name;
            if (value instanceof Map<?, ?> below) {
                collect(full, below, into);
            } else {
                into.put(full, value);
            }
        });
    }
}
