package io.llmgateway.core.catalogue;

/**
 * Guesses tokens from characters: one pass, no allocation. The weights are fitted to what the encodings of OpenAI make of
 * prose, code, JSON and some twenty languages; what a model's own encoding makes of it, {@link Calibration} learns. On one
 * thread.
 */
final class TextMeter {
    private static final int WORD = 600;
    private static final int LETTER = 150;
    private static final int DIGIT = 550;
    private static final int SPACE = 20;
    private static final int LINE = 300;
    private static final int SIGN = 550;
    private static final int SIGN_AFTER_SIGN = 250;
    private static final int ALPHABET = 500;
    private static final int CJK = 1000;
    private static final int SURROGATE = 1100;

    private static final int SMALL = 0;
    private static final int CAPITAL = 1;
    private static final int FIGURE = 2;
    private static final int BLANK = 3;
    private static final int FEED = 4;
    private static final int RETURN = 5;
    private static final int MARK = 6;
    private static final int ANY = 7;
    private static final int KINDS_THERE_ARE = 8;

    // looked up, since every prompt is counted: what a character is, and what it weighs after another one
    private static final byte[] KINDS = kinds();
    private static final short[] WEIGHTS = weights();

    private long milliTokens;
    private long bytes;

    /** Adds a text. */
    void add(String text) {
        add(text, 0, text.length());
    }

    /** Adds a piece of a text. */
    void add(String text, int from, int to) {
        long sum = 0;
        long utf8 = 0;
        int before = BLANK;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int kind = ANY;
            if (c < 0x80) {
                kind = KINDS[c];
                sum += WEIGHTS[before * KINDS_THERE_ARE + kind];
                utf8++;
            } else {
                sum += other(c);
                utf8 += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
            before = kind;
        }
        milliTokens += sum;
        bytes += utf8;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[0x80];
        for (int c = 0; c < kinds.length; c++) {
            kinds[c] = (byte) kind((char) c);
        }
        return kinds;
    }

    private static int kind(char c) {
        if (c >= 'a' && c <= 'z') {
            return SMALL;
        }
        if (c >= 'A' && c <= 'Z') {
            return CAPITAL;
        }
        if (c >= '0' && c <= '9') {
            return FIGURE;
        }
        return switch (c) {
            case ' ', '\t' -> BLANK;
            case '\n' -> FEED;
            case '\r' -> RETURN;
            default -> c > ' ' ? MARK : ANY;
        };
    }

    private static short[] weights() {
        short[] weights = new short[KINDS_THERE_ARE * KINDS_THERE_ARE];
        for (int before = 0; before < KINDS_THERE_ARE; before++) {
            for (int kind = 0; kind < KINDS_THERE_ARE; kind++) {
                weights[before * KINDS_THERE_ARE + kind] = (short) weight(kind, before);
            }
        }
        return weights;
    }

    private static int weight(int kind, int before) {
        return switch (kind) {
            case SMALL -> before == SMALL || before == CAPITAL ? LETTER : WORD;
            case CAPITAL -> before == CAPITAL ? LETTER : WORD;
            case FIGURE -> DIGIT;
            case BLANK -> SPACE;
            case FEED, RETURN -> kind == before ? SPACE : LINE;
            default -> before == MARK ? SIGN_AFTER_SIGN : SIGN;
        };
    }

    private static int other(char c) {
        if (Character.isSurrogate(c)) {
            return SURROGATE;
        }
        boolean hangulJamo = c >= 0x1100 && c < 0x1200;
        return c >= 0x2E80 || hangulJamo ? CJK : ALPHABET;
    }

    /** The guess, in thousandths of a token. */
    long milliTokens() {
        return milliTokens;
    }

    /** The length in UTF-8: no encoding of bytes makes more tokens of it. */
    long bytes() {
        return bytes;
    }
}
