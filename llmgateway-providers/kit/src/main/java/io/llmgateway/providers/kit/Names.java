package io.llmgateway.providers.kit;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The few names that the events of a stream have, so that a name seen before costs no new string. A handful of slots:
 * a stream with ever new names only loses the saving.
 */
final class Names {
    private static final int SLOTS = 32;

    private final @Nullable String[] slots = new String[SLOTS];

    String of(byte[] bytes, int from, int to) {
        if (from == to) {
            return "";
        }
        int slot = (31 * (to - from) + 7 * bytes[from] + bytes[to - 1]) & (SLOTS - 1);
        String known = slots[slot];
        if (known != null && equal(known, bytes, from, to)) {
            return known;
        }
        String name = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (name.length() == to - from) { // plain ASCII, which alone can be compared byte by byte
            slots[slot] = name;
        }
        return name;
    }

    private static boolean equal(String name, byte[] bytes, int from, int to) {
        int length = to - from;
        if (name.length() != length) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) { // names of one vendor tend to differ at their end
            if (name.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
