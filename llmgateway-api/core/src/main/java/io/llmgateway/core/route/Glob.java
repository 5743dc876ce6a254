package io.llmgateway.core.route;

/** Patterns in which {@code *} stands for any characters, also none. The case of letters does not matter. */
final class Glob {
    private Glob() {}

    // each piece at its first place is enough: no way back, so no text makes it slow
    static boolean matches(String text, String pattern) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return text.equalsIgnoreCase(pattern);
        }
        if (!text.regionMatches(true, 0, pattern, 0, star)) {
            return false;
        }
        int at = star;
        int begin = star + 1;
        for (int end = pattern.indexOf('*', begin); end >= 0; end = pattern.indexOf('*', begin)) {
            int found = find(text, pattern.substring(begin, end), at);
            if (found < 0) {
                return false;
            }
            at = found + end - begin;
            begin = end + 1;
        }
        int tail = pattern.length() - begin;
        return text.length() - at >= tail && text.regionMatches(true, text.length() - tail, pattern, begin, tail);
    }

    /** Where a piece is first found from a place on; negative if nowhere. */
    static int find(String text, String piece, int from) {
        for (int at = from; at <= text.length() - piece.length(); at++) {
            if (text.regionMatches(true, at, piece, 0, piece.length())) {
                return at;
            }
        }
        return -1;
    }
}
