package io.llmgateway.core.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text in which letters and digits that look like those of ASCII are theirs, escapes are what they stand for, and characters
 * that cannot be seen are gone. It is never longer than the original: one char stands for one or more of those.
 *
 * @param text the folded text
 * @param origin for each of its chars, and for its end, where it stands in the original; null where all stand where they stood
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one look at a text, and is never compared
record Folding(String text, int @Nullable [] origin) {
    static Folding of(String text) {
        return of(text, 0);
    }

    /** The same of a text that is plain up to a place. */
    static Folding of(String text, int plain) {
        return new Folder(text, plain).fold();
    }

    /** Whether a char stands for itself wherever it is folded: an ASCII one that begins no escape. */
    static boolean plain(String text, int at) {
        char c = text.charAt(at);
        return c < 128 && !(Escapes.opens(c) && Escapes.at(text, at) != 0);
    }

    /** What is written is never ahead of what is read, and nothing is copied as long as both are the same. */
    private static final class Folder {
        private final String text;
        private char @Nullable [] chars;
        private int @Nullable [] origin;
        private int written;

        Folder(String text, int plain) {
            this.text = text;
            this.written = plain;
        }

        Folding fold() {
            boolean alike = false;
            boolean raised = false;
            int read = written;
            while (read < text.length()) {
                char c = text.charAt(read);
                if (c < 128) {
                    int escape = Escapes.opens(c) ? Escapes.at(text, read, at(read - 1), at(read - 2)) : 0;
                    if (escape == 0) {
                        put(c, read++);
                    } else {
                        char plain = LookAlikes.plain(Escapes.stands(escape));
                        if (Escapes.joins(escape) && at(written - 1) == ' ') {
                            written--;
                        }
                        put(plain == LookAlikes.GONE ? ' ' : plain, read);
                        read += Escapes.length(escape);
                    }
                } else if (!Character.isSurrogate(c)) {
                    char plain = LookAlikes.plain(c);
                    if (plain == LookAlikes.RAISED) { // a lone one is an exponent or a footnote
                        boolean more = raised || (read + 1 < text.length() && LookAlikes.raised(text.charAt(read + 1)));
                        plain = more ? LookAlikes.lowered(c) : c;
                        raised = more;
                    } else {
                        raised = false;
                    }
                    alike |= LookAlikes.foreign(plain);
                    if (plain != LookAlikes.GONE) {
                        put(plain, read);
                    }
                    read++;
                } else {
                    read = pair(c, read);
                }
            }
            if (alike) {
                LookAlikes.fold(copy(), written);
            }
            String folded = chars == null ? text.substring(0, written) : new String(chars, 0, written);
            if (origin == null) {
                return new Folding(folded, identity());
            }
            origin[written] = text.length();
            return new Folding(folded, Arrays.copyOf(origin, written + 1));
        }

        // what is written, and what is not yet overwritten
        private char at(int place) {
            return place < 0 ? '\n' : chars == null || place >= written ? text.charAt(place) : chars[place];
        }

        private char[] copy() {
            char[] copy = chars;
            if (copy == null) {
                copy = new char[text.length()];
                text.getChars(0, written, copy, 0);
                chars = copy;
            }
            return copy;
        }

        // only the end of the text is gone: what is left stands where it stood
        private int @Nullable [] identity() {
            if (written == text.length()) {
                return null;
            }
            int[] places = new int[written + 1];
            Arrays.setAll(places, i -> i);
            places[written] = text.length();
            return places;
        }

        private int pair(char high, int read) {
            if (!Character.isHighSurrogate(high)
                    || read + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(read + 1))) {
                put(LookAlikes.OTHER, read);
                return read + 1;
            }
            char low = text.charAt(read + 1);
            int point = Character.toCodePoint(high, low);
            char plain = LookAlikes.plain(point);
            if (plain == LookAlikes.OTHER) {
                boolean letter = Character.isLetter(point);
                put(letter ? high : plain, read);
                put(letter ? low : plain, read + 1);
            } else if (plain != LookAlikes.GONE) {
                put(plain, read);
            }
            return read + 2;
        }

        private void put(char c, int read) {
            if (chars == null && written == read && text.charAt(read) == c) {
                written++;
                return;
            }
            if (origin == null && written != read) {
                origin = new int[text.length() + 1];
                for (int i = 0; i < written; i++) {
                    origin[i] = i;
                }
            }
            if (origin != null) {
                origin[written] = read;
            }
            copy()[written++] = c;
        }
    }
}
