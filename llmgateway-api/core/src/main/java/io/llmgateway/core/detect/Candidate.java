package io.llmgateway.core.detect;

import org.jspecify.annotations.Nullable;

/** A part of a text that may be a number of some kind: its letters and digits, and what stands around. On one thread. */
final class Candidate {
    final int start;
    final int end;
    /** Its letters, as capitals, and its digits. */
    final String code;
    /** Whether any letter is a small one. */
    final boolean small;
    /** Whether it has digits and no letters. */
    final boolean digits;
    /** Whether it is digits, with nothing between them. */
    final boolean plain;

    private final Sheet sheet;
    private final CueBook book;
    private @Nullable Surroundings around;

    Candidate(Sheet sheet, CueBook book, int start, int end) {
        this.sheet = sheet;
        this.book = book;
        this.start = start;
        this.end = end;
        char[] kept = new char[end - start];
        int length = 0;
        boolean anySmall = false;
        boolean anyOther = false;
        boolean anyLetter = false;
        for (int i = start; i < end; i++) {
            char c = sheet.at(i);
            boolean low = c >= 'a' && c <= 'z';
            anySmall |= low;
            anyOther |= c < '0' || c > '9';
            if (!IdForm.between(c)) {
                anyLetter |= c > '9';
                kept[length++] = low ? (char) (c - 32) : c;
            }
        }
        code = new String(kept, 0, length);
        small = anySmall;
        digits = !anyLetter;
        plain = !anyOther;
    }

    /** What stands around. */
    Surroundings around() {
        if (around == null) {
            around = new Surroundings(sheet, book, start, end);
        }
        return around;
    }

    /** Whether all of it is one digit over and over. */
    boolean uniform() {
        return CheckDigits.uniform(code);
    }

    /** Whether its digits are typed in order, or are a time or a book's number. */
    boolean ordinary() {
        boolean rising = true;
        for (int i = 1; i < code.length(); i++) {
            rising &= (code.charAt(i) - '0') % 10 == (code.charAt(i - 1) - '0' + 1) % 10;
        }
        int length = code.length();
        boolean epoch = (length == 10 || length == 13) && code.charAt(0) == '1' && code.charAt(1) >= '4';
        boolean calendar = (length == 12 || length == 14)
                && (code.startsWith("20") || code.startsWith("19"))
                && CheckDigits.dateAt(code, 4, 6)
                && CheckDigits.number(code, 8, 10) < 24
                && code.charAt(10) < '6';
        return rising || epoch || calendar || (length == 13 && code.startsWith("97"));
    }
}
