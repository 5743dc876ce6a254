package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.BitSet;

/**
 * Telephone numbers: international ones (ITU-T E.164, with the country codes assigned), those of the North American numbering
 * plan in their usual groups, and any others after a word that says so.
 */
final class PhoneSpotter implements Spotter {
    private static final int MOST = 15;
    private static final int USUAL = 13;
    private static final BitSet COUNTRIES = new BitSet();
    private static final Cues CUES = Cues.list(
            "phone phones telephone tel call called calling mobile cell cellphone cellular fax whatsapp sms text dial"
                    + " contact ring landline hotline telefon telefonnummer handy handynummer mobil mobilnummer rufnummer anrufen"
                    + " téléphone telephone tél portable appelez teléfono telefono móvil movil celular llame llámame cellulare"
                    + " chiamare telefone ligue telemóvel telefoon telefoonnummer mobiel bel numer telefonu komórka телефон тел"
                    + " звоните 電話 电话 手机 手机号 手机号码 电话号码 联系电话 電話番号 電話番号は 携帯 전화 전화번호 phonenumber telno mob ph reach pager signal imessage viber");
    private static final Cues NUMBER =
            Cues.of("number", "no", "nr", "num", "is", "me", "at", "numero", "número", "numéro");
    private static final Cues OTHERS = Cues.list(
            "order invoice isbn id serial sku tracking account acct routing ssn version ticket case reference ref part"
                    + " model timestamp passport tax vat iban card imei ean npi isbn10 isbn13 sin nin policy member customer");

    private static final Cues NUMBERS = Cues.of("number", "nummer", "numero", "número", "numéro", "num", "no", "nr");
    private static final Cues OWN = Cues.list(
            "my his her our your their the mein meine meiner unsere mi su mon ma votre notre mio il meu minha mijn");
    private static final Cues IS = Cues.of("is", "ist", "es", "est", "é", "è", "at", "lautet", "are");

