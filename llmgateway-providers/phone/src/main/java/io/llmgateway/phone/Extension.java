package io.llmgateway.phone;

import java.util.List;

/** The extension after a number: {@code x12}, {@code ext. 12}, {@code ;ext=12}, {@code Durchwahl 12}. */
final class Extension {
    private static final int MOST = 7;
    private static final List<String> WORDS = List.of(
            ";ext=", "extension", "ext", "extn", "durchwahl", "poste", "interno", "anexo", "ramal", "доб", "x", "#");

    private Extension() {}

    /** Whether one begins right at a place. */
    static boolean begins(String text, int at) {
        return after(text, at) > at;
    }

    /** Where a number ends with its extension, if there is one. */
    static int after(String text, int end) {
        int at = end;
        while (at < text.length() && at - end < 2 && (text.charAt(at) == ' ' || text.charAt(at) == ',')) {
            at++;
        }
        for (String word : WORDS) {
            if (text.regionMatches(true, at, word, 0, word.length())) {
                int digits = digits(text, at + word.length());
                if (digits > 0) {
                    return digits;
                }
            }
        }
        return end;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && at - from < 2 && " .:".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        int last = at;
        while (last < text.length() && last - at < MOST && Signs.digit(text.charAt(last)) >= 0) {
            last++;
        }
        boolean ends = last == text.length() || !Signs.joins(text.charAt(last));
        return last > at && ends ? last : 0;
    }
}
