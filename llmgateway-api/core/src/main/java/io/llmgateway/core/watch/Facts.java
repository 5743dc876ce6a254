package io.llmgateway.core.watch;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts by name, as texts, numbers, booleans, and lists and maps of these; what is absent or empty is left out. Not
 * thread-safe.
 */
final class Facts {
    private final Map<String, Object> all = new LinkedHashMap<>();

    Facts with(String name, @Nullable Object value) {
        if (value != null && !empty(value)) {
            all.put(name, plain(value));
        }
        return this;
    }

    private static boolean empty(Object value) {
        return (value instanceof CharSequence text && text.isEmpty())
                || (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof Facts facts && facts.all.isEmpty());
    }

    // money is exact only as text: many readers of JSON take numbers for binary floating point
    private static Object plain(Object value) {
        if (value instanceof Boolean || value instanceof Long || value instanceof Integer || value instanceof Double) {
            return value;
        }
        if (value instanceof BigDecimal number) {
            return plain(number);
        }
        if (value instanceof Duration time) {
            return time.toMillis();
        }
        if (value instanceof Enum<?> constant) {
            return word(constant);
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Facts::plain).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Facts inner = new Facts();
            map.forEach((name, of) -> inner.with(String.valueOf(name), of));
            return inner.map();
        }
        return value instanceof Facts facts ? facts.map() : value.toString();
    }

    /** A number as people write it. */
    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** A constant as the configuration would write it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All of them, in order; cannot be changed by it. */
    Map<String, Object> map() {
        return Collections.unmodifiableMap(all);
    }
}
