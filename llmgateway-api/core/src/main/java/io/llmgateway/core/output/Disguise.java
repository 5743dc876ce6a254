package io.llmgateway.core.output;

import java.util.Locale;
import java.util.Map;

/** What hides in how a text is written: chars nobody sees, and character references of HTML. */
final class Disguise {
    private static final int LONGEST_NAME = 16;

    // no letter has a name of its own in HTML, so these are all that can stand in a scheme, a host or a call
    private static final Map<String, Character> NAMED = Map.ofEntries(
            Map.entry("Tab", '\t'),
            Map.entry("NewLine", '\n'),
            Map.entry("nbsp", '\u00a0'),
            Map.entry("shy", '\u00ad'),
            Map.entry("zwj", '\u200d'),
            Map.entry("zwnj", '\u200c'),
            Map.entry("ZeroWidthSpace", '\u200b'),
            Map.entry("colon", ':'),
            Map.entry("sol", '/'),
            Map.entry("bsol", '\\'),
            Map.entry("period", '.'),
            Map.entry("lpar", '('),
            Map.entry("rpar", ')'),
            Map.entry("num", '#'),
            Map.entry("quest", '?'),
            Map.entry("commat", '@'),
            Map.entry("percnt", '%'),
            Map.entry("quot", '"'),
            Map.entry("apos", '\''),
            Map.entry("amp", '&'),
            Map.entry("lt", '<'),
            Map.entry("gt", '>'));

    private Disguise() {}

    /** Whether nobody sees a char, and some readers skip it. */
    static boolean unseen(char c) {
        return (c < ' ' && !blank(c))
                || (c >= 0x7f && c < 0xa0)
                || c == 0xad
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2060 && c <= 0x206f)
                || c == 0xfeff;
    }

    /** Whether HTML takes a char for white space. */
    static boolean blank(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    }

    static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** A name without what nobody sees, in small letters. */
    static String name(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (!unseen(text.charAt(i))) {
                out.append(text.charAt(i));
            }
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    /** A value with its character references read, in small letters, without blanks and what nobody sees. */
    static String value(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            int length = c == '&' ? reference(text, i, out) : 0;
            if (length == 0) {
                put(c, out);
                length = 1;
            }
            i += length;
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    private static void put(char c, StringBuilder out) {
        if (!unseen(c) && !blank(c) && c != 0xa0) {
            out.append(c);
        }
    }

    // how many chars a reference takes, with or without its semicolon; 0 where there is none
    private static int reference(String text, int at, StringBuilder out) {
        int i = at + 1;
        if (i < text.length() && text.charAt(i) == '#') {
            boolean hex = ++i < text.length() && (text.charAt(i) | 0x20) == 'x';
            int start = hex ? ++i : i;
            int code = 0;
            for (; i < text.length() && Character.digit(text.charAt(i), hex ? 16 : 10) >= 0; i++) {
                code = Math.min(0x110000, code * (hex ? 16 : 10) + Character.digit(text.charAt(i), hex ? 16 : 10));
            }
            if (i == start) {
                return 0;
            }
            put(code < 0x10000 ? (char) code : '\ufffd', out);
        } else {
            int start = i;
            while (i < text.length() && i - start <= LONGEST_NAME && letter(text.charAt(i))) {
                i++;
            }
            Character named = NAMED.get(text.substring(start, i));
            if (named == null) {
                return 0;
            }
            put(named, out);
        }
        return i < text.length() && text.charAt(i) == ';' ? i + 1 - at : i - at;
    }
}
