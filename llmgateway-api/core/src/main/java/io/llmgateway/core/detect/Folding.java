package io.llmgateway.core.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text in which letters and digits that look like those of ASCII are theirs, escapes are what they stand for, and characters
 * that cannot be seen are gone. It is never longer than the original: one char stands for one or more of those.
 *
 * @param chars the folded text
 * @param origin for each of its chars, and for its end, where it stands in the original; null where all stand where they stood
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one look at a text, and is never compared
record Folding(char[] chars, int @Nullable [] origin) {
    static Folding of(String text) {
        return of(text.toCharArray(), 0);
    }

    /** The same of a text that is plain up to a place; folds within its chars. */
    static Folding of(char[] chars, int plain) {
        return new Folder(chars).fold(plain);
    }

    /** Whether a char stands for itself wherever it is folded: an ASCII one that begins no escape. */
    static boolean plain(char[] chars, int at) {
        char c = chars[at];
        return c < 128 && !(Escapes.opens(c) && Escapes.at(chars, at) != 0);
    }

    /** Folds within one array: what is written is never ahead of what is read. */
    private static final class Folder {
        private final char[] chars;
        private int @Nullable [] origin;
        private int written;

        Folder(char[] chars) {
            this.chars = chars;
        }

        Folding fold(int from) {
            boolean alike = false;
            boolean raised = false;
            int read = from;
            written = from;
            while (read < chars.length) {
                char c = chars[read];
                if (c < 128) {
                    int escape = Escapes.opens(c) ? Escapes.at(chars, read) : 0;
                    if (escape == 0) {
                        put(c, read++);
                    } else {
                        char plain = LookAlikes.plain(Escapes.stands(escape));
                        if (Escapes.joins(escape) && written > 0 && chars[written - 1] == ' ') {
                            written--;
                        }
                        put(plain == LookAlikes.GONE ? ' ' : plain, read);
                        read += Escapes.length(escape);
                    }
                } else if (!Character.isSurrogate(c)) {
                    char plain = LookAlikes.plain(c);
                    if (plain == LookAlikes.RAISED) { // a lone one is an exponent or a footnote
                        boolean more = raised || (read + 1 < chars.length && LookAlikes.raised(chars[read + 1]));
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
                LookAlikes.fold(chars, written);
            }
            if (origin == null) {
                return new Folding(written == chars.length ? chars : Arrays.copyOf(chars, written), identity());
            }
            origin[written] = chars.length;
            return new Folding(Arrays.copyOf(chars, written), Arrays.copyOf(origin, written + 1));
        }

        // only the end of the text is gone: what is left stands where it stood
        private int @Nullable [] identity() {
            if (written == chars.length) {
                return null;
            }
            int[] places = new int[written + 1];
            Arrays.setAll(places, i -> i);
            places[written] = chars.length;
            return places;
        }

        private int pair(char high, int read) {
            if (!Character.isHighSurrogate(high)
                    || read + 1 == chars.length
                    || !Character.isLowSurrogate(chars[read + 1])) {
                put(LookAlikes.OTHER, read);
                return read + 1;
            }
            int point = Character.toCodePoint(high, chars[read + 1]);
            char plain = LookAlikes.plain(point);
            if (plain == LookAlikes.OTHER) {
                boolean letter = Character.isLetter(point);
                char low = chars[read + 1];
                put(letter ? high : plain, read);
                put(letter ? low : plain, read + 1);
            } else if (plain != LookAlikes.GONE) {
                put(plain, read);
            }
            return read + 2;
        }

        private void put(char c, int read) {
            if (origin == null && written != read) {
                origin = new int[chars.length + 1];
                for (int i = 0; i < written; i++) {
                    origin[i] = i;
                }
            }
            if (origin != null) {
                origin[written] = read;
            }
            chars[written++] = c;
        }
    }
}
