package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What identifies banks and accounts beside IBANs, after a word that says so: codes of ISO 9362, routing numbers of the United
 * States (with their check digit), sort codes, and plain numbers of accounts.
 */
final class BankSpotter implements Spotter {
    private static final int WINDOW = 6;
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    // what may follow a word: least and most digits
    private static final Map<String, int[]> ACCOUNTS = accounts();
    private static final Set<String> CODES = Set.of("swift", "bic", "swiftcode", "biccode", "bank");
    private static final Set<String> ROUTING = Set.of("routing", "aba", "rtn", "fedwire", "ach", "transit");
    private static final Set<String> SORT = Set.of("sort", "sortcode", "bsb", "bankleitzahl", "blz");
    private static final Cues NUMBER = Cues.list(
            "number no nr num numéro numero número nummer is ist acct account code checking savings bank n est es é");

    private static Map<String, int[]> accounts() {
        Map<String, int[]> accounts = new HashMap<>();
        for (String word : Set.of("account", "acct", "accountnumber", "acc", "checking", "savings")) {
            accounts.put(word, new int[] {7, 17});
        }
        for (String word : Cues.words(
                "konto kontonummer ktonr compte cuenta conto conta rekening rekeningnummer rachunek rachunku konta kontonr"
                        + " bankkonto tilinumero счет счёт")) {
            accounts.put(word, new int[] {7, 26});
        }
        accounts.put("clabe", new int[] {18, 18});
        accounts.put("iban", new int[] {99, 99});
        return Map.copyOf(accounts);
    }

    @Override
    public Triggers triggers() {
        Set<String> words = new HashSet<>(ACCOUNTS.keySet());
        words.addAll(CODES);
        words.addAll(ROUTING);
        words.addAll(SORT);
        words.add("ifsc");
        return Triggers.words(words);
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        String word = sheet.small(sheet.start(at), sheet.end(at));
        if (CODES.contains(word)) {
            code(sheet, at, word, finds);
        } else if (ROUTING.contains(word)) {
            routing(sheet, at, finds);
        } else if (SORT.contains(word)) {
            sort(sheet, at, finds);
        } else if (word.equals("ifsc")) {
            ifsc(sheet, at, finds);
        } else {
            account(sheet, at, ACCOUNTS.getOrDefault(word, new int[] {99, 99}), finds);
        }
    }

    private static void code(Sheet sheet, int cue, String word, Finds finds) {
        if (word.equals("bank") && !sheet.is(sheet.end(cue) + 1, "identifier")) {
            return;
        }
        int token = cue + 1;
        while (token < Math.min(sheet.tokens(), cue + WINDOW + 1) && !code(sheet, token)) {
            token++;
        }
        if (token == Math.min(sheet.tokens(), cue + WINDOW + 1)) {
            token = cue - 1;
            while (token >= Math.max(0, cue - 3) && !code(sheet, token)) {
                token--;
            }
            if (token < Math.max(0, cue - 3)) {
                return;
            }
        }
        finds.add(EntityType.SWIFT, sheet.start(token), sheet.end(token), 0.85, "swift");
    }

    private static boolean code(Sheet sheet, int token) {
        int length = sheet.length(token);
        if ((length != 8 && length != 11) || (sheet.flags(token) & (Sheet.LOWER | Sheet.BEYOND)) != 0) {
            return false;
        }
        int start = sheet.start(token);
        for (int i = start; i < start + 6; i++) {
            if (sheet.at(i) < 'A') {
                return false;
            }
        }
        String country = sheet.text(start + 4, start + 6);
        return COUNTRIES.contains(country) || country.equals("XK");
    }

    private static void routing(Sheet sheet, int cue, Finds finds) {
        for (int token = cue + 1; token < Math.min(sheet.tokens(), cue + WINDOW); token++) {
            int last = sheet.length(token) == 4 && token + 2 < sheet.tokens() ? token + 2 : token;
            String digits = digits(sheet, token, last);
            if (digits.length() == 9 && routes(digits)) {
                finds.add(EntityType.BANK_NUMBER, sheet.start(token), sheet.end(last), 0.9, "aba-routing");
                return;
            }
        }
    }

    private static boolean routes(String digits) {
        int first = Integer.parseInt(digits.substring(0, 2));
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (digits.charAt(i) - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1);
        }
        boolean district = (first > 0 && first <= 12)
                || (first >= 21 && first <= 32)
                || (first >= 61 && first <= 72)
                || first == 80;
        return district && sum % 10 == 0;
    }

    private static void sort(Sheet sheet, int cue, Finds finds) {
        for (int token = cue + 1; token < Math.min(sheet.tokens(), cue + 4); token++) {
            if ((sheet.flags(token) & Sheet.DIGIT) == 0) {
                continue;
            }
            int last = token;
            while (last + 1 < sheet.tokens() && last - token < 2 && sheet.start(last + 1) - sheet.end(last) == 1) {
                last++;
            }
            for (; last >= token; last--) {
                String digits = digits(sheet, token, last);
                if (digits.length() == 6 || (digits.length() == 8 && sheet.length(cue) != 4)) {
                    finds.add(EntityType.BANK_NUMBER, sheet.start(token), sheet.end(last), 0.85, "sort-code");
                    return;
                }
            }
            return;
        }
    }

    private static void ifsc(Sheet sheet, int cue, Finds finds) {
        for (int token = cue + 1; token < Math.min(sheet.tokens(), cue + 4); token++) {
            int start = sheet.start(token);
            if (sheet.length(token) == 11
                    && sheet.at(start + 4) == '0'
                    && !sheet.digit(start)
                    && !sheet.digit(start + 3)) {
                finds.add(EntityType.BANK_NUMBER, start, sheet.end(token), 0.85, "ifsc");
                return;
            }
        }
    }

    private static void account(Sheet sheet, int cue, int[] lengths, Finds finds) {
        for (int token = cue + 1; token < Math.min(sheet.tokens(), cue + 5); token++) {
            if (sheet.digits(token)) {
                int last = token;
                while (last + 1 < sheet.tokens()
                        && last - token < 8
                        && sheet.digits(last + 1)
                        && sheet.start(last + 1) - sheet.end(last) == 1
                        && " -./".indexOf(sheet.at(sheet.end(last))) >= 0) {
                    last++;
                }
                int count = digits(sheet, token, last).length();
                if (count >= lengths[0] && count <= lengths[1] && !sheet.joined(sheet.end(last))) {
                    finds.add(EntityType.BANK_NUMBER, sheet.start(token), sheet.end(last), 0.6, "account");
                }
                return;
            }
            if (!NUMBER.has(sheet, token)) {
                return;
            }
        }
    }

    private static String digits(Sheet sheet, int first, int last) {
        StringBuilder digits = new StringBuilder(20);
        for (int token = first; token <= last; token++) {
            if (!sheet.digits(token) || digits.length() > 30 || sheet.length(token) > 30) {
                return "";
            }
            digits.append(sheet.text(sheet.start(token), sheet.end(token)));
        }
        return digits.toString();
    }
}
