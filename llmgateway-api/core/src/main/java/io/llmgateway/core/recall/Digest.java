package io.llmgateway.core.recall;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hashes a sequence of values. Each value says what it is and where it ends, so no two different sequences are written alike.
 * Chars are written one by one, so that halves of surrogate pairs stay what they are. After its key it begins anew.
 */
final class Digest {
    private static final int ROOM = 128; // two blocks of the hash: more is only bytes
    private static final int LONGEST_CHAR = 3;
    private static final int MOST_LEVELS = 100;

    private final MessageDigest sha;
    private final byte[] buffer = new byte[ROOM];
    private int at;

    Digest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void put(int value) {
        if (at == ROOM) {
            flush();
        }
        buffer[at++] = (byte) value;
    }

    private void flush() {
        sha.update(buffer, 0, at);
        at = 0;
    }

    private void number(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            put((int) (left & 0x7F) | 0x80);
            left >>>= 7;
        }
        put((int) left);
    }

    /** What follows belongs to a thing of this kind. */
    Digest kind(char kind) {
        put(kind);
        return this;
    }

    Digest text(@Nullable String text) {
        if (text == null) {
            put('0');
            return this;
        }
        put('t');
        int length = text.length();
        number(length);
        int to = at; // in a local, which takes a quarter less for all of a key
        for (int i = 0; i < length; i++) {
            if (to > ROOM - LONGEST_CHAR) {
                at = to;
                flush();
                to = 0;
            }
            char c = text.charAt(i);
            if (c < 0x80) {
                buffer[to++] = (byte) c;
            } else if (c < 0x800) {
                buffer[to++] = (byte) (0xC0 | (c >> 6));
                buffer[to++] = (byte) (0x80 | (c & 0x3F));
            } else {
                buffer[to++] = (byte) (0xE0 | (c >> 12));
                buffer[to++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                buffer[to++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        at = to;
        return this;
    }

    Digest whole(@Nullable Long value) {
        if (value == null) {
            put('0');
        } else {
            put('l');
            number(value);
        }
        return this;
    }

    Digest real(@Nullable Double value) {
        return value == null ? whole(null) : kind('d').whole(Double.doubleToLongBits(value));
    }

    Digest flag(@Nullable Boolean value) {
        return kind(value == null ? '0' : value ? 'y' : 'n');
    }

    /** As many things follow. */
    Digest list(int size) {
        put('[');
        number(size);
        return this;
    }

    /**
     * Whether all of a value is told by what it is written as: null, text, truth, a number, an enum's constant, or a map by
     * text, collection or array of such.
     */
    static boolean takes(@Nullable Object value) {
        return takes(value, MOST_LEVELS);
    }

    // what holds itself has no end
    private static boolean takes(@Nullable Object value, int levels) {
        if (levels == 0) {
            return false;
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty()
                    || map.entrySet().stream()
                            .allMatch(one -> one.getKey() instanceof String && takes(one.getValue(), levels - 1));
        }
        if (value instanceof Collection<?> all) {
            return all.stream().allMatch(one -> takes(one, levels - 1));
        }
        if (value != null && value.getClass().isArray()) {
            return value.getClass().getComponentType().isPrimitive()
                    || Arrays.stream((Object[]) value).allMatch(one -> takes(one, levels - 1));
        }
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Number
                || value instanceof Character
                || value instanceof Enum<?>;
    }

    /** A value this {@link #takes}; the order of a map's keys does not matter, as it does not in JSON. */
    Digest value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map && map.isEmpty()) {
            kind('{').list(0);
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, one) -> sorted.put((String) name, one));
            kind('{').list(sorted.size());
            sorted.forEach((name, one) -> text(name).value(one));
        } else if (value instanceof Collection<?> all) {
            list(all.size());
            for (Object one : all) {
                value(one);
            }
        } else if (value instanceof Boolean flag) {
            flag(flag);
        } else if (value instanceof Number) {
            kind('#').text(value.toString());
        } else if (value instanceof Enum<?> one) {
            kind('e').text(one.getDeclaringClass().getName()).text(one.name());
        } else if (value instanceof Character one) {
            kind('c').text(one.toString());
        } else if (value == null || value instanceof String) {
            text((String) value);
        } else {
            array(value);
        }
        return this;
    }

    // of its kind, since JSON has bytes and chars as text
    private void array(Object array) {
        int length = Array.getLength(array);
        kind('a').text(array.getClass().getName()).list(length);
        for (int i = 0; i < length; i++) {
            value(Array.get(array, i));
        }
    }

    Key key() {
        flush();
        return Key.of(ByteBuffer.wrap(sha.digest()));
    }
}
