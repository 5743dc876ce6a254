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
            map.forEach((name, one) -> sorted.put(String.valueOf(name), one));
            out.append('{');
            sorted.forEach((name, one) -> {
                write(name, out);
                write(one, out);
            });
            out.append('}');
        } else if (value instanceof Iterable<?> items) {
            out.append('[');
            items.forEach(one -> write(one, out));
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
