package io.llmgateway.core.injection;

import io.llmgateway.core.detect.Encoded;
import io.llmgateway.core.detect.Sheet;
import java.util.ArrayList;
import java.util.List;

/** What else a text says to one who decodes it: one level, and as much as a model would. */
final class Views {
    private static final int MOST = 8;
    private static final int LONGEST = 1 << 16;
    private static final int LEAST_CODES = 8;
    private static final int LEAST_SIGNS = 2;

    /**
     * What a text says in another way.
     *
     * @param rule how it was hidden
     * @param text what it says
     * @param suspicion how much hiding alone tells, as {@link Evidence#sum}
     */
    record View(String rule, String text, double suspicion) {}

    private final List<View> found = new ArrayList<>(0);

    private Views() {}

    static List<View> of(String text, Sheet sheet, Reading reading) {
        Views views = new Views();
        String tags = Unseen.tags(text).orElse(null);
        if (tags != null) {
            views.add("tags", tags, 1.5);
        }
        Encoded.each(sheet, (start, end, decoded) -> views.add("encoded", decoded, .3));
        views.codes(sheet);
        if (reading.signs() >= LEAST_SIGNS) {
            views.add("leet", leet(sheet), .1);
        }
        int cipher = reading.cipher();
        if (cipher == Book.BACKWARDS) {
            String all = sheet.text(0, Math.min(LONGEST, sheet.length()));
            String backwards = new StringBuilder(all).reverse().toString();
            views.add("backwards", backwards, .3);
            views.add("backwards", wordwise(backwards), .3);
        } else if (cipher != 0) {
            views.add("cipher", Book.moved(sheet.text(0, Math.min(LONGEST, sheet.length())), 26 - cipher), .3);
        }
        return views.found;
    }

    private void add(String rule, String text, double suspicion) {
        if (found.size() < MOST) {
            found.add(new View(rule, text.length() > LONGEST ? text.substring(0, LONGEST) : text, suspicion));
        }
    }

    private static String leet(Sheet sheet) {
        char[] plain = sheet.text(0, Math.min(LONGEST, sheet.length())).toCharArray();
        for (int i = 0; i < plain.length; i++) {
            boolean within = (i > 0 && Character.isLetter(plain[i - 1]))
                    || (i + 1 < plain.length && Character.isLetterOrDigit(plain[i + 1]));
            if (within) {
                plain[i] = Reading.letter(plain[i]);
            }
        }
        return new String(plain);
    }

    // the words of a text back in their order
    private static String wordwise(String backwards) {
        StringBuilder out = new StringBuilder(backwards.length());
        int end = backwards.length();
        while (end > 0) {
            int start = backwards.lastIndexOf(' ', end - 1);
            out.append(backwards, start + 1, end).append(' ');
            end = start;
        }
        return out.toString();
    }

    // "73 103 110", "49 67 6e" and "01001001 01100111", as runs of numbers
    private void codes(Sheet sheet) {
        StringBuilder run = new StringBuilder(0); // few texts have any
        int radix = 0;
        for (int token = 0; token <= sheet.tokens(); token++) {
            int next = token < sheet.tokens() ? radix(sheet, token, radix) : 0;
            if (next != 0 && next == radix) {
                run.append((char) value(sheet, token, radix));
                continue;
            }
            if (run.length() >= LEAST_CODES) {
                add("codes", run.toString(), .3);
            }
            run.setLength(0);
            radix = next;
            if (radix != 0) {
                run.append((char) value(sheet, token, radix));
            }
        }
    }

    private static int radix(Sheet sheet, int token, int running) {
        if ((sheet.flags(token) & (Sheet.DIGIT | Sheet.BEYOND)) != Sheet.DIGIT) {
            return 0; // no sign that can be seen has a code without a digit, hexadecimal ones neither
        }
        int length = sheet.end(token) - sheet.start(token);
        if (length < 2 || (length > 3 && length != 8)) {
            return 0;
        }
        if (length == 8) {
            return printable(value(sheet, token, 2)) ? 2 : 0;
        }
        if (running != 16 && (sheet.flags(token) & Sheet.LETTER) == 0 && printable(value(sheet, token, 10))) {
            return 10;
        }
        return length == 2 && printable(value(sheet, token, 16)) ? 16 : 0;
    }

    private static boolean printable(int value) {
        return (value >= ' ' && value < 127) || value == '\n';
    }

    private static int value(Sheet sheet, int token, int radix) {
        int value = 0;
        for (int i = sheet.start(token); i < sheet.end(token); i++) {
            char c = sheet.at(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
