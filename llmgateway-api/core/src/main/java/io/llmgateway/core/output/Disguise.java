package io.llmgateway.core.output;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What hides in how a text is written: chars nobody sees, and character references of HTML. */
final class Disguise {
    private static final int LONGEST_NAME = 16;

    // known without a semicolon too
    private static final Set<String> OPEN = Set.of("amp", "lt", "gt", "quot", "nbsp", "shy");

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
            Map.entry("comma", ','),
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
        return visible(read(text));
    }

    /** A text in small letters, without blanks and what nobody sees. */
    static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!unseen(c) && !blank(c) && c != 0xa0) {
                out.append(c);
            }
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    /** A text with its character references read, once. */
    static String read(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            int length = c == '&' ? reference(text, i, out) : 0;
            if (length == 0) {
                out.append(c);
                length = 1;
            }
            i += length;
        }
        return out.toString();
    }

    // how many chars a reference takes, with its semicolon or, where HTML knows it so, without; 0 where there is none
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
            out.append(code < 0x10000 ? (char) code : '\ufffd');
        } else {
            int start = i;
            while (i < text.length() && i - start <= LONGEST_NAME && letter(text.charAt(i))) {
                i++;
            }
            String name = text.substring(start, i);
            Character named = NAMED.get(name);
            boolean closed = i < text.length() && text.charAt(i) == ';';
            if (named == null || !(closed || OPEN.contains(name))) {
                return 0;
            }
            out.append(named.charValue());
        }
        return i < text.length() && text.charAt(i) == ';' ? i + 1 - at : i - at;
    }
}
