package io.llmgateway.core.config;

import com.fasterxml.jackson.annotation.Nulls;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/** Reads the configuration: a file first, environment variables over it. */
public final class ConfigLoader {
    private static final String PREFIX = "llmgateway";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .addModule(new SimpleModule("llmgateway").addDeserializer(Duration.class, new DurationText()))
            .build();

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
        root.propertyNames().forEach(key -> {
            if (!key.equals(PREFIX)) {
                throw new MisconfiguredException(
                        name + ": unknown property " + key + ": everything belongs below \"" + PREFIX + "\"");
            }
        });
        JsonNode below = root.path(PREFIX);
        if (below.isNull() || below.isMissingNode()) {
            return this;
        }
        if (!(below instanceof ObjectNode tree)) {
            throw new MisconfiguredException(name + ": llmgateway must hold properties, not a single value");
        }
        Map<String, String> origins = new LinkedHashMap<>();
        Placeholders.resolve(tree, "", name, environment, origins);
        return add(tree, origins);
    }

    // with Spring, which reads YAML itself, the library is left out
    private static JsonNode yaml(String name, String content) {
        try {
            return YamlSource.read(name, content);
        } catch (NoClassDefFoundError e) {
            throw new MisconfiguredException(
                    name
                            + ": YAML is read by tools.jackson.dataformat:jackson-dataformat-yaml, which is not on the class path:"
                            + " add it, or write properties",
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
        return add(MAPPER.valueToTree(tree), origins);
    }

    private ConfigLoader add(ObjectNode tree, Map<String, String> origins) {
        if (tree.path("models") instanceof ObjectNode models) { // so that a message can name the model
            models.properties().stream()
                    .filter(model -> model.getValue().isNull())
                    .forEach(model -> model.setValue(MAPPER.createObjectNode()));
        }
        layers.add(new Layer(tree, origins));
        return this;
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
        ObjectNode merged = MAPPER.createObjectNode();
        Map<String, String> origins = new LinkedHashMap<>();
        for (Layer layer : layers) {
            merge(merged, layer.tree());
            origins.putAll(layer.origins());
        }
        try {
            return MAPPER.treeToValue(merged, GatewayConfig.class);
        } catch (UnrecognizedPropertyException e) {
            List<String> known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .toList();
            throw new MisconfiguredException(
                    where(e, origins) + ": there is no such property; " + Nearest.hint(e.getPropertyName(), known), e);
        } catch (JacksonException e) {
            // not as the cause, nor by its own message, where it shows a value: that may be a key in the wrong place
            throw wantsProperties(e)
                    ? new MisconfiguredException(where(e, origins) + ": it must hold properties, not a single value"
                            + (ofProviders(e) ? "; a provider's key goes to its api-key" : ""))
                    : new MisconfiguredException(joined(e, where(e, origins)), e);
        }
    }

    // one name of the property, where the reason begins with the end of where
    private static String joined(JacksonException e, String where) {
        String reason = reason(e);
        String last = where.substring(where.lastIndexOf('.') + 1) + ".";
        if (reason.startsWith(last)) {
            return where + reason.substring(last.length() - 1);
        }
        return where + (namesItsSetting(e) ? "." : ": ") + reason;
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(field -> {
            if (into.get(field.getKey()) instanceof ObjectNode old && field.getValue() instanceof ObjectNode fresh) {
                merge(old, fresh);
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    private static String where(JacksonException e, Map<String, String> origins) {
        String path = e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.joining("."));
        String origin = origins.entrySet().stream()
                .filter(entry -> entry.getKey().equals(path) || entry.getKey().startsWith(path + "."))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("configuration");
        return origin + ": " + PREFIX + (path.isEmpty() ? "" : "." + path);
    }

    private static boolean wantsProperties(JacksonException e) {
        Class<?> target = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        return target != null
                && !(e instanceof InvalidNullException)
                && (target.isRecord() || Map.class.isAssignableFrom(target));
    }

    private static boolean ofProviders(JacksonException e) {
        return e.getPath().stream().anyMatch(step -> "providers".equals(step.getPropertyName()))
                && e.getPath().size() <= 2;
    }

    // so that the message has the whole name of the property
    private static boolean namesItsSetting(JacksonException e) {
        if (!(e instanceof ValueInstantiationException made) || !made.getType().isRecordType()) {
            return false;
        }
        String reason = reason(e);
        return Arrays.stream(made.getType().getRawClass().getRecordComponents())
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .anyMatch(name -> reason.startsWith(name + " is "));
    }

    private static String reason(JacksonException e) {
        if (e instanceof InvalidNullException) {
            return "it is empty: give it a value, or leave it out";
        }
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (e instanceof InputCoercionException coercion) {
            return "it is no " + coercion.getTargetType().getSimpleName().toLowerCase(Locale.ROOT)
                    + ", or too large for one";
        }
        return e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? wanted(mismatch.getTargetType())
                : String.valueOf(e.getOriginalMessage());
    }

    // without the value: it may be a key in the wrong place
    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return "it must be one of: "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant ->
                                    constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .collect(Collectors.joining(", "));
        }
        if (type == Boolean.class) {
            return "it must be true or false";
        }
        if (type == LocalDate.class) {
            return "it must be a day, such as 2027-01-01";
        }
        if (type == Integer.class || type == Long.class) {
            return "it must be a whole number";
        }
        if (type == String.class) {
            return "it must be a single text";
        }
        return Number.class.isAssignableFrom(type)
                ? "it must be a number"
                : "it must be a " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
