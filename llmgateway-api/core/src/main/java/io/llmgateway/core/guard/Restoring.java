package io.llmgateway.core.guard;

import io.llmgateway.chain.TextFilter;
import java.util.BitSet;
import java.util.List;

/**
 * Puts values back in the place of their placeholders and surrogates, also where a model has changed their case, escaped them
 * for markdown, HTML or JSON, or left the brackets out; never one that is only alike. The longest that fits is meant. Holds back
 * what may be the beginning of one, and nothing else.
 */
final class Restoring implements TextFilter {
    private static final int NONE = 0;
    private static final int MORE = -1;
    private static final String[] OPEN = {"<", "&lt;", "\\u003c", "\\u003C", "\\<"};
    private static final String[] CLOSE = {">", "&gt;", "\\u003e", "\\u003E", "\\>"};

    private final List<Placeholders.Mark> marks;
    private final boolean json;
    private final BitSet begins = new BitSet(128);
    private final StringBuilder held = new StringBuilder();
    private char before = '\n';
    private Placeholders.Mark matched = new Placeholders.Mark("", "", false);

    /**
     * A filter for one part of an answer.
     *
     * @param marks placeholders and values
     * @param json whether the text is JSON, so that values must be written as its strings are
     */
    Restoring(List<Placeholders.Mark> marks, boolean json) {
        this.marks = marks;
        this.json = json;
        for (String open : OPEN) {
            begins.set(open.charAt(0));
        }
        for (Placeholders.Mark mark : marks) {
            begins.set(Character.toUpperCase(mark.name().charAt(0)));
            begins.set(Character.toLowerCase(mark.name().charAt(0)));
        }
    }

    /** A whole text with its values put back. */
    static String all(String text, List<Placeholders.Mark> marks) {
        Restoring filter = new Restoring(marks, false);
        return filter.push(text) + filter.flush();
    }

    @Override
    public String push(String piece) {
        held.append(piece);
        return run(false);
    }

    @Override
    public String flush() {
        return run(true);
    }

    private String run(boolean end) {
        StringBuilder out = new StringBuilder(held.length() + 16);
        int i = 0;
        while (i < held.length()) {
            int length = begins.get(held.charAt(i)) ? match(i, end) : NONE;
            if (length == MORE) {
                break;
            }
            if (length == NONE) {
                before = held.charAt(i++);
                out.append(before);
            } else {
                put(out);
                i += length;
                before = '>';
            }
        }
        held.delete(0, i);
        return out.toString();
    }

    private void put(StringBuilder out) {
        if (json) {
            JsonStrings.escape(matched.value(), out);
        } else {
            out.append(matched.value());
        }
    }

    private int match(int at, boolean end) {
        boolean more = false;
        for (int form = 0; form < OPEN.length; form++) {
            int opened = fits(OPEN[form], at);
            if (opened == MORE) {
                more |= !end;
            } else if (opened > 0) {
                int length = named(at + opened, CLOSE[form], end);
                if (length > 0) {
                    return opened + length;
                }
                more |= length == MORE;
            }
        }
        int length = named(at, "", end);
        return length != NONE ? length : more ? MORE : NONE;
    }

    // how much of the held text a literal takes; MORE where the text ends within it
    private int fits(String literal, int at) {
        int left = Math.min(literal.length(), held.length() - at);
        for (int i = 0; i < left; i++) {
            if (held.charAt(at + i) != literal.charAt(i)) {
                return NONE;
            }
        }
        return left == literal.length() ? left : MORE;
    }

    private int named(int at, String close, boolean end) {
        boolean more = false;
        int longest = NONE;
        for (Placeholders.Mark mark : marks) {
            String name = mark.name();
            if (close.isEmpty() ? word(before) && word(name.charAt(0)) : mark.bare()) {
                continue;
            }
            int length = name(name, at);
            if (length > 0) {
                boolean parted = !word(name.charAt(name.length() - 1));
                int closed = parted ? 0 : closed(at + length, close, end);
                // a backslash alone is the text's own
                boolean whole = closed > 0 || !close.startsWith("\\>");
                if (closed >= 0 && whole && length + closed > longest) {
                    matched = mark;
                    longest = length + closed;
                }
                more |= closed == MORE;
            } else {
                more |= length == MORE && !end;
            }
        }
        return more ? MORE : longest;
    }

    private int name(String name, int at) {
        int i = at;
        for (int n = 0; n < name.length(); n++) {
            char wanted = name.charAt(n);
            if (n > 0 && i < held.length() && held.charAt(i) == '\\' && !Character.isLetterOrDigit(wanted)) {
                i++; // models escape signs
            }
            if (i >= held.length()) {
                return MORE;
            }
            if (small(held.charAt(i)) != small(wanted)) {
                return NONE;
            }
            i++;
        }
        return i - at;
    }

    // EMAIL_1 is not the beginning of EMAIL_10; a bracket that was lost is not missed
    private int closed(int at, String close, boolean end) {
        if (at >= held.length()) {
            return end ? 0 : MORE;
        }
        int fits = close.isEmpty() ? NONE : fits(close, at);
        if (fits == MORE) {
            return end ? 0 : MORE;
        }
        if (fits > 0) {
            return fits;
        }
        return word(held.charAt(at)) ? -2 : 0;
    }

    private static char small(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private static boolean word(char c) {
        return Placeholders.word(c) || c == '_';
    }
}