    static {
        for (int code : new int[] {
            1, 7, 20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57,
            58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98, 211, 212, 213, 216, 218, 290,
            291, 297, 298, 299, 350, 351, 352, 353, 354, 355, 356, 357, 358, 359, 370, 371, 372, 373, 374, 375, 376,
            377, 378, 379, 380, 381, 382, 383, 385, 386, 387, 389, 420, 421, 423, 670, 672, 673, 674, 675, 676, 677,
            678, 679, 680, 681, 682, 683, 685, 686, 687, 688, 689, 690, 691, 692, 800, 808, 850, 852, 853, 855, 856,
            870, 878, 880, 881, 882, 883, 886, 888, 960, 961, 962, 963, 964, 965, 966, 967, 968, 970, 971, 972, 973,
            974, 975, 976, 977, 979, 992, 993, 994, 995, 996, 998
        }) {
            COUNTRIES.set(code);
        }
        COUNTRIES.set(220, 270); // all of Africa between Gambia and Lesotho, Botswana, Comoros
        COUNTRIES.set(500, 510);
        COUNTRIES.set(590, 600);
    }

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (!sheet.digit(sheet.start(at)) || sheet.length(at) > MOST + 2) {
            return;
        }
        int start = sheet.start(at);
        char before = sheet.at(start - 1);
        boolean open = before == '(';
        int first = open ? start - 1 : start;
        char ahead = sheet.at(first - 1);
        if (ahead == '+' && !sheet.joined(first - 2)) {
            international(sheet, at, first - 1, finds);
            return;
        }
        if (finds.within(EntityType.PHONE, start)) {
            return;
        }
        if (continued(sheet, at, first) && !finds.within(EntityType.PHONE, sheet.end(at - 1) - 1)) {
            return;
        }
        if (before == '.'
                || before == '$'
                || before == '€'
                || before == '£'
                || before == '#'
                || (before == '=' && sheet.at(start - 2) == '=')) {
            return;
        }
        boolean one = sheet.at(start) == '1' && sheet.length(at) == 1;
        boolean zeros = sheet.length(at) == 3 && sheet.is(start, "001");
        if (sheet.length(at) < 7 && !PhoneRun.between(sheet.at(sheet.end(at)))) {
            return;
        }
        PhoneRun american = PhoneRun.of(sheet, first, one ? 11 : zeros ? 13 : 10);
        if (american != null && american(sheet, at, american, one || zeros ? 1 : 0, finds)) {
            return;
        }
        PhoneRun run = PhoneRun.of(sheet, first, USUAL);
        if (run == null || run.digits() < 7 || run.more()) {
            return;
        }
        if (open && (sheet.at(sheet.end(at)) != ')' || run.groups() == 1)) {
            first = start; // a bracket of the text, and not of an area
        }
        if (sheet.is(start, "00")
                && run.digits() >= 10
                && country(sheet, start + 2) > 0
                && sheet.length(at) <= 5
                && run.groups() > 2) {
            finds.add(EntityType.PHONE, first, run.end(), 0.75, "phone-00");
        } else {
            named(sheet, at, first, run, finds);
        }
    }

    // the token is the middle of a number: what is before it was asked already
    private static boolean continued(Sheet sheet, int at, int first) {
        if (at == 0) {
            return false;
        }
        int gap = first - sheet.end(at - 1);
        return (gap <= 2
                        && gap > 0
                        && sheet.digits(at - 1)
                        && PhoneRun.between(sheet.at(first - 1))
                        && sheet.length(at - 1) <= 4)
                || (sheet.at(first - 1) == '-' && sheet.joined(first - 2));
    }

    private static void international(Sheet sheet, int at, int start, Finds finds) {
        int digit = sheet.start(at);
        int country = country(sheet, digit);
        boolean american = country == 1 && sheet.at(digit) == '1';
        boolean digits = sheet.is(digit, "0123456789"); // what numbers are made of
        PhoneRun run = country == 0 || digits
                ? null
                : PhoneRun.international(sheet, digit, american ? 11 : sheet.length(at) > USUAL ? MOST : USUAL);
        if (run == null || run.digits() < (american ? 11 : 8)) {
            return;
        }
        boolean cue = CUES.near(sheet, at, 6, 0);
        boolean sum = sheet.at(start - 1) == ' '
                && (sheet.digit(start - 2) || sheet.at(start - 2) == ')')
                && !cue
                && run.groups() == 1;
        double score = sum ? 0.4 : cue || run.groups() > 1 ? 0.95 : 0.9;
        int from = sheet.at(start - 1) == '(' && sheet.at(sheet.end(at)) == ')' ? start - 1 : start;
        finds.add(EntityType.PHONE, from, run.extended(sheet), score, "phone-plus");
    }

    // how many digits the country code has that begins at a place; 0 where there is none
    private static int country(Sheet sheet, int start) {
        int code = 0;
        for (int length = 1; length <= 3 && sheet.digit(start + length - 1); length++) {
            code = code * 10 + sheet.at(start + length - 1) - '0';
            if (COUNTRIES.get(code)) {
                return code == 1 || code == 7 ? 1 : length;
            }
        }
        return 0;
    }

    private static boolean american(Sheet sheet, int at, PhoneRun run, int skip, Finds finds) {
        boolean telling = run.groups() == 3 + skip && (run.shape() & 0xfff) == 0x334;
        boolean joined = skip == 0 && run.shape() == 0x37;
        boolean plain = run.shape() == 0xa && run.extended(sheet) > run.end();
        if (!telling && !joined && !plain) {
            return false;
        }
        int area = at + skip;
        int exchange = plain ? sheet.start(at) + 3 : sheet.start(area + 1);
        if (run.more() && run.mark() != ' ' && sheet.at(run.end()) == run.mark()) {
            return false; // a longer number of another kind
        }
        boolean areas = sheet.at(sheet.start(area)) >= '2';
        boolean valid = areas && sheet.at(exchange) >= '2';
        boolean cue = CUES.near(sheet, at, 6, 0);
        boolean brackets = sheet.at(sheet.start(area) - 1) == '(' && sheet.at(sheet.end(area)) == ')';
        boolean likely = valid ? !joined || run.mark() == '-' : telling && run.mark() == '-';
        boolean other = OTHERS.near(sheet, at, 3, 0)
                || run.mark() == '_'
                || (run.mark() == ' ' && listed(sheet, at, run, finds));
        if (!areas || !(brackets || (telling && cue) || (likely && !other))) {
            return false;
        }
        int start = brackets && skip == 0 ? sheet.start(area) - 1 : sheet.start(at);
        double score = !valid ? 0.65 : cue || brackets ? 0.9 : telling ? 0.8 : 0.6;
        finds.add(EntityType.PHONE, start, run.extended(sheet), score, "phone-nanp");
        return true;
    }

    // in a row of numbers
    private static boolean listed(Sheet sheet, int at, PhoneRun run, Finds finds) {
        int last = sheet.tokenAt(run.end() - 1);
        return (at > 0
                        && sheet.digits(at - 1)
                        && sheet.at(sheet.end(at - 1)) == ' '
                        && sheet.end(at - 1) + 1 == sheet.start(at)
                        && !finds.within(EntityType.PHONE, sheet.start(at - 1)))
                || (last + 1 < sheet.tokens()
                        && sheet.digits(last + 1)
                        && sheet.start(last + 1) == run.end() + 1
                        && sheet.at(run.end()) == ' '
                        && sheet.length(last + 1) != 3);
    }

    // whatever a word says is a number, and what begins and is grouped as numbers are
    private static void named(Sheet sheet, int at, int first, PhoneRun run, Finds finds) {
        if (OTHERS.near(sheet, at, 3, 0) || date(sheet, at, run)) {
            return;
        }
        if (CUES.near(sheet, at, 4, 0) || said(sheet, at, run)) {
            if (run.groups() > 1 || run.digits() > 8 || CUES.near(sheet, at, 1, 0) || NUMBER.near(sheet, at, 1, 0)) {
                finds.add(EntityType.PHONE, first, run.extended(sheet), 0.65, "phone-cue");
            }
            return;
        }
        double score = NationalPhones.score(sheet, at, first, run);
        if (score > 0) {
            finds.add(EntityType.PHONE, first, run.extended(sheet), score, "phone-national");
        }
    }

    // "123 456 789 mobile", "123 456 789 is my mobile", "my number is 123 456 789"
    private static boolean said(Sheet sheet, int at, PhoneRun run) {
        if (run.digits() > 8) {
            int next = sheet.tokenAt(run.end() - 1) + 1;
            if (next < sheet.tokens()
                    && sheet.start(next) - run.end() < 3
                    && (CUES.has(sheet, next) || (IS.has(sheet, next) && CUES.near(sheet, next, 0, 4)))) {
                return true;
            }
        }
        int number = at - 1;
        while (number > 0 && number > at - 3 && IS.has(sheet, number)) {
            number--;
        }
        if (number < 1 || !NUMBERS.has(sheet, number)) {
            return false;
        }
        boolean adjective = (sheet.flags(number - 1) & Sheet.UPPER) != 0 && number > 1;
        return OWN.has(sheet, number - 1) || (adjective && OWN.has(sheet, number - 2));
    }

    private static boolean date(Sheet sheet, int at, PhoneRun run) {
        boolean year = year(sheet, at);
        return (year && run.shape() == 0x44 && year(sheet, at + 1))
                || ((run.shape() == 0x224 || (run.shape() == 0x422 && year))
                        && (run.mark() == '.' || run.mark() == '/' || run.mark() == '-'));
    }

    private static boolean year(Sheet sheet, int at) {
        return sheet.is(sheet.start(at), "19") || sheet.is(sheet.start(at), "20");
    }
}
