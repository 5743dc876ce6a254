package io.llmgateway.providers.kit;

/** Builds one line of limited length out of any text. */
final class OneLine {
    private static final String CUT = "…";

    private final StringBuilder line = new StringBuilder();
    private final int maxLength;
    private boolean blankDue;
    private boolean cut;

    OneLine(int maxLength) {
        this.maxLength = maxLength;
    }

    /** Whether something was left out already, so that nothing added shows any more. */
    boolean full() {
        return cut;
    }

    void append(String text) {
        append(text, 0, text.length());
    }

    void append(String text, int from, int to) {
        int at = from;
        while (at < to) {
            at = appendCodePoint(text, at);
        }
    }

    /** Adds the character at this place, which may take two {@code char}s, and gives the place behind it. */
    int appendCodePoint(String text, int at) {
        int codePoint = text.codePointAt(at);
        int length = Character.charCount(codePoint);
        if (isBlank(codePoint)) {
            blankDue = !line.isEmpty();
        } else if (!cut) {
            if (blankDue) {
                line.append(' ');
                blankDue = false;
            }
            line.appendCodePoint(codePoint);
            cut = line.length() > maxLength;
        }
        return at + length;
    }

    @Override
    public String toString() {
        if (!cut) {
            return line.toString();
        }
        int length = maxLength - CUT.length();
        if (length > 0 && Character.isHighSurrogate(line.charAt(length - 1))) {
            length--;
        }
        return line.substring(0, length) + CUT;
    }

    /** Also true for what reorders or ends a line without being seen. */
    private static boolean isBlank(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> true;
            case Character.FORMAT -> isInvisibleMark(codePoint);
            default -> false;
        };
    }

    private static boolean isInvisibleMark(int codePoint) {
        return (codePoint >= 0x202A && codePoint <= 0x202E)
                || (codePoint >= 0x2066 && codePoint <= 0x2069)
                || codePoint == 0x200E
                || codePoint == 0x200F
                || codePoint == 0xFEFF;
    }
}
