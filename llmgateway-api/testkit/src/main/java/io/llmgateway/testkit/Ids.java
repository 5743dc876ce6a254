package io.llmgateway.testkit;

import io.llmgateway.chat.Part;
import java.util.Random;

/** Ids that look like the vendor's and are the same in each run: they follow from the number of the request. */
final class Ids {
    /** When all fake answers were made: 2026-01-01. */
    static final long CREATED = FakeWorld.BEGINNING.getEpochSecond();

    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final String HEX = "0123456789abcdef";

    private final Random random;

    Ids(long number) {
        random = new Random(number * 7919);
    }

    String letters(String prefix, int length) {
        return from(LETTERS, prefix, length);
    }

    String hex(String prefix, int length) {
        return from(HEX, prefix, length);
    }

    private String from(String alphabet, String prefix, int length) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < length; i++) {
            id.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return id.toString();
    }

    /** The id the test gave a tool call, or one of the vendor's kind. */
    String callId(Part.ToolCall call, String prefix) {
        return call.id().isEmpty() ? letters(prefix, 24) : call.id();
    }

    /** Padding of some length, as vendors use to hide the length of pieces. */
    String padding() {
        return letters("", 1 + random.nextInt(12));
    }

    String blanks() {
        return " ".repeat(random.nextInt(14));
    }
}
