package io.llmgateway.spring;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What may stand at a place of the configuration, by its records. */
sealed interface Shape {
    /**
     * A record: named properties.
     *
     * @param below loose names to the properties
     */
    record Section(Map<String, Property> below) implements Shape {
        Section with(String name, Shape shape) {
            Map<String, Property> more = new LinkedHashMap<>(below);
            more.put(loose(name), new Property(name, shape));
            return new Section(more);
        }
    }

    /**
     * A map: names of the user's own.
     *
     * @param value what each of them stands for
     */
    record Named(Shape value) implements Shape {}

    /**
     * A value, or several of them.
     *
     * @param type the value's
     * @param list whether there may be several
     */
    record Value(Class<?> type, boolean list) implements Shape {}

    /**
     * A property of a section.
     *
     * @param name as the loader knows it
     * @param shape what may stand there
     */
    record Property(String name, Shape shape) {}

    /** What Spring takes for the same name: without dashes, underscores and capitals. */
    static String loose(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    static Section of(Class<?> section) {
        Map<String, Property> below = new LinkedHashMap<>();
        for (RecordComponent component : section.getRecordComponents()) {
            Property property = new Property(name(component), of(component.getGenericType()));
            below.put(loose(property.name()), property);
        }
        return new Section(below);
    }

    static String name(RecordComponent component) {
        JsonProperty own = component.getAccessor().getAnnotation(JsonProperty.class);
        return own == null ? component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) : own.value();
    }

    private static Shape of(Type type) {
        if (type instanceof ParameterizedType several) {
            Type last = several.getActualTypeArguments()[several.getActualTypeArguments().length - 1];
            return several.getRawType() == List.class ? new Value((Class<?>) last, true) : new Named(of(last));
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord() ? of(plain) : new Value(plain, false);
    }
}
