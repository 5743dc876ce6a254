package io.llmgateway.core.route;

import io.llmgateway.core.route.Condition.Literal;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Nearest;
import java.util.List;

/**
 * A place in a text of bounded length: takes what stands there, or says what was expected. Used once, by one thread.
 */
final class Cursor {
    private static final int MOST_CHARS = 4_000;
    private static final int MOST_DIGITS = 15;
    private static final int MOST_SHOWN = 40;

    private final String property;
    private final String text;
    private int at;

    Cursor(String property, String text) {
        this.property = property;
        this.text = text;
        if (text.length() > MOST_CHARS) {
            throw new MisconfiguredException(property + " has " + text.length() + " characters: it may have "
                    + MOST_CHARS + "; split it into several rules");
        }
    }

    /** Where the next thing begins. */
    int next() {
        space();
        return at;
    }

    /** Everything up to a character or the end. */
    String upTo(char stop) {
        int found = text.indexOf(stop, at);
        int begin = at;
        at = found < 0 ? text.length() : found;
        return text.substring(begin, at).strip();
    }

    /** A number of 0 or more. */
    Literal number() {
        int begin = next();
        digits();
        if (at == begin) {
            throw expected("a number of 0 or more");
        }
        if (text.startsWith(".", at) && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
            at++;
            digits();
        }
        if (at - begin > MOST_DIGITS) {
            throw wrong(begin, "the number has more than " + MOST_DIGITS + " digits");
        }
        String written = text.substring(begin, at);
        return new Literal(Double.parseDouble(written), written);
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    /** What stands in quotes. */
    String quoted(String what) {
        if (!starts("'") && !starts("\"")) {
            throw expected(what);
        }
        int end = text.indexOf(text.charAt(at), at + 1);
        if (end < 0) {
            throw wrong(at, "the text that begins here has no closing quote");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    /** A name of letters, digits and _, with dots and dashes only between them; empty if none stands here. */
    String name() {
        int begin = next();
        if (at < text.length() && Character.isLetter(text.charAt(at))) {
            while (at < text.length() && isOfName(at)) {
                at++;
            }
        }
        return text.substring(begin, at);
    }

    private boolean isOfName(int place) {
        char c = text.charAt(place);
        return Character.isLetterOrDigit(c)
                || c == '_'
                || ((c == '.' || c == '-')
                        && place + 1 < text.length()
                        && Character.isLetterOrDigit(text.charAt(place + 1)));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Takes a sign, or a word that goes no further. */
    boolean take(String what) {
        space();
        int end = at + what.length();
        boolean there = starts(what) && !(Character.isLetter(what.charAt(0)) && end < text.length() && isOfName(end));
        if (there) {
            at = end;
        }
        return there;
    }

    boolean starts(String what) {
        return text.startsWith(what, next());
    }

    boolean ended() {
        return next() == text.length();
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** Says what was expected here; what was probably meant is one of the words. */
    MisconfiguredException expected(String what, String... words) {
        if (ended()) {
            return wrong(at, "expected " + what + ", found the end");
        }
        int begin = at;
        String name = name();
        String found = name.isEmpty() ? text.substring(begin, begin + 1) : name;
        String hint = Nearest.to(found, List.of(words))
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("");
        return wrong(begin, "expected " + what + ", found \"" + shown(found) + "\"" + hint);
    }

    MisconfiguredException wrong(int place, String what) {
        return new MisconfiguredException(property + ", position " + (place + 1) + ": " + what);
    }

    static String shown(String found) {
        return found.length() <= MOST_SHOWN ? found : found.substring(0, MOST_SHOWN) + "…";
    }
}
