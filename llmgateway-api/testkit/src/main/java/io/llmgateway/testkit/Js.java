package io.llmgateway.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** JSON as plain maps and lists. */
final class Js {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private Js() {}

    /** An object of names and values in turn. */
    static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    static String write(@Nullable Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The object in a text, or null where there is none. */
    static @Nullable Map<String, @Nullable Object> read(String text) {
        try {
            return MAPPER.readValue(text, OBJECT);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** What stands at a path of names and positions, such as {@code messages.0.content}; null where there is nothing. */
    static @Nullable Object at(@Nullable Object tree, String path) {
        Object here = tree;
        for (String step : path.split("\\.", -1)) {
            if (here instanceof Map<?, ?> map) {
                here = map.get(step);
            } else if (here instanceof List<?> list && step.chars().allMatch(Character::isDigit)) {
                int index = Integer.parseInt(step);
                here = index < list.size() ? list.get(index) : null;
            } else {
                return null;
            }
        }
        return here;
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** All texts under the names, however deep. */
    static List<String> texts(@Nullable Object tree, List<String> names) {
        List<String> found = new ArrayList<>();
        if (tree instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (value instanceof String text && names.contains(String.valueOf(name))) {
                    found.add(text);
                } else {
                    found.addAll(texts(value, names));
                }
            });
        } else if (tree instanceof List<?> list) {
            list.forEach(item -> found.addAll(item instanceof String text ? List.of(text) : texts(item, names)));
        }
        return found;
    }

    static boolean anyText(@Nullable Object tree, String words) {
        if (tree instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(value -> anyText(value, words));
        }
        if (tree instanceof List<?> list) {
            return list.stream().anyMatch(item -> anyText(item, words));
        }
        return tree instanceof String text && text.contains(words);
    }
}
