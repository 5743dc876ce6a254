package io.llmgateway.core.injection;

import io.llmgateway.core.detect.Sheet;
import java.util.Arrays;

/** Words that are written without blanks between them. */
final class Glued {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 14;

    private Glued() {}

    /**
     * The known words within letters: those that cover most of them, long ones first.
     *
     * @param book what is known
     * @param letters small letters
     * @param least how much of the letters they must cover, from 0 to 1
     * @return the words' numbers in order; none if fewer than two are found, or they cover too little
     */
    static int[] words(Book book, char[] letters, double least) {
        int length = letters.length;
        int[] best = new int[length + 1]; // what the words up to here are worth
        int[] from = new int[length + 1]; // where the last of them begins
        int[] number = new int[length + 1]; // and which it is; 0 for a letter of none
        for (int start = 0; start < length; start++) {
            if (best[start + 1] <= best[start]) {
                best[start + 1] = best[start];
                from[start + 1] = start;
                number[start + 1] = 0;
            }
            int hash = Sheet.EMPTY;
            for (int end = start + 1; end <= Math.min(length, start + LONGEST); end++) {
                hash = Sheet.hash(hash, letters[end - 1]);
                int found = end - start < SHORTEST ? 0 : book.exact(hash);
                int worth = best[start] + (end - start) * (end - start);
                if (found != 0 && worth > best[end]) {
                    best[end] = worth;
                    from[end] = start;
                    number[end] = found;
                }
            }
        }
        int[] words = new int[length];
        int first = length;
        int covered = 0;
        for (int end = length; end > 0; end = from[end]) {
            if (number[end] != 0) {
                covered += end - from[end];
                words[--first] = number[end];
            }
        }
        boolean enough = length - first > 1 && covered >= least * length;
        return enough ? Arrays.copyOfRange(words, first, length) : new int[0];
    }
}
