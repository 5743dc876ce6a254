package io.llmgateway.core.route;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How much of a text its continuation says again. Models asked to go on often repeat the last words, or begin again from
 * the start: the longest beginning of the continuation that is an end of the text is left out, if it is no accident. Both
 * are looked at once, with the search of Knuth, Morris and Pratt for a pattern that is still arriving. On one thread.
 */
final class Overlap {
    private static final int LETTERS = 12; // a phrase of some words
    private static final int SHORTEST = 3;

    private final String text;
    private final StringBuilder arrived = new StringBuilder();
    private int[] border = new int[64]; // of each beginning of what arrived: its longest end that is a beginning too
    private int at; // the text is looked at up to here,
    private int same; // and what is before that is the same as so much of what arrived

    /**
     * Nothing of a continuation has arrived.
     *
     * @param text what is there
     */
    Overlap(String text) {
        this.text = text;
    }

    /** Whether something is held back. */
    boolean holds() {
        return !arrived.isEmpty();
    }

    /**
     * Takes a piece of the continuation.
     *
     * @return what is new of all pieces so far; null while that cannot be told
     */
    @Nullable
    String push(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            append(piece.charAt(i));
        }
        while (at < text.length() && same < arrived.length()) {
            step();
        }
        return at < text.length() ? null : rest();
    }

    /** What is new of a continuation that ended before that could be told. */
    String end() {
        if (at == same && letters(same) >= LETTERS) {
            return ""; // begun again from the start, and ended earlier
        }
        while (at < text.length() && holds()) {
            if (same == arrived.length()) {
                same = border[same - 1];
            }
            step();
        }
        return rest();
    }

    private void step() {
        if (text.charAt(at) == arrived.charAt(same)) {
            at++;
            same++;
        } else if (same == 0) {
            at++;
        } else {
            same = border[same - 1];
        }
    }

    private void append(char next) {
        int i = arrived.length();
        arrived.append(next);
        if (i == border.length) {
            border = Arrays.copyOf(border, 2 * i);
        }
        int longest = i == 0 ? 0 : border[i - 1];
        while (longest > 0 && arrived.charAt(longest) != next) {
            longest = border[longest - 1];
        }
        border[i] = i > 0 && arrived.charAt(longest) == next ? longest + 1 : 0;
    }

    private String rest() {
        return arrived.substring(meant() ? same : 0);
    }

    private boolean meant() {
        if (same < SHORTEST) {
            return false;
        }
        if (same == text.length()) {
            return true;
        }
        int letters = letters(same);
        if (letters < LETTERS) {
            // the last word, or the half of it that had come, begun again
            return letters == same && !Character.isLetterOrDigit(text.charAt(text.length() - same - 1));
        }
        // what repeats itself, such as a line of dashes or of equal cells, may go on doing so
        return 2 * (same - border[same - 1]) > same;
    }

    // white space, brackets and lines between cells come in the same order again and again
    private int letters(int length) {
        int letters = 0;
        for (int i = 0; i < length; i++) {
            if (Character.isLetterOrDigit(arrived.charAt(i))) {
                letters++;
            }
        }
        return letters;
    }
}
