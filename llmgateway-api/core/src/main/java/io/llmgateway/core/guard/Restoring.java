package io.llmgateway.core.guard;

import io.llmgateway.chain.TextFilter;
import java.util.List;

/**
 * Puts values back in the place of their placeholders, also where a model has changed their case, escaped them for markdown,
 * HTML or JSON, or left the brackets out; never one that is only alike. Holds back what may be the beginning of one, and
 * nothing else.
 */
final class Restoring implements TextFilter {
    private static final int NONE = 0;
    private static final int MORE = -1;
    private static final String[] OPEN = {"<", "&lt;", "\\u003c", "\\u003C", "\\<"};
    private static final String[] CLOSE = {">", "&gt;", "\\u003e", "\\u003E", "\\>"};

    private final List<Placeholders.Mark> marks;
    private final boolean json;
    private final StringBuilder held = new StringBuilder();
    private char before = '\n';
    private Placeholders.Mark matched = new Placeholders.Mark("", "");

    /**
     * A filter for one part of an answer.
     *
     * @param marks placeholders and values
     * @param json whether the text is JSON, so that values must be written as its strings are
     */
    Restoring(List<Placeholders.Mark> marks, boolean json) {
        this.marks = marks;
        this.json = json;
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
            int length = begins(held.charAt(i)) ? match(i, end) : NONE;
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

    private static boolean begins(char c) {
        return c == '<' || c == '&' || c == '\\' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
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
        if (!word(before)) {
            int length = named(at, "", end);
            if (length != NONE) {
                return length;
            }
        }
        return more ? MORE : NONE;
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
        for (Placeholders.Mark mark : marks) {
            int length = name(mark.name(), at);
            if (length > 0) {
                int closed = closed(at + length, close, end);
                if (closed >= 0) {
                    matched = mark;
                    return length + closed;
                }
                more |= closed == MORE;
            } else {
                more |= length == MORE && !end;
            }
        }
        return more ? MORE : NONE;
    }

    private int name(String name, int at) {
        int i = at;
        for (int n = 0; n < name.length(); n++) {
            char wanted = name.charAt(n);
            if (wanted == '_' && i < held.length() && held.charAt(i) == '\\') {
                i++;
            }
            if (i >= held.length()) {
                return MORE;
            }
            if (Character.toUpperCase(held.charAt(i)) != wanted) {
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

    private static boolean word(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
