package io.llmgateway.core.detect;

import java.util.Arrays;

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
        String[] sorted = words.clone();
        Arrays.sort(sorted, (a, b) -> Integer.compare(Sheet.hash(a), Sheet.hash(b)));
        return new Cues(sorted, Arrays.stream(sorted).mapToInt(Sheet::hash).toArray());
    }

    /** Whether a token is one of them. */
    boolean has(Sheet sheet, int token) {
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
