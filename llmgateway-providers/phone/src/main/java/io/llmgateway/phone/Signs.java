package io.llmgateway.phone;

/** What chars are in a telephone number. */
final class Signs {
    private Signs() {}

    /** The value of a digit of any script; -1 where it is none. */
    static int digit(char c) {
        return c < 128 ? (c >= '0' && c <= '9' ? c - '0' : -1) : Character.digit(c, 10);
    }

    static boolean plus(char c) {
        return c == '+' || c == '\uff0b';
    }

    /** A char between groups as one of ASCII, or 0 where it is none; {@code ~} cannot be seen. */
    static char between(char c) {
        if (c < 128) {
            return " -./()".indexOf(c) >= 0 ? c : 0;
        }
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR -> ' ';
            case Character.DASH_PUNCTUATION -> '-';
            case Character.FORMAT -> '~';
            default ->
                switch (c) {
                    case '\u2212' -> '-';
                    case '\uff0e' -> '.';
                    case '\uff08' -> '(';
                    case '\uff09' -> ')';
                    default -> 0;
                };
        };
    }

    /** Whether a char is of one word with digits beside it. */
    static boolean joins(char c) {
        if (c < 128) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        }
        return Character.isLetterOrDigit(c) && c < '\u2e80'; // from there on, no blanks stand between words
    }
}
