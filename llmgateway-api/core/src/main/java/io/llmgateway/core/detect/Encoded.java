package io.llmgateway.core.detect;

import io.llmgateway.guard.Finding;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Looks into Base64 (RFC 4648, both alphabets) and hexadecimal digits, one level deep: what is found in the decoded text is
 * found at the whole of the encoded one. Each char is decoded once.
 */
public final class Encoded {
    private static final int LEAST = 12;
    private static final int LONG = 80; // chars that a number and a few words about it have
    private static final double SURE = 0.8;

    /** What is done about an encoded part. */
    @FunctionalInterface
    public interface Part {
        /**
         * Gets an encoded part.
         *
         * @param start where it begins in the folded text
         * @param end where it ends there, exclusive
         * @param text what it says, decoded
         */
        void at(int start, int end, String text);
    }

    private final Dispatch dispatch;
    private final Reading reading;

    Encoded(Dispatch dispatch, Reading reading) {
        this.dispatch = dispatch;
        this.reading = reading;
    }

    void look(Sheet sheet, Finds finds) {
        each(sheet, (start, end, text) -> {
            Finding best = best(text);
            if ((best == null || best.score() < SURE) && text.length() < LONG) {
                best = reading.best(sheet, start, end, text);
            }
            if (best != null && best.score() >= SURE) {
                finds.add(best.type(), start, end, best.score(), "encoded-" + best.rule());
            }
        });
    }

    /**
     * Decodes what is encoded in a text.
     *
     * @param sheet the text
     * @param part gets each part that is text once decoded, in order
     */
    public static void each(Sheet sheet, Part part) {
        int end = 0;
        for (int token = 0; token < sheet.tokens(); token++) {
            if (sheet.length(token) < LEAST || sheet.start(token) < end || !telling(sheet, token)) {
                continue;
            }
            int start = sheet.start(token);
            while (start > end && part(sheet.at(start - 1))) {
                start--;
            }
            end = sheet.end(token);
            while (part(sheet.at(end))) {
                end++;
            }
            String text = decoded(sheet.text(start, end));
            if (text != null) {
                while (sheet.at(end) == '=') {
                    end++;
                }
                part.at(start, end, text);
            }
        }
    }

    // words of prose have no capitals in their midst and no digits
    private static boolean telling(Sheet sheet, int token) {
        int flags = sheet.flags(token);
        return (flags & Sheet.BEYOND) == 0
                && Integer.bitCount(flags & (Sheet.DIGIT | Sheet.UPPER | Sheet.LOWER)) > 1
                && (sheet.length(token) >= 16 || (flags & Sheet.UPPER) != 0);
    }

    private static boolean part(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || c == '+'
                || c == '/'
                || c == '-'
                || c == '_';
    }

    private @Nullable Finding best(String text) {
        Sheet sheet = new Sheet(text);
        Finds finds = new Finds(sheet);
        dispatch.run(sheet, finds);
        Finding best = null;
        for (Finding finding : finds.found()) {
            if (best == null || finding.score() > best.score()) {
                best = finding;
            }
        }
        return best;
    }

    private static @Nullable String decoded(String text) {
        String hex = text.length() % 2 == 0 ? hex(text) : null;
        if (hex != null) {
            return hex;
        }
        int whole = text.length() % 4 == 1 ? text.length() - 1 : text.length();
        // a look at the first bytes spares the rest: most long tokens are not text
        int head = Math.min(whole, 16);
        if (base64(text.substring(0, head)) == null) {
            return null;
        }
        return base64(text.substring(0, whole));
    }

    private static @Nullable String base64(String text) {
        try {
            return plain(Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException e) {
            return null; // not Base64 after all
        }
    }

    private static @Nullable String hex(String text) {
        byte[] bytes = new byte[text.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int high = Character.digit(text.charAt(2 * i), 16);
            int low = Character.digit(text.charAt(2 * i + 1), 16);
            int value = high * 16 + low;
            if (high < 0 || low < 0 || value < 9) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return plain(bytes);
    }

    private static @Nullable String plain(byte[] bytes) {
        for (byte one : bytes) {
            if (one >= 0 && one < ' ' && one != '\n' && one != '\t' && one != '\r') {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null; // bytes, not text
        }
    }
}
