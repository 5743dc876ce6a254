package io.llmgateway.core.guard;

import io.llmgateway.chain.TextFilter;
import java.util.Set;

/**
 * Puts values back in the place of their placeholders and surrogates, also where a model has changed their case, escaped them
 * for markdown, HTML or JSON, or left the brackets out; never one that is only alike. The longest that fits is meant. Holds back
 * what may be the beginning of one, and nothing else.
 */
final class Restoring implements TextFilter {
    private static final int NONE = 0;
    private static final int MORE = -1;
    private static final String[] OPEN = {"<", "&lt;", "\\u003c", "\\u003C", "\\<"};
    private static final Set<String> PLAIN = Set.of("&gt;", "\\u003e", "\\u003E");
    private static final String[] CLOSE = {">", "&gt;", "\\u003e", "\\u003E", "\\>"};

    private static final Placeholders.Mark NOTHING = new Placeholders.Mark("", "", false);

    private final MarkNames names;
    private final boolean json;
    private String held = "";
    private char before = '\n';
    private Placeholders.Mark matched = NOTHING;

    /**
     * A filter for one part of an answer.
     *
     * @param names placeholders, surrogates and their values
     * @param json whether the text is JSON, so that values must be written as its strings are
     */
    Restoring(MarkNames names, boolean json) {
        this.names = names;
        this.json = json;
    }

    /** A whole text with its values put back. */
    static String all(String text, MarkNames names) {
        Restoring filter = new Restoring(names, false);
        return filter.last(text);
    }

    @Override
    public String push(String piece) {
        held = held.isEmpty() ? piece : held + piece;
        return run(false);
    }

    @Override
    public String flush() {
        return run(true);
    }

    @Override
    public String last(String rest) {
        if (held.isEmpty() && names.next(rest, 0) == rest.length()) {
            return rest;
        }
        held = held.isEmpty() ? rest : held + rest;
        return run(true);
    }

    private String run(boolean end) {
        Replacing out = new Replacing(held);
        int i = end ? from(0) : 0;
        while (i < held.length()) {
            int length = begins(held.charAt(i)) ? match(i, end) : NONE;
            if (length == MORE) {
                break;
            }
            if (length == NONE) {
                before = held.charAt(i++);
            } else {
                int next = i + length;
                out.replace(i, next, value());
                before = '>';
                i = end ? from(next) : next;
            }
        }
        String text = out.upTo(i);
        held = held.substring(i);
        return text;
    }

    // spares most of an answer a look at each char
    private int from(int place) {
        int next = names.next(held, place);
        before = next > place ? held.charAt(next - 1) : before;
        return next;
    }

    private String value() {
        String value = matched.value();
        if (!json) {
            return value;
        }
        StringBuilder out = new StringBuilder(value.length() + 2);
        JsonStrings.escape(value, out);
        return out.toString();
    }

    private boolean begins(char c) {
        return c == '<' || c == '&' || c == '\\' || (names.begin(c) && !(word(before) && word(c)));
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
        boolean bare = close.isEmpty();
        if (at < held.length() && bare && word(before) && word(held.charAt(at))) {
            return NONE;
        }
        int longest = NONE;
        boolean more = false;
        int first = 0;
        int last = names.size();
        int letters = 0;
        for (int i = at; ; i++) {
            if (i < held.length() && held.charAt(i) == '\\' && i > at) {
                i++; // models escape signs
                if (i < held.length() && Character.isLetterOrDigit(held.charAt(i))) {
                    break;
                }
            }
            if (i >= held.length()) {
                more |= !end;
                break;
            }
            char c = held.charAt(i);
            first = names.from(c, letters, first, last);
            last = names.behind(c, letters, first, last);
            if (first == last) {
                break;
            }
            Placeholders.Mark mark = names.named(++letters, first);
            if (mark == null || (mark.bare() && !bare)) {
                continue;
            }
            int closed = word(held.charAt(i)) ? closed(i + 1, close, end) : 0;
            boolean whole = closed > 0 || !close.startsWith("\\>"); // a backslash alone is the text's own
            if (closed >= 0 && whole) {
                matched = mark;
                longest = i + 1 + closed - at;
            }
            more |= closed == MORE;
        }
        return more ? MORE : longest;
    }

    // EMAIL_1 is not the beginning of EMAIL_10; a bracket that was lost is not missed
    private int closed(int at, String close, boolean end) {
        if (at >= held.length()) {
            return end ? 0 : MORE;
        }
        int fits = close.isEmpty() ? NONE : fits(close, at);
        if (fits == NONE && PLAIN.contains(close) && held.charAt(at) == '>') {
            return 1; // other guards escape what opens a tag, and not what closes it
        }
        if (fits == MORE) {
            return end ? 0 : MORE;
        }
        if (fits > 0) {
            return fits;
        }
        return word(held.charAt(at)) ? -2 : 0;
    }

    private static boolean word(char c) {
        return Placeholders.word(c) || c == '_';
    }
}
