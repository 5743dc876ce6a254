package io.llmgateway.core.injection;

import io.llmgateway.core.detect.Sheet;

/**
 * What words mean, and which sequences of meanings tell something, as tables. A word has a number, which stands for all its
 * meanings. Immutable.
 */
final class Book {
    /** A cipher's number that means a word is written backwards; others are how far letters are moved. */
    static final int BACKWARDS = 26;

    private static final int LEAST_STEM = 3;
    private static final int LEAST_SCRAMBLED = 5;
    private static final int LONGEST_SCRAMBLED = 12;

    private final Table exact;
    private final Table stems;
    private final Table runOn;
    private final Table scrambled;
    private final Table ciphers;
    private final Rule[][] starts;
    private final boolean[][] fits;

    /**
     * A book; {@link BookReader} reads the shipped one.
     *
     * @param exact words by their hashes
     * @param stems beginnings of words
     * @param runOn words of scripts without blanks
     * @param scrambled words by {@link #scrambled}
     * @param ciphers enciphered words, to their ciphers
     * @param starts for each number the rules that may begin with it
     * @param fits for each element of rules, which numbers may be it
     */
    Book(Table exact, Table stems, Table runOn, Table scrambled, Table ciphers, Rule[][] starts, boolean[][] fits) {
        this.exact = exact;
        this.stems = stems;
        this.runOn = runOn;
        this.scrambled = scrambled;
        this.ciphers = ciphers;
        this.starts = starts;
        this.fits = fits;
    }

    /** A text with its letters moved along the alphabet. */
    static String moved(CharSequence text, int by) {
        StringBuilder moved = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char first = c >= 'a' && c <= 'z' ? 'a' : 'A';
            moved.append(c >= first && c < first + 26 ? (char) (first + (c - first + by) % 26) : c);
        }
        return moved.toString();
    }

    /** The hash of a word's letters, the same whatever the order of those between the first and the last. */
    static int scrambled(Sheet sheet, int start, int end) {
        int sum = 0;
        int letters = 0;
        char first = 0;
        char last = 0;
        for (int i = start; i < end; i++) {
            char c = Letters.plain(sheet.at(i));
            if (c == 0) {
                continue;
            }
            if (letters > 1) {
                sum += (last * 0x9e3779b1) ^ ((last * 0x85ebca6b) >>> 13);
            }
            first = letters++ == 0 ? c : first;
            last = c;
        }
        return ((((sum ^ first) * 0x01000193) ^ last) * 0x01000193) ^ (letters - 1);
    }

    /** The number of a word by its {@link Sheet#hash hash}; 0 for words that mean nothing here. */
    int exact(int hash) {
        return exact.get(hash);
    }

    /** The number of a word by how it begins, or by its letters in a wrong order; 0 for words that mean nothing here. */
    int guess(Sheet sheet, int start, int end) {
        int hash = Sheet.EMPTY;
        int found = 0;
        for (int i = start; i < end; i++) {
            char c = Letters.plain(sheet.at(i));
            if (c != 0) {
                hash = Sheet.hash(hash, c);
                int stem = i - start + 1 < LEAST_STEM ? 0 : stems.get(hash);
                found = stem == 0 ? found : stem;
            }
        }
        if (found == 0 && end - start >= LEAST_SCRAMBLED && end - start <= LONGEST_SCRAMBLED) {
            found = scrambled.get(scrambled(sheet, start, end));
        }
        return found;
    }

    /** The number of a word of a script without blanks between words, by its hash. */
    int runOn(int hash) {
        return runOn.get(hash);
    }

    /** How a telling word is enciphered, by the hash of what it looks like: {@link #moved} by so many, or backwards; 0 if not. */
    int cipher(int hash) {
        return ciphers.get(hash);
    }

    /** The rules that may begin with a word of a number. */
    Rule[] starts(int number) {
        return starts[number];
    }

    /** Whether a word of a number may be an element of a rule. */
    boolean fits(int element, int number) {
        return fits[element][number];
    }
}
