package io.llmgateway.core.detect;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Words that say what stands near them, such as {@code routing} or {@code Steuernummer}. Immutable. */
final class Cues {
    private final int[] hashes; // open addressing
    private final @Nullable String[] words;

    private Cues(String[] all) {
        int places = Integer.highestOneBit(all.length) * 4;
        hashes = new int[places];
        words = new String[places];
        for (String word : all) {
            int hash = Sheet.hash(word);
            int place = place(hash);
            while (words[place] != null) {
                place = (place + 1) & (places - 1);
            }
            hashes[place] = hash;
            words[place] = word;
        }
    }

    private int place(int hash) {
        return (hash ^ hash >>> 15) & (hashes.length - 1);
    }

    /**
     * Words in small letters, of letters and digits alone; of a phrase its most telling word.
     *
     * @param words the words, at least one
     */
    static Cues of(String... words) {
        return new Cues(words);
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
        return !word(sheet, token).isEmpty();
    }

    /** The one of them that a token is; empty where it is none. */
    String word(Sheet sheet, int token) {
        if (sheet.digits(token)) {
            return ""; // no word
        }
        int hash = sheet.hash(token);
        int place = place(hash);
        String word = words[place];
        while (word != null) {
            if (hashes[place] == hash && sheet.length(token) == word.length() && sheet.is(sheet.start(token), word)) {
                return word;
            }
            place = (place + 1) & (hashes.length - 1);
            word = words[place];
        }
        return "";
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
