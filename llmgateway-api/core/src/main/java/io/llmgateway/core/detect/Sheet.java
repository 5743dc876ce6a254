package io.llmgateway.core.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text as spotters see it: {@link Folding folded}, and cut into tokens, which are runs of letters and digits. All positions
 * are those of the folded text; {@link #origin} leads back. On one thread.
 */
public final class Sheet {
    /** The token has a digit. */
    public static final int DIGIT = 1;
    /** The token has a letter. */
    public static final int LETTER = 2;
    /** The token has a capital letter of ASCII. */
    public static final int UPPER = 4;
    /** The token has a small letter of ASCII. */
    public static final int LOWER = 8;
    /** The token has a letter beyond ASCII. */
    public static final int BEYOND = 16;

    // letters of scripts that put no blanks between words: they are tokens of their own
    private static final int UNSPACED = 32;
    private static final int FLAGS = 63;
    private static final int LETTERS = 1 << Character.UPPERCASE_LETTER
            | 1 << Character.LOWERCASE_LETTER
            | 1 << Character.TITLECASE_LETTER
            | 1 << Character.MODIFIER_LETTER
            | 1 << Character.OTHER_LETTER
            | 1 << Character.NON_SPACING_MARK
            | 1 << Character.COMBINING_SPACING_MARK
            | 1 << Character.SURROGATE;

    /** The hash of no letters. */
    public static final int EMPTY = 0x811c9dc5;

    private static final byte[] KIND = new byte[128];

    static {
        Arrays.fill(KIND, '0', '9' + 1, (byte) DIGIT);
        Arrays.fill(KIND, 'A', 'Z' + 1, (byte) (LETTER | UPPER));
        Arrays.fill(KIND, 'a', 'z' + 1, (byte) (LETTER | LOWER));
    }

    // most texts are small, and so are their tokens: two ints say all of one
    private static final int SMALL = 1 << 16;
    private static final int SHORT = 1 << 10;

    private String text;
    private int length;
    private int @Nullable [] origin;
    private int[] cut; // of each token its hash; its start, length and flags. Or flags alone, its start, its length
    private boolean wide; // four ints of each, not two
    private int tokens;
    private boolean unspaced;

    /**
     * Cuts a text.
     *
     * @param text the text
     */
    public Sheet(String text) {
        this.text = text;
        length = text.length();
        wide = length >= SMALL;
        cut = new int[place(length / 5 + 8)];
        int plain = cutPlain();
        if (plain < length) {
            Folding folding = Folding.of(text, plain);
            this.text = folding.text();
            length = this.text.length();
            origin = folding.origin();
            cut(again(plain));
        }
    }

    // most texts are of ASCII and need no folding, which is found out by the way; ends before the first token or mark
    // that needs it
    private int cutPlain() {
        String all = text;
        int end = length;
        int i = 0;
        while (i < end) {
            char c = all.charAt(i);
            if (c == ' ') { // stands behind most tokens: a seventh faster
                i++;
                continue;
            }
            int kind = c < 128 ? KIND[c] : 0;
            if (kind == 0) {
                if (!Folding.plain(all, i)) {
                    return i;
                }
                i++;
                continue;
            }
            int start = i;
            int kinds = 0;
            int hash = EMPTY;
            do {
                kinds |= kind;
                hash = hash(hash, (char) (c | 32)); // digits have that bit
                if (++i == end) {
                    break;
                }
                c = all.charAt(i);
                if (c >= 128) {
                    return start;
                }
                kind = KIND[c];
            } while (kind != 0);
            add(start, i - start, hash, kinds);
        }
        return end;
    }

    // FNV-1a over small letters, so that words are looked up whatever their case
    private void cut(int from) {
        String all = text;
        int end = length;
        int i = from;
        while (i < end) {
            int kind = kind(all.charAt(i));
            if (kind == 0) {
                i++;
                continue;
            }
            int start = i;
            int first = kind;
            int kinds = 0;
            int hash = EMPTY;
            do {
                kinds |= kind;
                char c = all.charAt(i);
                hash = hash(hash, (kind & UPPER) != 0 ? (char) (c + 32) : c);
                i++;
                kind = i < end ? kind(all.charAt(i)) : 0;
            } while (kind != 0 && ((kind ^ first) & UNSPACED) == 0);
            unspaced |= (first & UNSPACED) != 0;
            add(start, i - start, hash, kinds);
        }
    }

    // from where on tokens are cut again: what is folded may belong to the last of them
    private int again(int plain) {
        if (tokens == 0) {
            return 0;
        }
        return end(tokens - 1) == plain ? start(--tokens) : end(tokens - 1);
    }

    private static int kind(char c) {
        if (c < 128) {
            return KIND[c];
        }
        if ((1 << Character.getType(c) & LETTERS) == 0) {
            return 0;
        }
        return unspaced(c) ? LETTER | BEYOND | UNSPACED : LETTER | BEYOND;
    }

    /** Whether a letter is of a script that puts no blanks between words: Thai to Myanmar, Khmer, all from Han on. */
    static boolean unspaced(char c) {
        return c >= '\u2e80' || (c >= '\u0e00' && c <= '\u11ff') || (c >= '\u1780' && c <= '\u17ff');
    }

    // of a token among all ints
    private int place(int token) {
        return wide ? token << 2 : token << 1;
    }

    private void add(int start, int chars, int hash, int flags) {
        if (chars >= SHORT && !wide) {
            widen();
        }
        int at = place(tokens);
        if (at == cut.length) {
            cut = Arrays.copyOf(cut, place(tokens + (tokens >> 1) + 8));
        }
        cut[at] = hash;
        if (wide) {
            cut[at + 1] = flags;
            cut[at + 2] = start;
            cut[at + 3] = chars;
        } else {
            cut[at + 1] = start << 16 | chars << 6 | flags;
        }
        tokens++;
    }

    private void widen() {
        int[] more = new int[2 * cut.length];
        for (int token = 0; token < tokens; token++) {
            more[token << 2] = hash(token);
            more[(token << 2) + 1] = flags(token);
            more[(token << 2) + 2] = start(token);
            more[(token << 2) + 3] = length(token);
        }
        cut = more;
        wide = true;
    }

    /** The hash of a word, as tokens have it. */
    public static int hash(String word) {
        int hash = EMPTY;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            hash = hash(hash, c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return hash;
    }

    /** The hash of a word that goes on with a small letter. */
    public static int hash(int before, char c) {
        return (before ^ c) * 0x01000193;
    }

    /** How many chars the folded text has. */
    public int length() {
        return length;
    }

    /** The char at a place; a line break where there is none, so that spotters may look beyond the ends. */
    public char at(int i) {
        return i >= 0 && i < length ? text.charAt(i) : '\n';
    }

    /** Whether there is an ASCII digit at a place. */
    boolean digit(int i) {
        char c = at(i);
        return c >= '0' && c <= '9';
    }

    /** Whether there is a hexadecimal digit at a place. */
    boolean hex(int i) {
        char c = at(i);
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /** Whether there is a letter or digit at a place that may be of one word with those of ASCII. */
    boolean joined(int i) {
        if (i < 0 || i >= length) {
            return false;
        }
        int kind = kind(text.charAt(i));
        return kind != 0 && (kind & UNSPACED) == 0;
    }

    /** Whether there is a letter or digit at a place. */
    boolean word(int i) {
        return i >= 0 && i < length && kind(text.charAt(i)) != 0;
    }

    /** A part of the folded text. */
    public String text(int start, int end) {
        return text.substring(start, end);
    }

    /** A part of the folded text, the letters of ASCII small. */
    String small(int start, int end) {
        char[] small = new char[end - start];
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            small[i - start] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return new String(small);
    }

    /** Whether a word stands at a place, whatever its case; the word in small letters. */
    public boolean is(int start, String word) {
        if (start < 0 || start + word.length() > length) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Character.toLowerCase(text.charAt(start + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether any letter is of a script that puts no blanks between words. */
    boolean unspaced() {
        return unspaced;
    }

    /** How many tokens there are. */
    public int tokens() {
        return tokens;
    }

    /** Where a token begins. */
    public int start(int token) {
        return wide ? cut[(token << 2) + 2] : cut[(token << 1) + 1] >>> 16;
    }

    /** Where a token ends, exclusive. */
    public int end(int token) {
        return start(token) + length(token);
    }

    /** How long a token is. */
    int length(int token) {
        return wide ? cut[(token << 2) + 3] : cut[(token << 1) + 1] >>> 6 & (SHORT - 1);
    }

    /** What a token has: {@link #DIGIT}, {@link #LETTER} and so on, added up. */
    public int flags(int token) {
        return cut[place(token) + 1] & FLAGS;
    }

    /** Whether a token has digits and nothing else. */
    boolean digits(int token) {
        return flags(token) == DIGIT;
    }

    /** The hash of a token in small letters; see {@link #hash(String)}. */
    public int hash(int token) {
        return cut[place(token)];
    }

    /** The token that holds a place, or the first one after it; {@link #tokens} where there is none. */
    int tokenAt(int place) {
        int low = 0;
        int high = tokens;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) <= place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where a place of the folded text, or its end, lies in the original one. */
    public int origin(int place) {
        return origin == null ? place : origin[place];
    }
}
