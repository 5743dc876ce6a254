package io.llmgateway.core.detect;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** Words that say what stands near them, such as {@code routing} or {@code Steuernummer}. Immutable. */
final class Cues {
    private final int[] hashes;
    private final String[] words;

    private Cues(String[] words, int[] hashes) {
        this.words = words;
        this.hashes = hashes;
    }

    /**
     * Words in small letters, of letters and digits alone; of a phrase its most telling word.
     *
     * @param words the words
     */
    static Cues of(String... words) {
        long[] order = new long[words.length]; // by hash, then by place
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) Sheet.hash(words[i]) << 32 | i;
        }
        Arrays.sort(order);
        String[] sorted = new String[order.length];
        int[] hashes = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            sorted[i] = words[(int) order[i]];
            hashes[i] = (int) (order[i] >> 32);
        }
        return new Cues(sorted, hashes);
    }

    /** The same from one string with blanks between. */
    static Cues list(String words) {
        return of(Shipped.words(words));
    }

    /** The words of one string with blanks between. */
    static Set<String> words(String words) {
        return Collections.unmodifiableSet(new HashSet<>(Arrays.asList(Shipped.words(words))));
    }

    /** Whether a token is one of them. */
    boolean has(Sheet sheet, int token) {
        if (sheet.digits(token)) {
            return false; // no word
        }
        int found = Arrays.binarySearch(hashes, sheet.hash(token));
        if (found < 0) {
            return false;
        }
        String word = words[found];
        return sheet.length(token) == word.length() && sheet.is(sheet.start(token), word);
    }

    /** Whether one of them is among some tokens before a token, or after it. */
    boolean near(Sheet sheet, int token, int before, int after) {
        for (int i = Math.max(0, token - before); i < Math.min(sheet.tokens(), token + after + 1); i++) {
            if (i != token && has(sheet, i)) {
                return true;
            }
        }
        return false;
    }
}
