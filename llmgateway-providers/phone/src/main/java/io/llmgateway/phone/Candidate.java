package io.llmgateway.phone;

import org.jspecify.annotations.Nullable;

/**
 * Groups of digits that may be one number.
 *
 * @param start where it begins
 * @param end where it ends, exclusive
 * @param next where to look on
 * @param dialled its digits, after a {@code +} where there is one
 * @param groups the length of each group, as a char each
 * @param ends where each group ends, as a char each, counted from the start
 * @param mark what stands between the last two groups; 0 where there is one only
 * @param possible whether it stands there as a number may
 */
record Candidate(
        int start, int end, int next, String dialled, String groups, String ends, char mark, boolean possible) {
    private static final int LEAST = 7;
    private static final int MOST = 15; // ITU-T E.164
    private static final int LONGEST = 17;

    /** What stands at a digit. */
    static Candidate at(String text, int digit) {
        int start = digit;
        boolean plus = false;
        if (start > 0 && Signs.between(text.charAt(start - 1)) == '(') {
            start--;
        }
        if (start > 0 && Signs.plus(text.charAt(start - 1))) {
            start--;
            plus = true;
        }
        StringBuilder dialled = new StringBuilder(LONGEST).append(plus ? "+" : "");
        StringBuilder groups = new StringBuilder(5);
        StringBuilder ends = new StringBuilder(5);
        int sign = plus ? 1 : 0;
        int end = digit;
        char mark = 0;
        int at = digit;
        while (true) {
            int before = dialled.length();
            while (at < text.length() && Signs.digit(text.charAt(at)) >= 0) {
                if (dialled.length() <= LONGEST + 1) {
                    dialled.append((char) ('0' + Signs.digit(text.charAt(at))));
                }
                at++;
            }
            groups.append((char) Math.min(at - end - gap(text, end, at), 99));
            end = at;
            ends.append((char) (end - start));
            if (dialled.length() - sign > LONGEST || dialled.length() == before) {
                break;
            }
            char between = gapMark(text, at);
            int skipped = at;
            while (skipped < text.length() && skipped - at < 4 && Signs.between(text.charAt(skipped)) != 0) {
                skipped++;
            }
            if (between == 0 || skipped == text.length() || Signs.digit(text.charAt(skipped)) < 0) {
                break;
            }
            mark = between;
            at = skipped;
        }
        int digits = dialled.length() - sign;
        boolean possible = digits >= LEAST && digits <= MOST && free(text, start, end, plus);
        return new Candidate(start, end, end, dialled.toString(), groups.toString(), ends.toString(), mark, possible);
    }

    // chars between groups before the digits of this one
    private static int gap(String text, int from, int to) {
        int gap = from;
        while (gap < to && Signs.digit(text.charAt(gap)) < 0) {
            gap++;
        }
        return gap - from;
    }

    // what parts two groups of one number; 0 where what follows is another number
    private static char gapMark(String text, int at) {
        char mark = 0;
        int blanks = 0;
        for (int i = at; i < Math.min(text.length(), at + 4); i++) {
            char c = Signs.between(text.charAt(i));
            if (c == 0) {
                return mark;
            }
            blanks += c == ' ' ? 1 : 0;
            if (blanks > 1 && (mark == '/' || mark == ' ')) {
                return 0; // "030 1234 / 040 1234" are two
            }
            mark = mark != 0 && (c == '~' || c == ' ') ? mark : c;
        }
        return 0;
    }

    // no part of a code, an amount, an address or a longer number
    private static boolean free(String text, int start, int end, boolean plus) {
        char before = start == 0 ? ' ' : text.charAt(start - 1);
        char beyond = start < 2 ? ' ' : text.charAt(start - 2);
        char after = end == text.length() ? ' ' : text.charAt(end);
        char behind = end + 1 >= text.length() ? ' ' : text.charAt(end + 1);
        if (Signs.joins(before) || (Signs.joins(after) && !Extension.begins(text, end)) || after == '@') {
            return false;
        }
        if (!plus && "$\u20ac\u00a3\u00a5#/.,-\\&%^~".indexOf(before) >= 0 && (before != '-' || beyond != ' ')) {
            return (before == '/' || before == '-' || before == '.') && beyond == before; // "//" and "--" are comments
        }
        return (",:-=".indexOf(after) < 0 || !Signs.joins(behind)) && after != '%' && after != '\u20ac' && after != '$';
    }

    boolean plus() {
        return dialled.charAt(0) == '+';
    }

    int digits() {
        return plus() ? dialled.length() - 1 : dialled.length();
    }

    /** Whether it begins as it is dialled within many countries, with one zero, and is not written as figures in a table are. */
    boolean trunk() {
        boolean zero = dialled.charAt(0) == '0' && dialled.charAt(1) != '0';
        return zero
                && digits() > (groups.length() > 1 ? 8 : 9)
                && mark != '.'
                && groups.length() < 4
                && !shaped(4, 4, 4);
    }

    /** Whether it is written as dates, amounts, decimals, addresses of machines, books, and social
     * security numbers and postal codes of the United States are. */
    boolean odd() {
        boolean point = mark == '.';
        boolean date = shaped(2, 2, 4) || shaped(1, 2, 4) || shaped(2, 1, 4) || shaped(1, 1, 4) || shaped(4, 2, 2);
        boolean decimal = point && groups.length() == 2;
        boolean book = dialled.length() == 13 && (dialled.startsWith("978") || dialled.startsWith("979"));
        return date
                || decimal
                || book
                || shaped(3, 2, 4)
                || (shaped(5, 4) && mark == '-')
                || (point && (thousands() || machine()));
    }

    /** Whether it is two years, or all digits in their order. */
    boolean ordinary() {
        boolean years = shaped(4, 4) && (dialled.startsWith("19") || dialled.startsWith("20"));
        return years || "01234567890123456".contains(dialled) || "98765432109876543".contains(dialled);
    }

    private boolean shaped(int... lengths) {
        if (groups.length() != lengths.length) {
            return false;
        }
        for (int i = 0; i < lengths.length; i++) {
            if (groups.charAt(i) != lengths[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean thousands() {
        boolean all = groups.length() > 1 && groups.charAt(0) <= 3;
        for (int i = 1; i < groups.length(); i++) {
            all &= groups.charAt(i) == 3;
        }
        return all;
    }

    private boolean machine() {
        return groups.length() == 4 && groups.chars().allMatch(length -> length <= 3);
    }

    /** The same without its last group; null where there is none before it. */
    @Nullable
    Candidate shorter() {
        int last = groups.length() - 1;
        if (last == 0) {
            return null;
        }
        return new Candidate(
                start,
                start + ends.charAt(last - 1),
                next,
                dialled.substring(0, dialled.length() - groups.charAt(last)),
                groups.substring(0, last),
                ends.substring(0, last),
                mark,
                possible);
    }

    /** The lengths of the groups of a number, however they are parted. */
    static String groups(String number) {
        StringBuilder groups = new StringBuilder(5);
        int length = 0;
        for (int i = 0; i <= number.length(); i++) {
            if (i < number.length() && Signs.digit(number.charAt(i)) >= 0) {
                length++;
            } else if (length > 0) {
                groups.append((char) length);
                length = 0;
            }
        }
        return groups.toString();
    }

    @Override
    public String toString() {
        return "Candidate[" + digits() + " digits]";
    }
}
