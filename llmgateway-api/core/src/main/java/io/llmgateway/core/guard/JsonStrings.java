package io.llmgateway.core.guard;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The strings in a JSON text. Names of members are not values, and stay as they are. */
final class JsonStrings {
    private static final int LEAST_NUMBER = 6;
    private static final String OUTSIDE = "{}[]:,0123456789+-.eEtrufalsn";

    private JsonStrings() {}

    /**
     * Changes the strings that are values, and leaves every other char as it is, so that what was JSON stays JSON. A string that
     * is cut at the end of the text is a value too.
     *
     * @param json a JSON text, or the beginning of one
     * @param change gets each value, without its escapes
     * @return the changed text
     */
    static String map(String json, UnaryOperator<String> change) {
        return map(json, false, (name, value) -> change.apply(value));
    }

    /**
     * The same with numbers of some length: one that is changed becomes a string.
     *
     * @param json a JSON text, or the beginning of one
     * @param change gets the name of the member, empty where there is none, and each value, both without their escapes
     * @return the changed text
     */
    static String mapAll(String json, BinaryOperator<String> change) {
        return map(json, true, change);
    }

    private static String map(String json, boolean numbers, BinaryOperator<String> change) {
        String name = "";
        StringBuilder out = null;
        int copied = 0;
        int i = 0;
        while (i < json.length()) {
            if (json.charAt(i) != '"') {
                int end = numbers ? numberEnd(json, i) : i;
                if (end - i >= LEAST_NUMBER) {
                    String value = json.substring(i, end);
                    String changed = change.apply(name, value);
                    if (!changed.equals(value)) {
                        out = out == null ? new StringBuilder(json.length() + 32) : out;
                        out.append(json, copied, i).append('"');
                        escape(changed, out);
                        out.append('"');
                        copied = end;
                    }
                }
                i = Math.max(i + 1, end);
                continue;
            }
            int end = end(json, i + 1);
            if (!names(json, end)) {
                String value = unescape(json, i + 1, end);
                String changed = change.apply(name, value);
                if (!changed.equals(value)) {
                    out = out == null ? new StringBuilder(json.length() + 32) : out;
                    out.append(json, copied, i + 1);
                    escape(changed, out);
                    copied = end;
                }
            } else {
                name = unescape(json, i + 1, end);
            }
            i = end + 1;
        }
        return out == null ? json : out.append(json, copied, json.length()).toString();
    }

    /**
     * Whether a text may be JSON or the beginning of it: nothing stands outside of its strings but what JSON has there. What
     * does not may be anything, such as a command.
     */
    static boolean like(String text) {
        char before = ' '; // the last char outside of strings that is no blank
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = end(text, i + 1);
            } else if (c <= ' ') {
                continue;
            } else if (OUTSIDE.indexOf(c) < 0 || (i > 0 && text.charAt(i - 1) <= ' ' && part(c) && part(before))) {
                return false;
            }
            before = c;
        }
        return true;
    }

    // of a number or a word: two of them never stand side by side
    private static boolean part(char c) {
        return "{}[]:, ".indexOf(c) < 0;
    }

    private static int numberEnd(String json, int from) {
        int i = from;
        while (i < json.length() && "0123456789.-+eE".indexOf(json.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }

    // of the closing quote, or of the text where there is none
    private static int end(String json, int from) {
        int i = from;
        while (i < json.length() && json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, json.length());
    }

    private static boolean names(String json, int quote) {
        int i = quote + 1;
        while (i < json.length() && Character.isWhitespace(json.charAt(i))) {
            i++;
        }
        return i < json.length() && json.charAt(i) == ':';
    }

    private static String unescape(String json, int start, int end) {
        StringBuilder out = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = json.charAt(i);
            if (c != '\\' || i + 1 >= end) {
                out.append(c);
                continue;
            }
            int length = escape(json, i);
            if (length == 6 && (i + 6 > end || hex(json, i + 2) < 0)) {
                out.append('\\').append('u');
                i++;
            } else {
                out.append(escaped(json, i));
                i += length - 1;
            }
        }
        return out.toString();
    }

    /** How many chars the escape takes that begins at a place, whether they are there or not. */
    static int escape(CharSequence json, int at) {
        return at + 1 < json.length() && json.charAt(at + 1) == 'u' ? 6 : 2;
    }

    /** The char that the escape at a place stands for; a char of no letter where it is none. */
    static char escaped(CharSequence json, int at) {
        char escaped = json.charAt(at + 1);
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> (char) hex(json, at + 2);
            default -> escaped;
        };
    }

    private static int hex(CharSequence json, int from) {
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(json.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = code << 4 | digit;
        }
        return code;
    }

    /** Writes a text as it stands between the quotes of a JSON string. */
    static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }
}
