package io.llmgateway.spi;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody probably meant by a misspelt name, for messages about settings. */
public final class Nearest {
    private Nearest() {}

    /**
     * The known word nearest to a misspelt one.
     *
     * @param word the misspelt one
     * @param known the right ones
     * @return the nearest, if one is near enough to be meant
     */
    public static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(candidate -> distance(word, candidate) <= Math.max(2, word.length() / 3));
    }

    /**
     * A sentence that helps: what was probably meant, or what there is.
     *
     * @param word the misspelt one
     * @param known the right ones
     * @return a sentence such as {@code did you mean "smart"?}, with its full stop or question mark
     */
    public static String hint(String word, Collection<String> known) {
        return to(word, known)
                .map(near -> "did you mean \"" + near + "\"?")
                .orElseGet(() -> known.isEmpty() ? "there are none." : "there are: " + String.join(", ", known) + ".");
    }

    // Levenshtein's edit distance, one row at a time
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
