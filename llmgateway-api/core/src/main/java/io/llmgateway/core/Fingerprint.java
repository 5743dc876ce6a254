package io.llmgateway.core;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names settings by their values, without showing them. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Object settings) {
        StringBuilder all = new StringBuilder();
        write(settings, all);
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(all.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        if (value instanceof Record all) {
            out.append('(');
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                out.append(component.getName()).append('=');
                write(get(all, component), out);
            }
            out.append(')');
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            for (Map.Entry<?, ?> one : map.entrySet()) {
                sorted.put(String.valueOf(one.getKey()), one.getValue());
            }
            out.append('{');
            for (Map.Entry<String, Object> one : sorted.entrySet()) {
                write(one.getKey(), out);
                write(one.getValue(), out);
            }
            out.append('}');
        } else if (value instanceof Iterable<?> items) {
            out.append('[');
            for (Object one : items) {
                write(one, out);
            }
            out.append(']');
        } else {
            String text = String.valueOf(value);
            out.append(text.length()).append(':').append(text).append(';');
        }
    }

    private static @Nullable Object get(Record of, RecordComponent component) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a setting cannot be read: " + component, e);
        }
    }
}
