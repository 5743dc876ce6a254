package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.Set;

/**
 * Payment cards: 12 to 19 digits that begin as an issuer's do (ISO/IEC 7812, and the ranges the schemes publish) and end with
 * the right check digit. Groups may be any where nothing else is near; four by four they are telling.
 */
final class CardSpotter implements Spotter {
    private static final int MOST = 19;
    private static final int LEAST = 12;
    private static final Set<String> TELLING = Set.of("4444", "465", "464", "44443", "44442", "4443", "445");
    private static final Cues CARDS = Cues.list(
            "card cards creditcard cc ccn pan credit debit visa mastercard maestro amex american discover diners jcb"
                    + " unionpay mir rupay troy elo cvv cvc expiry expires karte kreditkarte kartennummer kreditkartennummer"
                    + " carte bancaire tarjeta carta cartão cartao kaart creditcardnummer karta karty kort kortti карта карты"
                    + " карте kart cardnumber payment 卡号 信用卡 カード");
    private static final Cues OTHERS = Cues.list(
            "imei isbn ean gtin upc tracking order serial timestamp epoch barcode sku invoice ticket snowflake tweet"
                    + " status uuid build parcel shipment");

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        if (!digitish(sheet, at) || leads(sheet, at)) {
            return;
        }
        boolean inside = at > 0 && sheet.digits(at - 1) && separated(sheet, at - 1);
        if (inside && sheet.length(at) < LEAST && sheet.length(at) != 4) {
            return; // only a telling group begins a card in the midst of others
        }
        if (sheet.length(at) < LEAST && !goesOn(sheet, at)) {
            return; // as most numbers
        }
        StringBuilder digits = new StringBuilder(MOST);
        StringBuilder shape = new StringBuilder(MOST);
        int last = at;
        while (digits.length() + sheet.length(last) <= MOST && digitish(sheet, last)) {
            shape.append((char) ('0' + sheet.length(last)));
            append(digits, sheet, last);
            boolean more = goesOn(sheet, last);
            if (digits.length() >= LEAST) {
                Form form = new Form(digits, shape.toString(), inside, more);
                if (grouped(sheet, at, last) && report(sheet, at, last, form, finds) && !form.telling()) {
                    return;
                }
            }
            if (!more) {
                return;
            }
            last++;
        }
    }

    /** What is between two places: its digits, and how many each group has, as one char for each. */
    private record Form(CharSequence digits, String shape, boolean inside, boolean more) {
        boolean whole() {
            return !inside && !more;
        }

        boolean telling() {
            return TELLING.contains(shape);
        }

        int groups() {
            return shape.length();
        }
    }

    private static boolean report(Sheet sheet, int at, int last, Form form, Finds finds) {
        double known = issued(form.digits);
        if (known == 0 || !CheckDigits.luhn(form.digits) || alike(form.digits)) {
            return false;
        }
        if (form.groups() > 1
                && sheet.at(sheet.end(last)) == '/'
                && sheet.digit(sheet.end(last) + 1)
                && sheet.at(sheet.end(at)) != '/') {
            return false; // the last group is the month of an expiry date
        }
        if (listed(sheet, at, last, form)) {
            return false;
        }
        boolean cue = CARDS.near(sheet, at, 12, 0) || CARDS.near(sheet, last, 0, 6);
        double score;
        if (form.telling()) {
            score = cue || known >= 0.6 ? 0.95 : 0.4;
        } else if (form.groups() == 1) {
            boolean other = OTHERS.near(sheet, at, 3, 0);
            score = cue ? 0.95 : other ? 0.4 : known;
            if (part(sheet, at, last)) {
                return false;
            }
        } else if (!form.whole() || ",/:;".indexOf(sheet.at(sheet.end(at))) >= 0) {
            return false;
        } else if (cue) {
            score = 0.9;
        } else {
            int length = form.digits.length();
            boolean single = form.groups() == length;
            boolean column = sheet.start(at + 1) - sheet.end(at) > 1;
            boolean few = form.groups() <= 6 && known >= 0.9 && !column;
            score = (length == 16 || length == 15) && (single || few) ? 0.7 : 0.4;
        }
        finds.add(EntityType.CREDIT_CARD, sheet.start(at), sheet.end(last), score, "luhn");
        return true;
    }

    // numbers with commas between them, of which these are some
    private static boolean listed(Sheet sheet, int at, int last, Form form) {
        return form.groups() > 1
                && sheet.at(sheet.end(at)) == ','
                && ((form.inside() && sheet.at(sheet.end(at - 1)) == ',')
                        || (form.more() && sheet.at(sheet.end(last)) == ','));
    }

    // what issuers' numbers begin with, and how sure a number of that length is one without a word that says so
    private static double issued(CharSequence digits) {
        int length = digits.length();
        int four = (digits.charAt(0) - '0') * 1000
                + (digits.charAt(1) - '0') * 100
                + (digits.charAt(2) - '0') * 10
                + (digits.charAt(3) - '0');
        int two = four / 100;
        return switch (four / 1000) {
            case 1 -> length == 15 ? (four / 10 == 122 ? 0.92 : 0.4) : 0; // UATP
            case 2 -> {
                boolean mastercard = four >= 2221 && four <= 2720;
                boolean mir = four >= 2200 && four <= 2205;
                yield (mastercard || mir) && length == 16
                        ? 0.92
                        : mir && length > 16
                                ? 0.6
                                : length == 15 && (four == 2131 || four == 2014 || four == 2149) ? 0.92 : 0;
            }
            case 3 ->
                two == 34 || two == 37
                        ? length == 15 ? 0.92 : 0
                        : four >= 3528 && four <= 3589
                                ? length == 16 ? 0.92 : length > 16 ? 0.4 : 0
                                : two == 36 || two == 38 || two == 39 || (four >= 3000 && four <= 3059) || four == 3095
                                        ? length == 14 || length == 16 ? 0.92 : length > 14 ? 0.4 : 0
                                        : length == 15 && (four == 3088 || four == 3096 || four == 3112 || four == 3158)
                                                ? 0.4
                                                : 0;
            case 4 -> length == 16 ? 0.92 : length == 13 ? (ean(digits) ? 0.4 : 0.55) : length == 19 ? 0.5 : 0;
            case 5 -> two == 59 && length != 16 ? 0 : length == 16 ? 0.92 : two == 50 || two >= 56 ? 0.4 : 0;
            case 6 -> length == 16 ? 0.92 : two == 62 && length > 16 ? 0.92 : 0.4;
            case 8 -> (two == 81 || four == 8600) && length == 16 ? 0.92 : 0;
            case 9 -> (four == 9792 || four == 9860) && length == 16 ? 0.92 : 0;
            default -> 0;
        };
    }

    // the check digit of articles (GS1): what has it is most likely one
    private static boolean ean(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return sum % 10 == 0;
    }

    private static boolean alike(CharSequence digits) {
        for (int i = 1; i < digits.length(); i++) {
            if (digits.charAt(i) != digits.charAt(0)) {
                return false;
            }
        }
        return true;
    }

    private static boolean goesOn(Sheet sheet, int token) {
        return token + 1 < sheet.tokens() && separated(sheet, token) && digitish(sheet, token + 1);
    }

    // digits, and letters that are read as digits
    private static boolean digitish(Sheet sheet, int token) {
        if (sheet.digits(token)) {
            return true;
        }
        int length = sheet.length(token);
        if (length < 3 || length > MOST || (sheet.flags(token) & (Sheet.DIGIT | Sheet.BEYOND)) != Sheet.DIGIT) {
            return false;
        }
        int letters = 0;
        for (int i = sheet.start(token); i < sheet.end(token); i++) {
            if (!sheet.digit(i)) {
                letters++;
                if ("OoIl".indexOf(sheet.at(i)) < 0) {
                    return false;
                }
            }
        }
        return letters <= length / 2;
    }

    private static void append(StringBuilder digits, Sheet sheet, int token) {
        for (int i = sheet.start(token); i < sheet.end(token); i++) {
            char c = sheet.at(i);
            digits.append(c == 'O' || c == 'o' ? '0' : c == 'I' || c == 'l' ? '1' : c);
        }
    }

    // "0.4111...", "550e-4111...": the end of another thing
    private static boolean leads(Sheet sheet, int at) {
        int start = sheet.start(at);
        char before = sheet.at(start - 1);
        if (before == '.' || before == ',') {
            return sheet.digit(start - 2) && sheet.length(at) > 4;
        }
        return (before == '-' || before == '_')
                && at > 0
                && sheet.end(at - 1) == start - 1
                && (sheet.flags(at - 1) & (Sheet.DIGIT | Sheet.LETTER)) == (Sheet.DIGIT | Sheet.LETTER)
                && !digitish(sheet, at - 1);
    }

    // a decimal number, or the beginning of a longer name
    private static boolean part(Sheet sheet, int at, int last) {
        int end = sheet.end(last);
        char after = sheet.at(end);
        return ((after == '.' || after == '-' || after == '_') && sheet.word(end + 1) && !sheet.digits(at + 1))
                || (after == '.' && sheet.digit(end + 1));
    }

    // up to three chars that may stand between groups
    private static boolean separated(Sheet sheet, int token) {
        int start = sheet.end(token);
        int end = sheet.start(token + 1);
        if (end - start > 3 || end == start) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (" -._+*|•\t,/:;".indexOf(sheet.at(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    // the same between all groups
    private static boolean grouped(Sheet sheet, int at, int last) {
        int length = last > at ? sheet.start(at + 1) - sheet.end(at) : 0;
        for (int token = at + 1; token < last; token++) {
            int from = sheet.end(token);
            if (sheet.start(token + 1) - from != length || sheet.at(from) != sheet.at(sheet.end(at))) {
                return false;
            }
        }
        return true;
    }
}
