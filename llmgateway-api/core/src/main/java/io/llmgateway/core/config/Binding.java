package io.llmgateway.core.config;

import io.llmgateway.spi.Nearest;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes records of a tree. Names are in kebab case, and a text may stand for any value, since some sources have nothing but
 * texts. Done by hand because Jackson's own way costs a process that has just started a third of a second.
 */
final class Binding {
    private Binding() {}

    /** A value that is none, or a name that nothing has. Never shows the value: it may be a key in the wrong place. */
    static final class MisfitException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String path;
        private final String reason;
        private final boolean ofSetting;

        MisfitException(String path, String reason) {
            super(path + ": " + reason);
            this.path = path;
            this.reason = reason;
            ofSetting = false;
        }

        MisfitException(String path, Throwable refusal, Collection<String> settings) {
            super(path, refusal);
            this.path = path;
            reason = String.valueOf(refusal.getMessage());
            ofSetting = settings.stream().anyMatch(setting -> reason.startsWith(setting + " is "));
        }

        /** The property below the root, with dots; empty for the root itself. */
        String path() {
            return path;
        }

        String reason() {
            return reason;
        }

        /** Whether the reason begins with a setting of what the path leads to. */
        boolean ofSetting() {
            return ofSetting;
        }
    }

    static <T> T read(ObjectNode tree, Class<T> type) {
        return type.cast(fields(tree, type, ""));
    }

    private static @Nullable Object value(JsonNode node, Type type, String path) {
        if (node.isNull()) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            return generic.getRawType() == Map.class
                    ? entries(object(node, path, path.equals("providers")), of[1], path)
                    : list(node, of[0] == Double.class, path);
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord()
                ? fields(object(node, path, plain == ProviderConfig.class), plain, path)
                : single(node, plain, path);
    }

    private static ObjectNode object(JsonNode node, String path, boolean ofProviders) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new MisfitException(
                path,
                "it must hold properties, not a single value"
                        + (ofProviders ? "; a provider's key goes to its api-key" : ""));
    }

    private static Object fields(ObjectNode tree, Class<?> type, String path) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            String at = below(path, field.getKey());
            int place = place(components, field.getKey());
            if (place < 0) {
                throw new MisfitException(
                        at,
                        "there is no such property; " + Nearest.hint(field.getKey(), new TreeSet<>(names(components))));
            }
            values[place] = component(field.getValue(), components[place], at);
        }
        try {
            return new Values(values).make(type);
        } catch (RuntimeException e) {
            throw new MisfitException(path, e, names(components));
        }
    }

    private static @Nullable Object component(JsonNode node, RecordComponent component, String path) {
        if (component.getType() == List.class
                && node.isString()
                && component.getAccessor().isAnnotationPresent(Whole.class)) {
            return node.stringValue().isBlank() ? List.of() : List.of(node.stringValue());
        }
        return value(node, component.getGenericType(), path);
    }

    private static Map<String, Object> entries(ObjectNode tree, Type type, String path) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            String at = below(path, entry.getKey());
            Object value = value(entry.getValue(), type, at);
            if (value == null) {
                throw new MisfitException(at, "it is empty: give it a value, or leave it out");
            }
            entries.put(entry.getKey(), value);
        }
        return entries;
    }

    // a list where the source has lists, else values separated by commas
    private static List<Object> list(JsonNode node, boolean numbers, String path) {
        List<Object> list = new ArrayList<>();
        if (node.isString()) {
            for (String part : node.stringValue().split(",", -1)) {
                if (!part.isBlank()) {
                    list.add(numbers ? number(part.strip(), path) : part.strip());
                }
            }
            return list;
        }
        if (!(node instanceof ArrayNode)) {
            throw new MisfitException(path, "it must be a list of " + (numbers ? "numbers" : "texts"));
        }
        for (JsonNode each : node) {
            if (!numbers && !each.isString()) {
                throw new MisfitException(path, "it must be a list of texts");
            }
            list.add(numbers ? number(each.asString(""), path) : each.stringValue());
        }
        return list;
    }

    private static Double number(String text, String path) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new MisfitException(path, "\"" + text + "\" is no number");
        }
    }

    private static @Nullable Object single(JsonNode node, Class<?> type, String path) {
        if (!node.isValueNode()) {
            throw new MisfitException(path, wanted(type));
        }
        if (type == String.class) {
            return node.asString();
        }
        String text = node.asString().strip();
        if (type == Duration.class) {
            try {
                return DurationText.parse(text);
            } catch (IllegalArgumentException e) {
                throw new MisfitException(path, String.valueOf(e.getMessage()));
            }
        }
        if (text.isEmpty() && !type.isEnum()) {
            return null;
        }
        Object value;
        try {
            value = parsed(text, type);
        } catch (NumberFormatException | DateTimeException e) {
            value = null;
        }
        if (value == null) {
            boolean large = node.isIntegralNumber() && (type == Integer.class || type == Long.class);
            throw new MisfitException(path, large ? "it is too large" : wanted(type));
        }
        return value;
    }

    private static @Nullable Object parsed(String text, Class<?> type) {
        if (type == Boolean.class) {
            return text.equalsIgnoreCase("true") ? Boolean.TRUE : text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
        }
        if (type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == Double.class) {
            return Double.valueOf(text);
        }
        if (type == BigDecimal.class) {
            return new BigDecimal(text);
        }
        if (type == LocalDate.class) {
            return LocalDate.parse(text);
        }
        for (Object constant : type.getEnumConstants()) {
            if (word(constant).equalsIgnoreCase(text)) {
                return constant;
            }
        }
        return null;
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            List<String> words = new ArrayList<>();
            for (Object constant : type.getEnumConstants()) {
                words.add(word(constant));
            }
            return "it must be one of: " + String.join(", ", words);
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
        return type == Duration.class ? "it must be a duration, such as 20s" : "it must be a number";
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int place(RecordComponent[] components, String name) {
        for (int i = 0; i < components.length; i++) {
            if (name(components[i]).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> names(RecordComponent[] components) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : components) {
            names.add(name(component));
        }
        return names;
    }

    /**
     * What a component is called in a configuration. Its annotation says the same, but the first annotation that is read makes
     * classes at run time: 17 ms of CPU.
     */
    static String name(RecordComponent component) {
        return component.getName().equals("otherwise") ? "default" : kebab(component.getName());
    }

    private static String kebab(String name) {
        StringBuilder kebab = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                kebab.append('-');
            }
            kebab.append(Character.toLowerCase(c));
        }
        return kebab.toString();
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
