package io.llmgateway.core.detect;

import java.text.Normalizer;

/**
 * Characters that look like those of ASCII: by their Unicode category where that tells, and for letters of other scripts by the
 * shapes listed as confusable in Unicode Technical Standard 39.
 */
public final class LookAlikes {
    /** The character cannot be seen. */
    public static final char GONE = '\uffff';
    /** The character is a small digit above or below the line; see {@link #lowered}. */
    public static final char RAISED = '\ufffe';
    /** Stands for a symbol beyond the basic plane, or for half of a pair. */
    public static final char OTHER = '\ufffd';

    private static final int BLOCK = 0x370; // Greek, Cyrillic and Armenian
    private static final char[] LATIN = new char[0x590 - BLOCK];

    static {
        alike("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχγϲϳ", "ABEZHIKMNOPTYXaikvoptuxycj");
        alike("АВЕЅІЈКМНОРСТУХЬаеѕіјкорсухьһԁԛԝҮүӀ", "ABESIJKMHOPCTYXbaesijkopcyxbhdqwYyl");
        alike("օհոսցԼՕՍ", "ohnugLOU");
    }

    private LookAlikes() {}

    private static void alike(String foreign, String latin) {
        for (int i = 0; i < foreign.length(); i++) {
            LATIN[foreign.charAt(i) - BLOCK] = latin.charAt(i);
        }
    }

