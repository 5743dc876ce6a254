package io.llmgateway.core.moderation;

import io.llmgateway.core.detect.LookAlikes;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A text without what makes no difference to a reader: case, accents, look-alikes of letters and digits, what cannot be seen, more
 * than one blank. Each char is folded for itself, so that a part of a text folds as it does in the whole; letters of other scripts
 * that look like Latin ones are those everywhere, in lists too.
 */
final class FoldedText {
    private static final char[] FOLDS = new char[1 << 16];
    private static final Map<Character, String> LONGER = new HashMap<>();
    private static final char LONG = LookAlikes.RAISED;

    private final char[] chars;
    private final int[] starts;
    private final int length;

    static {
        for (int c = 0; c < FOLDS.length; c++) {
            String folded = folded((char) c);
            FOLDS[c] = folded.length() == 1 ? folded.charAt(0) : folded.isEmpty() ? LookAlikes.GONE : LONG;
            if (folded.length() > 1) {
                LONGER.put((char) c, folded);
            }
        }
    }

    private FoldedText(String text) {
        char[] folded = new char[text.length() + 16];
        int[] places = new int[text.length() + 17];
        int n = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int at = i;
            String more = "";
            char fold = FOLDS[c];
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                fold = LookAlikes.plain(point);
                if (fold == LookAlikes.OTHER && Character.isLetter(point)) {
                    more = Character.toString(Character.toLowerCase(point));
                    fold = LONG;
                } else if (fold < 128) {
                    fold = Character.toLowerCase(fold);
                }
            } else if (fold == LONG) {
                more = LONGER.getOrDefault(c, "");
            }
            if (fold == LookAlikes.GONE || (fold == ' ' && n > 0 && folded[n - 1] == ' ')) {
                continue;
            }
            if (n + more.length() + 1 > folded.length) {
                folded = Arrays.copyOf(folded, 2 * folded.length + more.length());
                places = Arrays.copyOf(places, folded.length + 1);
            }
            if (fold != LONG) {
                places[n] = at;
                folded[n++] = fold;
            }
            for (int k = 0; k < more.length(); k++) {
                places[n] = at;
                folded[n++] = more.charAt(k);
            }
        }
        places[n] = text.length();
        chars = folded;
        starts = places;
        length = n;
    }

    static FoldedText of(String text) {
        return new FoldedText(text);
    }

    private static String folded(char c) {
        if (Character.isWhitespace(c)) {
            return " ";
        }
        if (c < 128) {
            return c < ' ' || c == 127 ? "" : String.valueOf(Character.toLowerCase(c));
        }
        if (Character.isSurrogate(c)) {
            return String.valueOf(LookAlikes.OTHER);
        }
        if (c >= 0xac00 && c <= 0xd7a3) {
            return String.valueOf(c); // a syllable is one letter to its readers
        }
        StringBuilder out = new StringBuilder();
        String parts = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKD);
        for (int i = 0; i < parts.length(); i++) {
            char plain = LookAlikes.plain(parts.charAt(i));
            if (plain != LookAlikes.GONE && plain != LookAlikes.RAISED && !pointing(parts.charAt(i))) {
                String lower = String.valueOf(plain == '\n' ? ' ' : plain).toLowerCase(Locale.ROOT);
                out.append(latin(lower.charAt(0)));
            }
        }
        return out.toString();
    }

    // vowel signs of Hebrew and Arabic, which most leave out, and the line that stretches a word
    private static boolean pointing(char c) {
        return c == '\u0640' || (c >= '\u0591' && c <= '\u0670' && Character.getType(c) == Character.NON_SPACING_MARK);
    }

    // a letter that looks like a Latin one in one of its cases is that in both
    private static char latin(char lower) {
        if (lower == 'ς') {
            return 'σ';
        }
        char small = LookAlikes.latin(lower);
        char big = LookAlikes.latin(Character.toUpperCase(lower));
        return Character.toLowerCase(small != lower ? small : big);
    }

    int length() {
        return length;
    }

    char at(int i) {
        return chars[i];
    }

    /** How many chars of the original one takes, with those behind it that cannot be seen. */
    int width(int i) {
        return starts[i + 1] - starts[i];
    }

    String text() {
        return new String(chars, 0, length).strip();
    }

    /** Whether a char belongs to a word. */
    static boolean word(char c) {
        if (c < 128) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || Character.isSurrogate(c);
    }

    /** Whether a char is of a script that sets no blanks between words; most letters beyond the basic plane are Chinese. */
    static boolean blankless(char c) {
        return (c >= 0x0e00 && c <= 0x0eff) // Thai, Lao
                || (c >= 0x1000 && c <= 0x109f) // Burmese
                || (c >= 0x1780 && c <= 0x17ff) // Khmer
                || (c >= 0x2e80 && c <= 0x9fff) // Chinese, Japanese
                || Character.isSurrogate(c);
    }

    /** Whether a char is of the script that sets particles behind words without a blank. */
    static boolean korean(char c) {
        return c >= 0xac00 && c <= 0xd7a3;
    }
}
