package io.llmgateway.providers.openai;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of tool calls in the form a vendor takes; the same id always becomes the same. Immutable. */
final class CallIds {
    private static final Pattern NINE = Pattern.compile("[a-zA-Z0-9]{9}");
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final boolean nineLetters;

    /** Ids as they are, or of exactly nine letters and digits. */
    CallIds(boolean nineLetters) {
        this.nineLetters = nineLetters;
    }

    String of(String id) {
        if (!nineLetters || NINE.matcher(id).matches()) {
            return id;
        }
        long hash = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).getLeastSignificantBits() >>> 1;
        StringBuilder nine = new StringBuilder(9);
        for (int i = 0; i < 9; i++) {
            nine.append(LETTERS.charAt((int) (hash % LETTERS.length())));
            hash /= LETTERS.length();
        }
        return nine.toString();
    }
}
