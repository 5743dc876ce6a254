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
        char before = ' ';
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            sum += c < 0x80 ? ascii(c, before) : other(c);
            utf8 += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            before = c;
        }
        milliTokens += sum;
        bytes += utf8;
    }

    private static int ascii(char c, char before) {
        if (letter(c)) {
            boolean hump = c < 'a' && before >= 'a';
            return letter(before) && !hump ? LETTER : WORD;
        }
        if (c >= '0' && c <= '9') {
            return DIGIT;
        }
        if (c == ' ' || c == '\t') {
            return SPACE;
        }
        if (c == '\n' || c == '\r') {
            return c == before ? SPACE : LINE;
        }
        return sign(before) ? SIGN_AFTER_SIGN : SIGN;
    }

    private static boolean sign(char c) {
        return c > ' ' && c < 0x80 && !letter(c) && !(c >= '0' && c <= '9');
    }

    private static boolean letter(char c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
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