    /**
     * What a char stands for whatever is around it.
     *
     * @param c the char
     * @return a char of ASCII, the char itself, {@link #GONE} or {@link #RAISED}
     */
    public static char plain(char c) {
        if (c < 128) {
            return c;
        }
        if (c >= '！' && c <= '～') {
            return (char) (c - '！' + '!');
        }
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER -> (char) ('0' + Character.digit(c, 10));
            case Character.SPACE_SEPARATOR -> ' ';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> '\n';
            case Character.FORMAT, Character.ENCLOSING_MARK -> GONE;
            case Character.DASH_PUNCTUATION -> '-';
            case Character.CONNECTOR_PUNCTUATION -> '_';
            case Character.NON_SPACING_MARK -> onLatin(c) ? GONE : c;
            case Character.OTHER_NUMBER -> number(c);
            case Character.OTHER_LETTER -> filler(c) ? GONE : c;
            case Character.LOWERCASE_LETTER, Character.UPPERCASE_LETTER -> letter(c);
            default -> sign(c);
        };
    }

    /**
     * The same for a code point beyond the basic plane.
     *
     * @param point the code point
     * @return a char of ASCII, {@link #GONE}, or {@link #OTHER} where it stands for neither
     */
    public static char plain(int point) {
        if (point >= 0xe0000 && point < 0xe1000) {
            return GONE; // tags and variation selectors
        }
        if (point >= 0x1f130 && point <= 0x1f189) {
            return (char) ('A' + (point - 0x1f130) % 32 % 26);
        }
        if (Character.isDigit(point)) {
            return (char) ('0' + Character.digit(point, 10));
        }
        if (point >= 0x1d400 && point <= 0x1d7ff) {
            String compatible = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKC);
            return compatible.length() == 1 ? compatible.charAt(0) : OTHER;
        }
        return Character.getType(point) == Character.FORMAT ? GONE : OTHER;
    }

    /** Whether a char is a small digit above or below the line. */
    static boolean raised(char c) {
        return plain(c) == RAISED;
    }

    /** The digit of a {@link #RAISED} one. */
    static char lowered(char c) {
        return (char) ('0' + value(c));
    }

    /**
     * The letter of ASCII that a letter of Greek, Cyrillic or Armenian may be mistaken for.
     *
     * @param c any char
     * @return the letter, or the char itself where there is none
     */
    public static char latin(char c) {
        return foreign(c) && LATIN[c - BLOCK] != 0 ? LATIN[c - BLOCK] : c;
    }

    /** Whether a char is of a script whose letters may be mistaken. */
    static boolean foreign(char c) {
        return c >= BLOCK && c < 0x590;
    }

    /**
     * Turns words to Latin in which each letter of Greek, Cyrillic or Armenian may be mistaken, and that touch letters or digits
     * of ASCII. Other words are what they seem: words of these languages.
     */
    static void fold(char[] text, int length) {
        int i = 0;
        while (i < length) {
            if (!foreign(text[i])) {
                i++;
                continue;
            }
            int start = i;
            while (start > 0 && part(text[start - 1])) {
                start--;
            }
            int end = i;
            boolean all = true;
            while (end < length && part(text[end])) {
                all &= !foreign(text[end]) || LATIN[text[end] - BLOCK] != 0;
                end++;
            }
            if (end == i) {
                end++;
            } else if (all
                    && (ascii(text, start, end)
                            || neighbour(text, start - 2, length)
                            || neighbour(text, end + 1, length))) {
                for (int at = start; at < end; at++) {
                    text[at] = foreign(text[at]) ? LATIN[text[at] - BLOCK] : text[at];
                }
            }
            i = end;
        }
    }

    private static boolean part(char c) {
        return c < 128 ? word(c) : Character.isLetter(c);
    }

    private static boolean word(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean ascii(char[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (word(text[i])) {
                return true;
            }
        }
        return false;
    }

    // a letter beyond the one mark that joins words to an address
    private static boolean neighbour(char[] text, int place, int length) {
        if (place < 0 || place >= length || !word(text[place]) || text[place] <= '9') {
            return false;
        }
        for (int i = Math.max(0, place - 1); i <= Math.min(length - 1, place + 1); i++) {
            if (text[i] == '.' || text[i] == '@' || text[i] == '_') {
                return true;
            }
        }
        return false;
    }

    private static boolean onLatin(char c) {
        return (c >= '\u0300' && c <= '\u036f')
                || (c >= '\ufe00' && c <= '\ufe2f')
                || (c >= '\u20d0' && c <= '\u20ff')
                || (c >= '\u1ab0' && c <= '\u1aff')
                || (c >= '\u1dc0' && c <= '\u1dff')
                || (c >= '\u180b' && c <= '\u180f')
                || c == '\u17b4'
                || c == '\u17b5';
    }

    private static char number(char c) {
        int value = value(c);
        if (value < 0) {
            return c;
        }
        return c < '①' ? RAISED : (char) ('0' + value);
    }

    // numbers above, below, in circles, in brackets and with a full stop, if they have one digit; -1 for others
    private static int value(char c) {
        if (c == '⁰' || c == '⓪' || c == '⓿') {
            return 0;
        }
        String ones = "¹①⑴⒈⓵❶➀➊";
        if (c == '²' || c == '³') {
            return c - '°';
        }
        if (c >= '⁴' && c <= '⁹') {
            return c - '⁰';
        }
        if (c >= '₀' && c <= '₉') {
            return c - '₀';
        }
        for (int i = 0; i < ones.length(); i++) {
            int value = c - ones.charAt(i) + 1;
            if (value >= 1 && value <= 9 && (i > 0 || value == 1)) {
                return value;
            }
        }
        return -1;
    }

    private static boolean filler(char c) {
        return c == '\u3164' || c == '\uffa0' || c == '\u115f' || c == '\u1160';
    }

    private static char letter(char c) {
        return switch (c) {
            case 'ı', 'ɩ' -> 'i';
            case 'ɑ' -> 'a';
            case 'ɡ' -> 'g';
            default -> letterlike(c);
        };
    }

    private static char letterlike(char c) {
        if ((c < '℀' || c > '⅏') && (c < 'ﬀ' || c > 'ﬆ')) {
            return c;
        }
        String compatible = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC);
        return compatible.length() == 1 ? compatible.charAt(0) : c;
    }

    private static char sign(char c) {
        if (c >= 'Ⓐ' && c <= 'ⓩ') {
            return (char) (c <= 'Ⓩ' ? 'A' + c - 'Ⓐ' : 'a' + c - 'ⓐ');
        }
        return switch (c) {
            case '\u0085' -> '\n';
            case '−', '⁃', '˗', '➖' -> '-';
            case '。', '｡', '․', '﹒', '·', '‧', '⋅', '∙' -> '.';
            case '﹫' -> '@';
            case '﹕', '∶', '꞉', '︓', 'ː' -> ':';
            case '⁄', '∕', '⧸' -> '/';
            case '‘', '’', 'ʼ' -> '\'';
            case '“', '”', '„' -> '"';
            case '﹐', '、' -> ',';
            case '﹢' -> '+';
            case '﹟' -> '#';
            case 'ℎ' -> 'h';
            default -> c;
        };
    }
}
