package io.llmgateway.core.guard;

import io.llmgateway.guard.EntityType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes values up that look like others and cannot be anybody's: names and hosts from what RFC 2606, 3849, 5737 and 9542 keep for
 * examples, card numbers of no network with a wrong check digit (ISO/IEC 7812), account numbers of no country with check digits
 * that are never given (ISO 13616), telephone numbers of a country code that is not assigned or of zeros, and for all others
 * zeros and the letter X.
 */
final class Surrogates {
    private static final List<String> FIRST = List.of(
            "Alex",
            "Robin",
            "Kim",
            "Sam",
            "Taylor",
            "Jordan",
            "Casey",
            "Jamie",
            "Riley",
            "Quinn",
            "Avery",
            "Charlie",
            "Morgan",
            "Noel",
            "Sascha",
            "Andrea",
            "Toni",
            "Dominique",
            "Lou",
            "Max");
    private static final List<String> LAST = List.of(
            "Miller",
            "Berger",
            "Novak",
            "Rossi",
            "Martin",
            "Jansen",
            "Lindgren",
            "Costa",
            "Moreau",
            "Keller",
            "Walsh",
            "Tanaka",
            "Silva",
            "Haas",
            "Larsen",
            "Petrov",
            "Clarke",
            "Weber",
            "Duval",
            "Marek");
    private static final List<String> NETS = List.of("192.0.2.", "198.51.100.", "203.0.113."); // RFC 5737
    private static final String LETTERS = "abcdefghijklmnopqrstuvwyz"; // no x: it fills

    private Surrogates() {}

    /**
     * One of many.
     *
     * @param type what the value is
     * @param value the value
     * @param number which one, from 1 on
     * @return the made-up value; null where there are no more
     */
    static @Nullable String of(EntityType type, String value, int number) {
        if (type.equals(EntityType.EMAIL)) {
            return (name(number).replace(' ', '.') + suffix(number)).toLowerCase(Locale.ROOT) + "@example.com";
        }
        if (type.equals(EntityType.PERSON)) {
            return person(value, number);
        }
        if (type.equals(EntityType.IP_ADDRESS)) {
            return address(value, number);
        }
        if (type.equals(EntityType.URL)) {
            return "https://example.com/" + number;
        }
        if (type.equals(EntityType.MAC_ADDRESS)) {
            return number > 255 ? null : filled(value, "00005e0053" + String.format("%02x", number), 0); // RFC 9542
        }
        if (type.equals(EntityType.CREDIT_CARD)) {
            return card(value, number);
        }
        if (type.equals(EntityType.IBAN)) {
            return filled(value, "XX00", number);
        }
        return filled(value, type.equals(EntityType.PHONE) && value.startsWith("+") ? "999" : "", number);
    }

    private static String name(int number) {
        int pick = number - 1;
        int first = pick % FIRST.size();
        return FIRST.get(first) + ' ' + LAST.get((first + pick / FIRST.size()) % LAST.size());
    }

    private static String suffix(int number) {
        int round = (number - 1) / (FIRST.size() * LAST.size());
        return round == 0 ? "" : String.valueOf(round + 1);
    }

    private static @Nullable String person(String value, int number) {
        if (!suffix(number).isEmpty()) {
            return null;
        }
        String name = name(number);
        if (value.strip().indexOf(' ') < 0) {
            name = number > FIRST.size() ? null : FIRST.get(number - 1);
        }
        boolean shouts = value.equals(value.toUpperCase(Locale.ROOT)) && !value.equals(value.toLowerCase(Locale.ROOT));
        return name != null && shouts ? name.toUpperCase(Locale.ROOT) : name;
    }

    private static @Nullable String address(String value, int number) {
        if (value.indexOf(':') >= 0) {
            return number > 0xffff ? null : "2001:db8::" + Integer.toHexString(number); // RFC 3849
        }
        int pick = number - 1;
        return pick < NETS.size() * 254 ? NETS.get(pick / 254) + (pick % 254 + 1) : null;
    }

    private static @Nullable String card(String value, int number) {
        String filled = filled(value, "9999", number * 10);
        return filled == null || !luhn(filled) ? filled : filled.substring(0, filled.length() - 1) + '1';
    }

    private static boolean luhn(String number) {
        int sum = 0;
        boolean twice = false;
        for (int i = number.length() - 1; i >= 0; i--) {
            int digit = Character.digit(number.charAt(i), 10);
            if (digit >= 0) {
                sum += twice ? digit * 2 / 10 + digit * 2 % 10 : digit;
                twice = !twice;
            }
        }
        return sum % 10 == 0;
    }

    /** The shape of a value, with a beginning, a number at the end, and zeros and X between; null where that does not fit. */
    private static @Nullable String filled(String value, String beginning, int number) {
        char[] out = new char[value.length()];
        boolean capitals = value.equals(value.toUpperCase(Locale.ROOT));
        int digits = 0;
        int letters = 0;
        int begun = 0;
        for (int i = 0; i < out.length; i++) {
            char c = value.charAt(i);
            if (!Character.isLetterOrDigit(c)) {
                out[i] = sign(c);
            } else if (begun < beginning.length()) {
                char fixed = beginning.charAt(begun++);
                out[i] = capitals ? Character.toUpperCase(fixed) : Character.toLowerCase(fixed);
            } else if (Character.isDigit(c)) {
                out[i] = '0';
                digits++;
            } else {
                out[i] = Character.isLowerCase(c) ? 'x' : 'X';
                letters++;
            }
        }
        if (begun < beginning.length()) {
            return null;
        }
        boolean numbered = digits > 2 || digits >= letters;
        int base = numbered ? 10 : LETTERS.length();
        int left = number;
        int fixed = begun;
        for (int i = out.length - 1; i >= 0 && left > 0; i--) {
            boolean place = numbered ? out[i] == '0' : out[i] == 'x' || out[i] == 'X';
            if (place && !before(value, i, fixed)) {
                char c = numbered ? (char) ('0' + left % base) : LETTERS.charAt(left % base);
                out[i] = out[i] == 'X' ? Character.toUpperCase(c) : c;
                left /= base;
            }
        }
        return left > 0 ? null : new String(out);
    }

    // whether a place is one of the first letters and digits of a value
    private static boolean before(String value, int place, int count) {
        int seen = 0;
        for (int i = 0; i < place && seen < count; i++) {
            seen += Character.isLetterOrDigit(value.charAt(i)) ? 1 : 0;
        }
        return seen < count;
    }

    // that stays itself in JSON and HTML
    private static char sign(char c) {
        if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
            return ' ';
        }
        return c > ' ' && c < 127 && "\"\\<>&'".indexOf(c) < 0 ? c : '-';
    }
}
