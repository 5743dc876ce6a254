package io.llmgateway.core.recall;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hashes a sequence of values. Each value says what it is and where it ends, so no two different sequences are written alike.
 * Chars are written one by one, so that halves of surrogate pairs stay what they are. Used once.
 */
final class Digest {
    private static final int ROOM = 512;
    private static final int LONGEST_CHAR = 3;

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
        for (int i = 0; i < length; i++) {
            if (at > ROOM - LONGEST_CHAR) {
                flush();
            }
            char c = text.charAt(i);
            if (c < 0x80) {
                buffer[at++] = (byte) c;
            } else if (c < 0x800) {
                buffer[at++] = (byte) (0xC0 | (c >> 6));
                buffer[at++] = (byte) (0x80 | (c & 0x3F));
            } else {
                buffer[at++] = (byte) (0xE0 | (c >> 12));
                buffer[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                buffer[at++] = (byte) (0x80 | (c & 0x3F));
            }
        }
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

    /** A plain Java value; the order of a map's keys does not matter, as it does not in JSON. */
    Digest value(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, one) -> sorted.put(String.valueOf(name), one));
            kind('{').list(sorted.size());
            sorted.forEach((name, one) -> text(name).value(one));
        } else if (value instanceof Collection<?> all) {
            list(all.size());
            all.forEach(this::value);
        } else if (value instanceof Boolean flag) {
            flag(flag);
        } else if (value instanceof Number) {
            kind('#').text(value.toString());
        } else {
            text(value == null ? null : value.toString());
        }
        return this;
    }

    Key key() {
        flush();
        return Key.of(ByteBuffer.wrap(sha.digest()));
    }
}
