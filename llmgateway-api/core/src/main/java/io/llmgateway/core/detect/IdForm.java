package io.llmgateway.core.detect;

import java.util.List;

/**
 * One way some kinds of numbers are written; see {@link IdFormat#forms}.
 *
 * @param text the form
 * @param anchor where its token that brings the spotter here begins
 * @param next what comes after that token; 0 where it is the end
 * @param second how long the token after that one is
 * @param lettered whether a letter stands before that token and what is between
 * @param cued whether it is nothing without a cue, whatever it is
 * @param kinds what is written so
 */
record IdForm(String text, int anchor, char next, int second, boolean lettered, boolean cued, List<Kind> kinds) {
    /**
     * One kind of number, and its cues.
     *
     * @param format the kind
     * @param proof what the form proves
     * @param cues the number of its cues in the book
     */
    record Kind(IdFormat format, Proof proof, int cues) {}

    /** Whether a char of a form stands between its letters and digits. */
    static boolean between(char c) {
        return " _-./:+()".indexOf(c) >= 0;
    }

    private static boolean separates(char c) {
        return c == ' ' || c == '-' || c == '.' || c == '_';
    }

    /** Whether a form has something between its letters and digits. */
    static boolean grouped(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (between(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the char after the token can be in one; spares most tokens a closer look. */
    boolean goesOn(char c) {
        return switch (next) {
            case 0 -> true;
            case ' ' -> separates(c);
            case '_' -> c == ' ';
            default -> c == next;
        };
    }

    /** Where one ends that begins at a place; -1 where there is none, or where it is only a part of something. */
    int end(Sheet sheet, int start) {
        char separator = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = sheet.at(start + i);
            switch (text.charAt(i)) {
                case '9' -> {
                    if (!digit(c)) {
                        return -1;
                    }
                }
                case 'A' -> {
                    if (!letter(c)) {
                        return -1;
                    }
                }
                case '*' -> {
                    if (!digit(c) && !letter(c)) {
                        return -1;
                    }
                }
                case ' ' -> {
                    if (separator == 0 ? !separates(c) : c != separator) {
                        return -1;
                    }
                    separator = c;
                }
                case '_' -> {
                    if (c != ' ') {
                        return -1;
                    }
                    separator = c;
                }
                default -> {
                    if (c != text.charAt(i)) {
                        return -1;
                    }
                    separator = separator == 0 ? c : separator;
                }
            }
        }
        int end = start + text.length();
        return cutOff(sheet, start, -1, separator) && cutOff(sheet, end - 1, 1, separator) ? end : -1;
    }

    /** Whether nothing at an edge makes it a part of a longer number, a version, an amount, an address or a telephone number. */
    static boolean cutOff(Sheet sheet, int edge, int side, char separator) {
        char next = sheet.at(edge + side);
        char beyond = sheet.at(edge + 2 * side);
        boolean closed = !digit(sheet.at(edge)) && !letter(sheet.at(edge));
        return switch (next) {
            case '-', '/' -> closed || !(digit(beyond) || (side > 0 && letter(beyond)));
            case '.', ',', ':' -> !digit(beyond);
            case ' ' -> separator != ' ' || closed || !digit(beyond);
            case '+' -> side > 0;
            case '@', '$', '€', '£', '¥', '%' -> false;
            default -> closed || (!digit(next) && !letter(next));
        };
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean letter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
