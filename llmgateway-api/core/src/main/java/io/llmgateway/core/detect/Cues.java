package io.llmgateway.core.detect;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.StringTokenizer;

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

    /** The same from one string with blanks between. */
    static Cues list(String words) {
        return of(words(words).toArray(String[]::new));
    }

    /** The words of one string with blanks between. */
    static Set<String> words(String words) {
        Set<String> set = new HashSet<>();
        StringTokenizer tokens = new StringTokenizer(words);
        while (tokens.hasMoreTokens()) {
            set.add(tokens.nextToken());
        }
        return Set.copyOf(set);
    }

    /** Whether a token is one of them. */
    boolean has(Sheet sheet, int token) {
        return !word(sheet, token).isEmpty();
    }

    /** The one of them that a token is; empty where it is none. */
    String word(Sheet sheet, int token) {
        if (sheet.digits(token)) {
            return ""; // no word
        }
        int found = Arrays.binarySearch(hashes, sheet.hash(token));
        if (found < 0) {
            return "";
        }
        String word = words[found];
        return sheet.length(token) == word.length() && sheet.is(sheet.start(token), word) ? word : "";
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
