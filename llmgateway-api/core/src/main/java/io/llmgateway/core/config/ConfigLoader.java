package io.llmgateway.core.config;

import io.llmgateway.error.MisconfiguredException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the configuration: a file first, environment variables over it. */
public final class ConfigLoader {
    private static final String PREFIX = "llmgateway";
    private static final String YAML_MAPPER = "/tools/jackson/dataformat/yaml/YAMLMapper.class";

    private final Map<String, String> environment;
    private final List<Layer> layers = new ArrayList<>();

    /**
     * A loader that has read nothing yet.
     *
     * @param environment the environment variables
     */
    public ConfigLoader(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads a file.
     *
     * @param file YAML ({@code .yaml}, {@code .yml}) or properties ({@code .properties})
     * @return this
     * @throws MisconfiguredException if it cannot be read or understood
     */
    public ConfigLoader file(Path file) {
        try {
            return text(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new MisconfiguredException("the configuration file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new MisconfiguredException("the configuration file " + file + " cannot be read: " + e, e);
        }
    }

    /**
     * Reads the content of a file.
     *
     * @param name the file's name, for messages; its ending tells the format
     * @param content the content
     * @return this
     * @throws MisconfiguredException if it cannot be understood
     */
    public ConfigLoader text(String name, String content) {
        JsonNode root = name.endsWith(".properties") ? PropertiesSource.read(name, content) : yaml(name, content);
        for (String key : root.propertyNames()) {
            if (!key.equals(PREFIX)) {
                throw new MisconfiguredException(
                        name + ": unknown property " + key + ": everything belongs below \"" + PREFIX + "\"");
            }
        }
        JsonNode below = root.path(PREFIX);
        if (below.isNull() || below.isMissingNode()) {
            return this;
        }
        if (!(below instanceof ObjectNode tree)) {
            throw new MisconfiguredException(name + ": llmgateway must hold properties, not a single value");
        }
        Map<String, String> origins = new LinkedHashMap<>();
        new Placeholders(name, environment, origins).resolve(tree, "");
        return add(tree, origins);
    }

    // with Spring, which reads YAML itself, the library is left out
    private static JsonNode yaml(String name, String content) {
        try {
            return YamlSource.read(name, content);
        } catch (LinkageError e) {
            boolean there = ConfigLoader.class.getResource(YAML_MAPPER) != null;
            throw new MisconfiguredException(
                    name + ": YAML is read by tools.jackson.dataformat:jackson-dataformat-yaml, "
                            + (there
                                    ? "which needs a library that is missing or too old: " + e
                                            + ": look which version of it your build takes, and ask for a newer one"
                                    : "which is not on the class path: add it, or write properties"),
                    e);
        }
    }

    /**
     * Takes values that were read elsewhere, with their placeholders filled in.
     *
     * @param tree what lies below {@code llmgateway}, by names as in a file: maps, lists, and texts or other plain values; null
     *     for a name with nothing behind it
     * @param origins dotted names below {@code llmgateway}, to where each value was written, for messages
     * @return this
     */
    public ConfigLoader tree(Map<String, ?> tree, Map<String, String> origins) {
        return add(JsonMapper.shared().valueToTree(tree), origins);
    }

    private ConfigLoader add(ObjectNode tree, Map<String, String> origins) {
        fill(tree.path("models")); // so that a message can name the model
        layers.add(new Layer(tree, origins));
        return this;
    }

    private static void fill(JsonNode names) {
        if (names instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> name : object.properties()) {
                if (name.getValue().isNull()) {
                    name.setValue(JsonNodeFactory.instance.objectNode());
                }
            }
        }
    }

    /**
     * Reads the environment variables that begin with {@code LLMGATEWAY_}.
     *
     * @return this
     * @throws MisconfiguredException if one names no property
     */
    public ConfigLoader environment() {
        layers.add(EnvironmentSource.read(environment));
        return this;
    }

    /**
     * The property an environment variable means.
     *
     * @param variable its name
     * @return the property's dotted name below {@code llmgateway}; nothing if the variable is none of ours
     * @throws MisconfiguredException if it is one of ours, but names no property
     */
    public static Optional<String> property(String variable) {
        return EnvironmentSource.property(variable);
    }

    /**
     * Puts together what was read; later sources win, property by property.
     *
     * @return the configuration
     * @throws MisconfiguredException if a property is unknown or its value makes no sense
     */
    public GatewayConfig load() {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        Map<String, String> origins = new LinkedHashMap<>();
        for (Layer layer : layers) {
            merge(merged, layer.tree());
            origins.putAll(layer.origins());
        }
        // a name alone is one all of whose settings are absent
        fill(merged.path("providers"));
        fill(merged.path("admit").path("data"));
        try {
            return Binding.read(merged, GatewayConfig.class);
        } catch (Binding.MisfitException e) {
            throw new MisconfiguredException(joined(where(e.path(), origins), e), e.getCause());
        }
    }

    // one name of the property, where the reason begins with the end of where, or with a setting of it
    private static String joined(String where, Binding.MisfitException e) {
        String last = where.substring(where.lastIndexOf('.') + 1) + ".";
        if (e.reason().startsWith(last)) {
            return where + e.reason().substring(last.length() - 1);
        }
        return where + (e.ofSetting() ? "." : ": ") + e.reason();
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            if (into.get(field.getKey()) instanceof ObjectNode old && field.getValue() instanceof ObjectNode fresh) {
                merge(old, fresh);
            } else {
                into.set(field.getKey(), field.getValue());
            }
        }
    }

    private static String where(String path, Map<String, String> origins) {
        String origin = origins.entrySet().stream()
                .filter(entry -> entry.getKey().equals(path) || entry.getKey().startsWith(path + "."))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("configuration");
        return origin + ": " + PREFIX + (path.isEmpty() ? "" : "." + path);
    }
}
