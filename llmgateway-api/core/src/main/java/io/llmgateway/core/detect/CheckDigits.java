package io.llmgateway.core.detect;

/** The check digits of numbers. Each takes the digits as chars of ASCII. */
final class CheckDigits {
    private CheckDigits() {}

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
}
