package io.llmgateway.spring;

import io.llmgateway.core.config.ConfigLoader;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.core.config.ProviderConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import io.llmgateway.spring.Shape.Value;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.PlaceholderResolutionException;

/**
 * What Spring's environment says below {@code llmgateway}, in the shape of the configuration's records. Of each property the
 * source that comes first in the environment counts; a list is taken whole from one source.
 *
 * @param tree what is for the client
 * @param origins dotted names to where each value was written
 * @param bundles ids of providers to names of SSL bundles
 * @param own dotted names to values, of what is for the starter itself
 */
public record GatewayProperties(
        Map<String, Object> tree,
        Map<String, String> origins,
        Map<String, String> bundles,
        Map<String, @Nullable Object> own) {
    private static final String PREFIX = "llmgateway";
    private static final String VARIABLES = "LLMGATEWAY_";

    /** Properties of the starter's own, which say nothing to the loader. */
    private static final Set<String> OWN = Set.of("enabled", "spring");

    private static final Pattern BUNDLE = Pattern.compile("PROVIDERS_(.+)_SSL_BUNDLE");
    private static final Shape.Section OF_SPRING = new Shape.Section(Map.of())
            .with("micrometer", new Value(String.class, false))
            .with("security-principal", new Value(Boolean.class, false));
    private static final Shape SHAPE = shape();

    private static Shape shape() {
        Shape.Section ssl = new Shape.Section(Map.of()).with("bundle", new Value(String.class, false));
        return Shape.of(GatewayConfig.class)
                .with("enabled", new Value(Boolean.class, false))
                .with("spring", OF_SPRING)
                .with(
                        "providers",
                        new Shape.Named(Shape.of(ProviderConfig.class).with("ssl", ssl)));
    }

    /**
     * Reads it.
     *
     * @param environment the environment
     * @return what it says now
     * @throws MisconfiguredException if it says what cannot be
     */
    public static GatewayProperties read(ConfigurableEnvironment environment) {
        GatewayProperties all = new GatewayProperties(
                new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        Map<List<String>, PropertySource<?>> sources = new LinkedHashMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> names) {
                new Source(names, environment).values().forEach((path, value) -> {
                    if (sources.putIfAbsent(path, source) == null) {
                        all.put(path, value);
                    }
                });
            }
        }
        all.takeBundles();
        return all;
    }

    private void put(List<String> path, Written written) {
        if (OWN.contains(path.get(0))) {
            own.put(String.join(".", path), written.value());
            origins.put(String.join(".", path), written.origin());
            return;
        }
        Map<String, Object> at = tree;
        for (String name : path.subList(0, path.size() - 1)) {
            at = below(at, name, path, written);
        }
        String last = path.get(path.size() - 1);
        if (written.value() != null && at.get(last) instanceof Map<?, ?>) {
            throw new MisconfiguredException(written.origin() + ": " + PREFIX + "." + String.join(".", path)
                    + ": it must hold properties, not a single value");
        }
        at.putIfAbsent(last, written.value());
        origins.putIfAbsent(String.join(".", path), written.origin());
    }

    // ssl.bundle of a provider names something of Spring's
    private void takeBundles() {
        if (tree.get("providers") instanceof Map<?, ?> providers) {
            providers.forEach((id, settings) -> {
                if (settings instanceof Map<?, ?> provider && provider.get("ssl") instanceof Map<?, ?> ssl) {
                    ssl.forEach((name, value) -> takeBundle((String) id, (String) name, value));
                    provider.remove("ssl");
                }
            });
        }
    }

    private void takeBundle(String id, String name, Object value) {
        if (!name.equals("bundle")) {
            String property = "providers." + id + ".ssl." + name;
            throw new MisconfiguredException(origins.get(property) + ": " + PREFIX + "." + property
                    + ": there is no such property; " + Nearest.hint(name, List.of("bundle")));
        }
        bundles.put(id, value.toString());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> below(Map<String, Object> at, String name, List<String> path, Written written) {
        Object below = at.computeIfAbsent(name, absent -> new LinkedHashMap<>());
        if (below instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new MisconfiguredException(written.origin() + ": " + PREFIX + "." + String.join(".", path) + ": \"" + name
                + "\" is set to a single value elsewhere: it must hold properties");
    }

    /**
     * A value as it was written.
     *
     * @param value a text or texts; null for a section with nothing in it
     * @param origin where
     */
    private record Written(@Nullable Object value, String origin) {}

    /**
     * One source of the environment.
     *
     * @param names the source
     * @param environment fills in placeholders
     */
    private record Source(EnumerablePropertySource<?> names, ConfigurableEnvironment environment) {
        Map<List<String>, Written> values() {
            Map<List<String>, TreeMap<Integer, Written>> parts = new LinkedHashMap<>();
            for (String name : names.getPropertyNames()) {
                PropertyPath path = path(name);
                if (path != null) {
                    refuseUnknown(path, name);
                    parts.computeIfAbsent(path.names(), absent -> new TreeMap<>())
                            .put(path.index(), new Written(value(name, path), origin(name)));
                }
            }
            Map<List<String>, Written> values = new LinkedHashMap<>();
            parts.forEach((path, written) -> values.put(path, whole(written)));
            return values;
        }

        // the loader refuses what is unknown to it; of the starter's own it hears nothing
        private void refuseUnknown(PropertyPath path, String name) {
            if (OWN.contains(path.names().get(0)) && path.shape() == null) {
                throw new MisconfiguredException(origin(name) + ": " + PREFIX + "." + path.dotted()
                        + ": there is no such property; "
                        + Nearest.hint(
                                path.names().get(path.names().size() - 1),
                                OF_SPRING.below().keySet()));
            }
        }

        private static Written whole(TreeMap<Integer, Written> parts) {
            Written first = parts.firstEntry().getValue();
            return parts.firstKey() == PropertyPath.ALL
                    ? first
                    : new Written(parts.values().stream().map(Written::value).toList(), first.origin());
        }

        private @Nullable PropertyPath path(String name) {
            if (names instanceof SystemEnvironmentPropertySource && name.startsWith(VARIABLES)) {
                return ofVariable(name);
            }
            int end = name.indexOf('.');
            boolean ours = end > 0 && Shape.loose(name.substring(0, end)).equals(PREFIX) && end < name.length() - 1;
            return ours ? PropertyPath.of(SHAPE, name.substring(end + 1)) : null;
        }

        private static @Nullable PropertyPath ofVariable(String name) {
            if (name.equals("LLMGATEWAY_CONFIG")) {
                throw new MisconfiguredException("environment variable " + name + " names a file, which Spring does not"
                        + " read: set SPRING_CONFIG_IMPORT to it instead");
            }
            String words = name.substring(VARIABLES.length());
            if (words.equals("ENABLED")) {
                return PropertyPath.of(SHAPE, "enabled");
            }
            if (words.startsWith("SPRING_")) {
                return PropertyPath.of(
                        SHAPE,
                        words.toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-'));
            }
            Matcher bundle = BUNDLE.matcher(words);
            if (bundle.matches()) {
                String id = bundle.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
                return PropertyPath.of(SHAPE, "providers." + id + ".ssl.bundle");
            }
            return ConfigLoader.property(name)
                    .map(property -> PropertyPath.of(SHAPE, property))
                    .orElse(null);
        }

        private @Nullable Object value(String name, PropertyPath path) {
            Object value = names.getProperty(name);
            if (value instanceof Object[] array) {
                value = Arrays.asList(array);
            }
            if (value instanceof Collection<?> several) {
                return several.stream().map(one -> text(name, path, one)).toList();
            }
            String text = text(name, path, value);
            // a name with nothing behind it, in YAML
            return text.isEmpty() && !(path.shape() instanceof Value) ? null : text;
        }

        private String text(String name, PropertyPath path, @Nullable Object value) {
            String text = value == null ? "" : value.toString();
            try {
                String filled = value instanceof CharSequence ? environment.resolveRequiredPlaceholders(text) : text;
                return path.shape() instanceof Value leaf ? Spelling.of(leaf.type(), filled) : filled;
            } catch (PlaceholderResolutionException e) {
                // not as the cause: its message shows the value, which may hold a key
                String placeholder = e.getPlaceholder();
                throw new MisconfiguredException(origin(name) + ": " + PREFIX + "." + path.dotted()
                        + ": the placeholder ${"
                        + placeholder + "} cannot be filled: set a property or an environment variable of that name, or"
                        + " write ${" + placeholder + ":default}");
            }
        }

        private String origin(String name) {
            if (names instanceof SystemEnvironmentPropertySource) {
                return "environment variable " + name;
            }
            Origin origin = OriginLookup.getOrigin(names, name);
            if (origin instanceof TextResourceOrigin text && text.getResource() != null) {
                TextResourceOrigin.Location at = text.getLocation();
                return text.getResource().getDescription() + (at == null ? "" : ", line " + (at.getLine() + 1));
            }
            return origin == null ? "property source \"" + names.getName() + "\"" : origin.toString();
        }
    }
}
