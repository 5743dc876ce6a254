package io.llmgateway.core.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decodes short pieces of base 64 (RFC 4648), of both alphabets, with padding or not. */
final class Base64Text {
    private Base64Text() {}

    /**
     * Decodes a part of a text; an end that is no whole byte is left out.
     *
     * @return the bytes; null where a char is not of the alphabets
     */
    static byte @Nullable [] decode(Sheet sheet, int start, int end) {
        byte[] bytes = new byte[(end - start) * 3 / 4 + 1];
        int count = 0;
        int bits = 0;
        int held = 0;
        for (int i = start; i < end; i++) {
            int value = value(sheet.at(i));
            if (value == -1) {
                return sheet.at(i) == '=' && end - i <= 2 ? Arrays.copyOf(bytes, count) : null;
            }
            held = held << 6 | value;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                bytes[count++] = (byte) (held >>> bits);
            }
        }
        return Arrays.copyOf(bytes, count);
    }

    private static int value(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
    }
}
