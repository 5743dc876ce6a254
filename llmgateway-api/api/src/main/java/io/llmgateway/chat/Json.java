package io.llmgateway.chat;

import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

/**
 * A piece of JSON as text: a tool's parameters, an answer's schema. It is not checked here; what is no JSON is refused
 * when the request is written, before anything is sent.
 *
 * @param text the JSON text
 */
public record Json(String text) {
    private static final HexFormat HEX = HexFormat.of();

    public Json {
        Objects.requireNonNull(text, "text");
    }

    /**
     * JSON from text.
     *
     * @param text JSON text
     * @return the value
     */
    public static Json of(String text) {
        return new Json(text);
    }

    /**
     * JSON from plain Java values, in one line: control characters and separators of lines are escaped.
     *
     * @param object keys to values: maps, iterables, strings, numbers, booleans and null, nested at will
     * @return the value
     * @throws IllegalArgumentException for any other type of value, and for NaN and infinities
     */
    public static Json of(Map<String, ?> object) {
        StringBuilder out = new StringBuilder();
        write(object, out);
        return new Json(out.toString());
    }

    @SuppressWarnings("NullAway") // null is JSON's null
    private static void write(Object value, StringBuilder out) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Number number) {
            if (!Double.isFinite(number.doubleValue()) && !(number instanceof java.math.BigDecimal)) {
                throw new IllegalArgumentException("JSON has no number " + number);
            }
            out.append(number);
        } else if (value instanceof CharSequence text) {
            quote(text, out);
        } else if (value instanceof Map<?, ?> map) {
            writeObject(map, out);
        } else if (value instanceof Iterable<?> items) {
            writeArray(items, out);
        } else {
            throw new IllegalArgumentException("cannot write a "
                    + value.getClass().getName() + " as JSON: use maps, lists, strings, numbers, booleans and null");
        }
    }

    private static void writeObject(Map<?, ?> map, StringBuilder out) {
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            quote(String.valueOf(entry.getKey()), out);
            out.append(':');
            write(entry.getValue(), out);
            if (entries.hasNext()) {
                out.append(',');
            }
        }
        out.append('}');
    }

    private static void writeArray(Iterable<?> items, StringBuilder out) {
        out.append('[');
        for (Iterator<?> all = items.iterator(); all.hasNext(); ) {
            write(all.next(), out);
            if (all.hasNext()) {
                out.append(',');
            }
        }
        out.append(']');
    }

    // nothing that any reader takes for the end of a line, and no half of a character
    private static void quote(CharSequence text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || alone(text, i)) {
                out.append("\\u").append(HEX.toHexDigits(c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static boolean alone(CharSequence text, int at) {
        char c = text.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
                : Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    @Override
    public String toString() {
        return text;
    }
}
