package io.llmgateway.core.detect;

/**
 * A set of chars of ASCII.
 *
 * @param low those below 64, as bits
 * @param high the others, as bits
 */
record Alphabet(long low, long high) {
    private static final String SMALL = "abcdefghijklmnopqrstuvwxyz";
    private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";

    private static final int BLOB = 24;

    /** Letters and digits. */
    static final Alphabet WORD = of(SMALL + CAPITALS + DIGITS);
    /** Base 64 as in RFC 4648 section 5, without padding. */
    static final Alphabet URL = of(SMALL + CAPITALS + DIGITS + "_-");
    /** Base 64 as in RFC 4648 section 4, with padding. */
    static final Alphabet BASE64 = of(SMALL + CAPITALS + DIGITS + "+/=");

    /** All that is seen but a closing bracket. */
    static final Alphabet CLOSED = new Alphabet(~0L << 33 & ~(1L << ')'), ~0L >>> 1 & ~(1L << ']'));

    private static final Alphabet HEX = of(DIGITS + "abcdef");
    private static final Alphabet ANY_HEX = of(DIGITS + "abcdefABCDEF");
    private static final Alphabet NUMERALS = of(DIGITS);
    private static final Alphabet LETTERS = of(SMALL + CAPITALS);
    private static final Alphabet LOW = of(SMALL + DIGITS);
    private static final Alphabet UP = of(CAPITALS + DIGITS);
    private static final Alphabet BASE32 = of(CAPITALS + "234567");
    private static final Alphabet WIDE = of(SMALL + CAPITALS + DIGITS + "_-.=");
    private static final Alphabet CRYPT = of(SMALL + CAPITALS + DIGITS + "./");

    static Alphabet of(String chars) {
        long low = 0;
        long high = 0;
        for (int i = 0; i < chars.length(); i++) {
            char c = chars.charAt(i);
            if (c < 64) {
                low |= 1L << c;
            } else {
                high |= 1L << c;
            }
        }
        return new Alphabet(low, high);
    }

    /** The alphabet of a letter in the list of keys; its head explains them. */
    static Alphabet named(char letter) {
        return switch (letter) {
            case 'h' -> HEX;
            case 'H' -> ANY_HEX;
            case 'd' -> NUMERALS;
            case 'e' -> LETTERS;
            case 'a' -> WORD;
            case 'l' -> LOW;
            case 'U' -> UP;
            case 'B' -> BASE32;
            case 'u' -> URL;
            case 's' -> BASE64;
            case 'w' -> WIDE;
            case 'c' -> CRYPT;
            default -> throw new IllegalArgumentException("no alphabet is called " + letter);
        };
    }

    boolean has(char c) {
        return c < 64 ? (low >>> c & 1) != 0 : c < 128 && (high >>> c & 1) != 0;
    }

    /** Whether a place lies within base 64 that goes on, such as that of a picture. */
    static boolean within(Sheet sheet, int place) {
        char before = sheet.at(place - 1);
        if (before != '/' && before != '+') {
            return false;
        }
        int i = place - 1;
        while (i > place - BLOB && BASE64.has(sheet.at(i - 1))) {
            i--;
        }
        return i == place - BLOB;
    }

    /** Where a run of them ends that begins at a place, at most at a limit. */
    int run(Sheet sheet, int start, int limit) {
        int end = Math.min(limit, sheet.length());
        int i = start;
        while (i < end && has(sheet.at(i))) {
            i++;
        }
        return i;
    }
}
