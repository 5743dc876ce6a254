package io.llmgateway.core.detect;

/** The arithmetic of check digits. Codes are digits and capital letters of ASCII; a letter counts from 10 for A. */
final class CheckDigits {
    // the tables of J. Verhoeff, Error detecting decimal codes, 1969
    private static final String[] DIHEDRAL = {
        "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
        "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"
    };
    private static final String[] PERMUTED = {
        "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"
    };

    private static final int[] DAYS = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private CheckDigits() {}

    /** What a char counts. */
    static int value(char c) {
        return c <= '9' ? c - '0' : c - 'A' + 10;
    }

    /** What the char at a place counts. */
    static int at(String code, int place) {
        return value(code.charAt(place));
    }

    /** A part of a code as a number; the part has digits alone, nine at most. */
    static int number(String code, int start, int end) {
        int number = 0;
        for (int i = start; i < end; i++) {
            number = number * 10 + code.charAt(i) - '0';
        }
        return number;
    }

    /** The sum of the first chars of a code, each times its weight. */
    static int sum(String code, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += at(code, i) * weights[i];
        }
        return sum;
    }

    /** A number of any length, modulo another; letters are two digits each (ISO 13616). */
    static int mod(String code, int modulus) {
        int rest = 0;
        for (int i = 0; i < code.length(); i++) {
            int value = at(code, i);
            rest = (rest * (value > 9 ? 100 : 10) + value) % modulus;
        }
        return rest;
    }

    /** ISO/IEC 7812-1 annex B, called Luhn's: from the right, every second digit counts twice. */
    static boolean luhn(CharSequence digits) {
        int sum = 0;
        boolean twice = false;
        for (int i = digits.length() - 1; i >= 0; i--) {
            int digit = digits.charAt(i) - '0';
            int value = twice ? digit * 2 : digit;
            sum += value > 9 ? value - 9 : value;
            twice = !twice;
        }
        return sum % 10 == 0;
    }

    /** ISO/IEC 7064 mod 11,10. */
    static boolean mod11and10(String digits) {
        int product = 10;
        int last = digits.length() - 1;
        for (int i = 0; i < last; i++) {
            int sum = (at(digits, i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == at(digits, last);
    }

    /** Verhoeff's. */
    static boolean verhoeff(String digits) {
        char state = '0';
        for (int i = 0; i < digits.length(); i++) {
            int digit = at(digits, digits.length() - 1 - i);
            state = DIHEDRAL[state - '0'].charAt(PERMUTED[i % 8].charAt(digit) - '0');
        }
        return state == '0';
    }

    /** Weights 7, 3, 1 over and over (ICAO 9303 part 3), for a part of a code; {@code <} counts nothing. */
    static int sum731(String code, int start, int end) {
        int sum = 0;
        for (int i = start; i < end; i++) {
            char c = code.charAt(i);
            int weight = (i - start) % 3 == 0 ? 7 : (i - start) % 3 == 1 ? 3 : 1;
            sum += c == '<' ? 0 : value(c) * weight;
        }
        return sum;
    }

    /** Whether a month and a day can be a date of some year. */
    static boolean date(int month, int day) {
        return within(month, 1, 12) && within(day, 1, DAYS[month]);
    }

    /** Whether two digits each at these places can be a month and a day. */
    static boolean dateAt(String code, int month, int day) {
        return date(number(code, month, month + 2), number(code, day, day + 2));
    }

    /** Whether a number is in a range, ends included. */
    static boolean within(int number, int low, int high) {
        return number >= low && number <= high;
    }

    /** Whether all chars are the same. */
    static boolean uniform(String code) {
        for (int i = 1; i < code.length(); i++) {
            if (code.charAt(i) != code.charAt(0)) {
                return false;
            }
        }
        return true;
    }
}
