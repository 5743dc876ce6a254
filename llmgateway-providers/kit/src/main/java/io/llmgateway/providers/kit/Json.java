package io.llmgateway.providers.kit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The few facts about JSON text that framing needs. */
final class Json {
    private static final byte[][] LITERALS = {ascii("true"), ascii("false"), ascii("null")};

    private Json() {}

    /** Whether a value begins here, and not just text that begins with the same letter as a literal. */
    static boolean beginsValue(byte[] bytes, int from, int to) {
        byte first = bytes[from];
        if (first < 'a' || first > 'z') {
            return beginsValue(first);
        }
        for (byte[] literal : LITERALS) {
            int behind = from + literal.length;
            if (behind <= to && Arrays.equals(bytes, from, behind, literal, 0, literal.length)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value can begin with this byte. */
    static boolean beginsValue(byte b) {
        return beginsContainer(b) || b == '"' || beginsScalar(b);
    }

    static boolean beginsContainer(byte b) {
        return b == '{' || b == '[';
    }

    /** Whether a number or a literal can begin with this byte. */
    static boolean beginsScalar(byte b) {
        return b == '-' || (b >= '0' && b <= '9') || b == 't' || b == 'f' || b == 'n';
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Whether this byte ends a number or a literal. */
    static boolean endsScalar(byte b) {
        return isBlank(b) || b == ',' || b == ']' || b == '}';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
