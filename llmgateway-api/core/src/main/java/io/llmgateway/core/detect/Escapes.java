package io.llmgateway.core.detect;

import java.util.Locale;
import java.util.Map;

/**
 * The ways to write a character by others: entities of HTML, percent signs of URLs, backslashes of JSON and code, and the words
 * people put in brackets so that machines do not see an address.
 */
final class Escapes {
    private static final Map<String, Character> NAMES = Map.ofEntries(
            Map.entry("commat", '@'),
            Map.entry("period", '.'),
            Map.entry("nbsp", ' '),
            Map.entry("ensp", ' '),
            Map.entry("emsp", ' '),
            Map.entry("thinsp", ' '),
            Map.entry("amp", '&'),
            Map.entry("lt", '<'),
            Map.entry("gt", '>'),
            Map.entry("quot", '"'),
            Map.entry("apos", '\''),
            Map.entry("hyphen", '-'),
            Map.entry("dash", '-'),
            Map.entry("ndash", '-'),
            Map.entry("minus", '-'),
            Map.entry("plus", '+'),
            Map.entry("colon", ':'),
            Map.entry("sol", '/'),
            Map.entry("lowbar", '_'),
            Map.entry("shy", '\u00ad'),
            Map.entry("num", '#'),
            Map.entry("equals", '='));
    private static final Map<String, Character> WORDS = Map.of(
            ".", '.', "dot", '.', "punkt", '.', "punto", '.', "point", '.', "@", '@', "at", '@', "arroba", '@', ":",
            ':');
    private static final int LONGEST = 9;
    private static final int LONGEST_WORD = 6;

    private Escapes() {}

    private static final boolean[] OPENS = new boolean[128];

    static {
        for (char c : "&%\\[({<.@".toCharArray()) {
            OPENS[c] = true;
        }
    }

    /** Whether an escape may begin with a char of ASCII. */
    static boolean opens(char c) {
        return OPENS[c];
    }

    /** The escape at a place, or 0. */
    static int at(String text, int at) {
        return at(text, at, at > 0 ? text.charAt(at - 1) : '\n', at > 1 ? text.charAt(at - 2) : '\n');
    }

    /** The same, where what stands before it may be folded already: the char before it, and the one before that. */
    static int at(String text, int at, char before, char earlier) {
        return switch (text.charAt(at)) {
            case '&' -> entity(text, at);
            case '%' -> percent(text, at);
            case '\\' -> before == '\\' ? 0 : backslash(text, at);
            case '.', '@' -> before == ' ' && Character.isLetterOrDigit(earlier) ? spaced(text, at) : 0;
            default -> bracket(text, at);
        };
    }

    /** What it stands for. */
    static char stands(int escape) {
        return (char) escape;
    }

    /** How many chars it has. */
    static int length(int escape) {
        return (escape >>> 16) & 0xff;
    }

    /** Whether a blank before it belongs to it. */
    static boolean joins(int escape) {
        return escape < 0;
    }

    private static int escape(int stands, int length) {
        return stands | length << 16;
    }

    private static int entity(String text, int at) {
        int end = at + 1;
        while (end < text.length() && end - at <= LONGEST && text.charAt(end) != ';') {
            end++;
        }
        if (end == text.length() || text.charAt(end) != ';' || end - at < 3) {
            return 0;
        }
        int stands;
        if (text.charAt(at + 1) == '#') {
            boolean hex = text.charAt(at + 2) == 'x' || text.charAt(at + 2) == 'X';
            stands = number(text, at + (hex ? 3 : 2), end, hex ? 16 : 10);
        } else {
            stands = NAMES.getOrDefault(text.substring(at + 1, end), '\0');
        }
        return stands < ' ' || stands > 0xffff ? 0 : escape(stands, end + 1 - at);
    }

    private static int percent(String text, int at) {
        int stands = number(text, at + 1, at + 3, 16);
        int twice = stands == '%' ? number(text, at + 3, at + 5, 16) : -1;
        int length = twice < ' ' ? 3 : 5;
        int inner = twice < ' ' ? stands : twice;
        if (inner == ' ') {
            return escape('+', length); // as forms write a blank: it shall not end the address it is part of
        }
        return inner > ' ' && inner < 127 ? escape(inner, length) : 0;
    }

    private static int backslash(String text, int at) {
        if (at + 1 == text.length()) {
            return 0;
        }
        char next = text.charAt(at + 1);
        return switch (next) {
            case 'n', 'r', 't' -> escape('\n', 2);
            case '/', '"', '\'', '_', '@', '.', '-', '+', ':' -> escape(next, 2);
            case 'u' -> unicode(text, at, 4);
            case 'x' -> unicode(text, at, 2);
            default -> 0;
        };
    }

    private static int unicode(String text, int at, int digits) {
        int stands = number(text, at + 2, at + 2 + digits, 16);
        if (stands < 0) {
            return 0;
        }
        boolean plain = stands >= ' ' && !Character.isSurrogate((char) stands);
        return escape(plain ? stands : LookAlikes.OTHER, 2 + digits);
    }

    // "example . com"
    private static int spaced(String text, int at) {
        boolean goesOn =
                at + 2 < text.length() && text.charAt(at + 1) == ' ' && Character.isLetterOrDigit(text.charAt(at + 2));
        return goesOn ? escape(text.charAt(at), 2) | Integer.MIN_VALUE : 0;
    }

    // "[at]", "( dot )", "[.]", and the blanks around
    private static int bracket(String text, int at) {
        int start = at + 1;
        if (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        int end = start;
        while (end < text.length() && end - start < 7 && text.charAt(end) != ' ' && !closes(text.charAt(end))) {
            end++;
        }
        int close = end < text.length() && text.charAt(end) == ' ' ? end + 1 : end;
        if (end == start || close >= text.length() || text.charAt(close) != closing(text.charAt(at))) {
            return 0;
        }
        Character stands = end - start > LONGEST_WORD || (end - start == 1 && text.charAt(start) > '@')
                ? null
                : WORDS.get(text.substring(start, end).toLowerCase(Locale.ROOT));
        if (stands == null) {
            return 0;
        }
        int after = close + 1 < text.length() && text.charAt(close + 1) == ' ' ? close + 2 : close + 1;
        return escape(stands, after - at) | Integer.MIN_VALUE;
    }

    private static boolean closes(char c) {
        return c == ']' || c == ')' || c == '}' || c == '>';
    }

    private static char closing(char open) {
        return switch (open) {
            case '[' -> ']';
            case '(' -> ')';
            case '{' -> '}';
            default -> '>';
        };
    }

    private static int number(String text, int start, int end, int radix) {
        if (end > text.length() || start == end) {
            return -1;
        }
        int number = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * radix + digit;
        }
        return number > 0x10ffff ? -1 : number;
    }
}
