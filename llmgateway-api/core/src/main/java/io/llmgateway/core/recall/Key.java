package io.llmgateway.core.recall;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A SHA-256. */
record Key(long a, long b, long c, long d) {
    static final int BYTES = 32;

    static Key of(ByteBuffer digest) {
        return new Key(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a); // as good as any other part of it
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that && a == that.a && b == that.b && c == that.c && d == that.d;
    }

    @Override
    public String toString() {
        return hex().substring(0, 12);
    }
}
