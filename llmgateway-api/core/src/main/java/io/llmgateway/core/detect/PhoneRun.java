package io.llmgateway.core.detect;

import org.jspecify.annotations.Nullable;

/**
 * Groups of digits that may be a telephone number, and what stands between them.
 *
 * @param end where the last group ends, exclusive
 * @param digits how many digits there are
 * @param shape how many each group has, a hexadecimal digit each: {@code 0x334} is 415-555-0132
 * @param groups how many groups there are
 * @param mark the last sign between two groups that is no bracket; 0 where there is none
 * @param more whether digits go on, and are too many
 */
record PhoneRun(int end, int digits, int shape, int groups, char mark, boolean more) {
    private static final int GROUPS = 8;
    private static final Alphabet BETWEEN = Alphabet.of(" -.()/_");
    private static final Alphabet BETWEEN_INTERNATIONAL = Alphabet.of(" -.()/_+"); // forms write a plus for a blank

    /** Whether a char may stand between two groups. */
    static boolean between(char c) {
        return BETWEEN.has(c);
    }

    /** The run at a place, up to so many digits in whole groups; null where none is. */
    static @Nullable PhoneRun of(Sheet sheet, int start, int most) {
        return of(sheet, start, most, BETWEEN);
    }

    /** The same after a plus sign. */
    static @Nullable PhoneRun international(Sheet sheet, int start, int most) {
        return of(sheet, start, most, BETWEEN_INTERNATIONAL);
    }

    // groups have one to three signs between them
    private static @Nullable PhoneRun of(Sheet sheet, int start, int most, Alphabet between) {
        int shape = 0;
        int groups = 0;
        int digits = 0;
        int end = start;
        char mark = 0;
        boolean more = false;
        int at = sheet.at(start) == '(' ? start + 1 : start;
        while (groups < GROUPS) {
            int group = at;
            while (sheet.digit(at) && at - group <= most) {
                at++;
            }
            more = digits + at - group > most;
            if (more) {
                break;
            }
            shape = shape << 4 | (at - group);
            groups++;
            digits += at - group;
            end = at;
            at = between.run(sheet, at, at + 3);
            if (at == end || !sheet.digit(at)) {
                break;
            }
            mark = sheet.at(end) == ')' || sheet.at(at - 1) == '(' ? mark : sheet.at(end);
        }
        boolean glued = sheet.joined(end) && !extension(sheet, end);
        return digits == 0 || glued ? null : new PhoneRun(end, digits, shape, groups, mark, more);
    }

    private static boolean extension(Sheet sheet, int end) {
        return ((sheet.at(end) == 'x' || sheet.at(end) == 'X') && sheet.digit(end + 1)) || sheet.is(end, "ext");
    }

    /** Where it ends with its extension, such as {@code x123} or {@code ext. 123}. */
    int extended(Sheet sheet) {
        int at = end;
        while (at - end < 2 && (sheet.at(at) == ' ' || sheet.at(at) == ',')) {
            at++;
        }
        int word = sheet.is(at, "extension")
                ? 9
                : sheet.is(at, "ext") ? 3 : sheet.is(at, "x") || sheet.at(at) == '#' ? 1 : 0;
        int number = at + word;
        while (word > 0 && number - at - word < 2 && ". :".indexOf(sheet.at(number)) >= 0) {
            number++;
        }
        int last = number;
        while (word > 0 && last - number < 6 && sheet.digit(last)) {
            last++;
        }
        return last > number && !sheet.joined(last) ? last : end;
    }
}
