package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.HashMap;
import java.util.Map;

/**
 * International bank account numbers: country, two check digits (modulo 97), and an account number of the country's form, as
 * in the IBAN Registry of SWIFT (ISO 13616). Groups may be any.
 */
final class IbanSpotter implements Spotter {
    private static final int LONGEST = 34;
    // n digits, a letters, c either
    private static final Map<String, String> FORMS =
            forms("AD8n12c AE19n AL8n16c AT16n AZ4a20c BA16n BE12n BG4a6n8c BH4a14c"
                    + " BI23n BR23n1a1c BY4c4n16c CH5n12c CR18n CY8n16c CZ20n DE18n DJ23n DK14n DO4c20n EE16n EG25n ES20n FI14n FK2a12n"
                    + " FO14n FR10n11c2n GB4a14n GE2a16n GI4a15c GL14n GR7n16c GT4c20c HN4a20n HR17n HU24n IE4a14n IL19n IQ4a15n IS22n"
                    + " IT1a10n12c JO4a4n18c KW4a22c KZ3n13c LB4n20c LC4a24c LI5n12c LT16n LU3n13c LV4a13c LY21n MC10n11c2n MD2c18c"
                    + " ME18n MK3n10c2n MN16n MR23n MT4a5n18c MU4a19n3a NI4a20n NL4a10n NO11n OM3n16c PK4a16c PL24n PS4a21c PT21n"
                    + " QA4a21c RO4a16c RS18n RU14n15c SA2n18c SC4a20n3a SD14n SE20n SI15n SK20n SM1a10n12c SO19n ST21n SV4a20n TL19n"
                    + " TN20n TR6n16c UA6n19c VA18n VG4a16n XK16n YE4a4n18c DZ22n AO21n BJ2c22n BF2c22n CF23n CG23n CI2c22n CM23n"
                    + " CV21n GA23n GQ23n GW2c19n IR22n KM23n MA24n MG23n ML2c22n MZ21n NE2c22n SN2c22n TD23n TG2c22n");

    private static Map<String, String> forms(String list) {
        Map<String, String> forms = new HashMap<>();
        int start = 0;
        while (start < list.length()) {
            int end = list.indexOf(' ', start) < 0 ? list.length() : list.indexOf(' ', start);
            forms.put(list.substring(start, start + 2), spread(list.substring(start + 2, end)));
            start = end + 1;
        }
        return Map.copyOf(forms);
    }

    private static String spread(String form) {
        StringBuilder spread = new StringBuilder(LONGEST);
        int count = 0;
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            if (c <= '9') {
                count = count * 10 + c - '0';
            } else {
                spread.append(String.valueOf(c).repeat(count));
                count = 0;
            }
        }
        return spread.toString();
    }

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int start = start(sheet, at);
        if (start < 0) {
            return;
        }
        char[] country = {upper(sheet.at(start)), upper(sheet.at(next(sheet, start)))};
        String form = FORMS.get(new String(country));
        if (form == null) {
            return;
        }
        int rest = 0;
        int head = country(country[0], country[1]);
        int place = next(sheet, next(sheet, start));
        int wanted = form.length() + 4;
        for (int i = 2; i < wanted; i++) {
            if (place < 0) {
                return;
            }
            char c = upper(sheet.at(place));
            boolean digit = c >= '0' && c <= '9';
            char kind = i < 4 ? 'n' : form.charAt(i - 4);
            if (c > 'Z' || (kind == 'n' && !digit) || (kind == 'a' && digit)) {
                return;
            }
            if (i < 4) {
                head = head * 10 + c - '0';
            } else {
                rest = digit ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
            }
            if (i == wanted - 1) {
                break;
            }
            place = next(sheet, place);
        }
        if (place < 0 || sheet.joined(place + 1)) {
            return;
        }
        // country and check digits go to the end: six digits
        if ((int) ((rest * 1_000_000L + head) % 97) == 1) {
            finds.add(EntityType.IBAN, start, place + 1, 0.98, "mod-97");
        }
    }

    // where the country's letters stand that the first digits belong to
    private static int start(Sheet sheet, int at) {
        int start = sheet.start(at);
        int length = sheet.length(at);
        if (length > 4 && sheet.is(start, "iban")) {
            start += 4;
            length -= 4;
        }
        if (letter(sheet.at(start))) {
            if (length >= 3 && letter(sheet.at(start + 1)) && sheet.digit(start + 2)) {
                return start;
            }
            return -1;
        }
        if (at == 0 || next(sheet, sheet.end(at - 1) - 1) != start) {
            return -1;
        }
        if (sheet.length(at - 1) == 2) {
            int before = sheet.start(at - 1);
            return letter(sheet.at(before)) && letter(sheet.at(before + 1)) ? before : -1;
        }
        return at > 1
                        && sheet.length(at - 1) == 1
                        && sheet.length(at - 2) == 1
                        && letter(sheet.at(start - 2))
                        && letter(sheet.at(start - 4))
                        && next(sheet, sheet.start(at - 2)) == start - 2
                ? start - 4
                : -1;
    }

    // the next letter or digit, over two separators at most; -1 where there is none
    private static int next(Sheet sheet, int place) {
        for (int i = place + 1; i <= place + 3; i++) {
            char c = sheet.at(i);
            if (sheet.joined(i)) {
                return i;
            }
            if (c != ' ' && c != '-' && c != '.' && c != '+' && c != '_' && c != '/' && c != '\t') {
                return -1;
            }
        }
        return -1;
    }

    private static boolean letter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static char upper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }

    private static int country(char first, char second) {
        return (first - 'A' + 10) * 100 + second - 'A' + 10;
    }
}
