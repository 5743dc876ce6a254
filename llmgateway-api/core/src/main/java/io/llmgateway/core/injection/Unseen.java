package io.llmgateway.core.injection;

import java.util.Optional;

/**
 * Characters that nobody sees and a model reads: tags (U+E0000 to U+E007F), long runs of variation selectors, and controls of the
 * direction of text. Emoji, flags among them, and the joiners of Persian and Indic scripts are not meant.
 */
final class Unseen {
    private static final int FLAG = 0x1f3f4;
    private static final int LONGEST_FLAG = 8; // chars of a tag sequence, with the one that ends it
    private static final int LEAST = 4;

    private Unseen() {}

    /** What is written in tags or variation selectors, if anything is. */
    static Optional<String> tags(String text) {
        if (text.indexOf('\udb40') < 0 && text.indexOf('\ufe00') < 0 && text.indexOf('\ufe01') < 0) {
            return Optional.empty();
        }
        StringBuilder written = new StringBuilder();
        StringBuilder selected = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            int flag = point == FLAG ? flag(text, i) : 0;
            if (flag > 0) {
                i += flag;
                continue;
            }
            if (tag(point) && point >= 0xe0020 && point < 0xe007f) {
                written.append((char) (point - 0xe0000));
            } else if (selector(point)) {
                int value = point >= 0xe0100 ? point - 0xe0100 + 16 : point - 0xfe00;
                selected.append((char) value);
            }
            i += Character.charCount(point);
        }
        if (written.length() >= LEAST) {
            return Optional.of(written.toString());
        }
        return readable(selected) ? Optional.of(selected.toString()) : Optional.empty();
    }

    private static boolean readable(CharSequence text) {
        int letters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' ? 1 : 0;
        }
        return letters >= 8 && letters * 10 >= text.length() * 7;
    }

    // how many chars a flag of tags has that begins at a place; 0 where it does not end
    private static int flag(String text, int at) {
        int i = at + 2;
        int tags = 0;
        while (i + 1 < text.length() && tags < LONGEST_FLAG) {
            int point = text.codePointAt(i);
            if (!tag(point)) {
                return 0;
            }
            tags++;
            i += 2;
            if (point == 0xe007f) {
                return i - at;
            }
        }
        return 0;
    }

    private static boolean tag(int point) {
        return point >= 0xe0000 && point <= 0xe007f;
    }

    private static boolean selector(int point) {
        return (point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef);
    }

    private static boolean turning(int point) {
        return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
    }

    /** A text without them; selectors stay where one of them follows a character that may have it. */
    static String without(String text) {
        StringBuilder out = null;
        boolean selected = true; // nothing is selected at the beginning
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            int length = Character.charCount(point);
            int flag = point == FLAG ? flag(text, i) : 0;
            length = Math.max(length, flag);
            boolean gone = tag(point) || turning(point) || (selector(point) && selected);
            if (gone && out == null) {
                out = new StringBuilder(text.length()).append(text, 0, i);
            } else if (!gone && out != null) {
                out.append(text, i, i + length);
            }
            selected = selector(point) || (gone && selected);
            i += length;
        }
        return out == null ? text : out.toString();
    }
}
