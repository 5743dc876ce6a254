package io.llmgateway.spring;

import io.llmgateway.chain.Timeouts;
import io.llmgateway.core.config.TimeoutsConfig;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What records of the configuration make of what is absent. */
final class Defaults {
    private static final Map<String, Duration> CLOCKS = Map.of(
            "connect", Timeouts.DEFAULT.connect(),
            "firstToken", Timeouts.DEFAULT.firstToken(),
            "idle", Timeouts.DEFAULT.idle(),
            "total", Timeouts.DEFAULT.total());

    private Defaults() {}

    static Map<String, Object> of(Class<?> type) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        if (type == TimeoutsConfig.class) { // fills them in when asked
            CLOCKS.forEach((name, usual) -> defaults.put(name, json(usual)));
            return defaults;
        }
        RecordComponent[] components = type.getRecordComponents();
        // what must not be absent gets a sample, of which no default is read
        for (int first = -1; first < components.length; first++) {
            for (int second = first; second < components.length; second++) {
                Object made = make(type, components, first, second);
                if (made != null) {
                    for (int i = 0; i < components.length; i++) {
                        Object usual = i == first || i == second ? null : json(get(made, components[i]));
                        if (usual != null) {
                            defaults.put(components[i].getName(), usual);
                        }
                    }
                    return defaults;
                }
            }
        }
        throw new AssertionError("two settings do not make a " + type);
    }

    /** A value that most settings of the type take. */
    static Object sample(Type type) {
        if (type instanceof ParameterizedType several) {
            Type last = several.getActualTypeArguments()[several.getActualTypeArguments().length - 1];
            return several.getRawType() == List.class ? List.of(sample(last)) : Map.of("x", sample(last));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return plain.getEnumConstants()[plain.getEnumConstants().length - 1];
        }
        if (plain.isRecord()) {
            return make(plain, plain.getRecordComponents(), -1, -1);
        }
        return Map.<Class<?>, Object>of(
                        String.class,
                        "x/y",
                        Boolean.class,
                        true,
                        Integer.class,
                        7,
                        Long.class,
                        2000L,
                        Double.class,
                        0.5,
                        BigDecimal.class,
                        new BigDecimal("1.5"),
                        Duration.class,
                        Duration.ofMinutes(5),
                        LocalDate.class,
                        LocalDate.of(2030, 1, 31))
                .get(plain);
    }

    /** As JSON and YAML write it; null for what they leave out. */
    static Object json(Object value) {
        if (value instanceof Duration time) {
            return text(time);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof List<?> list) {
            return list.isEmpty() ? null : list.stream().map(Defaults::json).toList();
        }
        if (value instanceof LocalDate) {
            return value.toString();
        }
        return value instanceof Map<?, ?> || value instanceof Record ? null : value;
    }

    private static String text(Duration time) {
        Map<String, Long> units = new LinkedHashMap<>();
        units.put("d", 86_400_000L);
        units.put("h", 3_600_000L);
        units.put("m", 60_000L);
        units.put("s", 1_000L);
        long millis = time.toMillis();
        return units.entrySet().stream()
                .filter(unit -> millis > 0 && millis % unit.getValue() == 0)
                .findFirst()
                .map(unit -> millis / unit.getValue() + unit.getKey())
                .orElse(millis == 0 ? "0s" : millis + "ms");
    }

    private static Object make(Class<?> type, RecordComponent[] components, int first, int second) {
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = i == first || i == second ? sample(components[i].getGenericType()) : null;
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            return null; // it misses something
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Object get(Object of, RecordComponent component) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
