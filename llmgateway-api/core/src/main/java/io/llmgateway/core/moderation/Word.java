package io.llmgateway.core.moderation;

/**
 * A word of a list, and how it may stand in a text.
 *
 * @param list whose it is
 * @param text folded
 * @param freeStart whether it counts as the end of a longer word
 * @param freeEnd whether it counts as the beginning of a longer word
 */
record Word(int list, String text, boolean freeStart, boolean freeEnd) {
    private static final int LONGEST = 200;

    static Word of(int list, String written) {
        String trimmed = written.strip();
        boolean openStart = trimmed.startsWith("*");
        boolean openEnd = trimmed.endsWith("*");
        String text = FoldedText.of(
                        openStart || openEnd
                                ? trimmed.substring(
                                        openStart ? 1 : 0, Math.max(1, trimmed.length() - (openEnd ? 1 : 0)))
                                : trimmed)
                .text();
        if (text.chars().noneMatch(c -> FoldedText.word((char) c))) {
            throw new IllegalArgumentException(
                    "has a word without letters and digits: write it out, or take a pattern");
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("has a word of more than " + LONGEST + " chars: take a part of it");
        }
        char first = text.charAt(0);
        char end = text.charAt(text.length() - 1);
        return new Word(
                list,
                text,
                openStart || FoldedText.blankless(first) || !FoldedText.word(first),
                openEnd || FoldedText.blankless(end) || FoldedText.korean(end) || !FoldedText.word(end));
    }

    /** The word, with one char for all that may be written for each other. */
    String skeleton() {
        StringBuilder skeleton = new StringBuilder(text.length());
        text.chars().forEach(c -> skeleton.append(skeleton((char) c)));
        return skeleton.toString();
    }

    static char skeleton(char c) {
        return switch (c) {
            case '0' -> 'o';
            case '1', '!', '|', 'l' -> 'i';
            case '3' -> 'e';
            case '4', '@' -> 'a';
            case '5', '$' -> 's';
            case '7', '+' -> 't';
            case '8' -> 'b';
            case '9' -> 'g';
            default -> c;
        };
    }

    /** Whether a char of a text, folded, may be meant for one of a word; both have the same {@link #skeleton}. */
    static boolean meant(char written, char wanted) {
        return written == wanted || (!letter(written) && letter(wanted));
    }

    private static boolean letter(char c) {
        return c >= 'a' && c <= 'z';
    }
}
