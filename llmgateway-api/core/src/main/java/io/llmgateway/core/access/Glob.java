package io.llmgateway.core.access;

/** Patterns in which {@code *} stands for any characters, also none. */
public final class Glob {
    private Glob() {}

    /**
     * Whether a text is like a pattern; the case of letters does not matter.
     *
     * @param text the text
     * @param pattern the pattern
     * @return whether all of it is
     */
    public static boolean matches(String text, String pattern) {
        return matches(text, pattern, true);
    }

    // each piece at its first place is enough: no way back, so no text makes it slow
    static boolean matches(String text, String pattern, boolean anyCase) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return anyCase ? text.equalsIgnoreCase(pattern) : text.equals(pattern);
        }
        if (!text.regionMatches(anyCase, 0, pattern, 0, star)) {
            return false;
        }
        int at = star;
        int begin = star + 1;
        for (int end = pattern.indexOf('*', begin); end >= 0; end = pattern.indexOf('*', begin)) {
            int found = find(text, pattern.substring(begin, end), at, anyCase);
            if (found < 0) {
                return false;
            }
            at = found + end - begin;
            begin = end + 1;
        }
        int tail = pattern.length() - begin;
        return text.length() - at >= tail && text.regionMatches(anyCase, text.length() - tail, pattern, begin, tail);
    }

    /**
     * Whether a text holds another; the case of letters does not matter.
     *
     * @param text the text
     * @param piece the other, without patterns
     * @return whether it does
     */
    public static boolean contains(String text, String piece) {
        return find(text, piece, 0, true) >= 0;
    }

    private static int find(String text, String piece, int from, boolean anyCase) {
        for (int at = from; at <= text.length() - piece.length(); at++) {
            if (text.regionMatches(anyCase, at, piece, 0, piece.length())) {
                return at;
            }
        }
        return -1;
    }
}
