package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.CheckDigits.at;
import static io.llmgateway.core.detect.CheckDigits.date;
import static io.llmgateway.core.detect.CheckDigits.dateAt;
import static io.llmgateway.core.detect.CheckDigits.number;
import static io.llmgateway.core.detect.CheckDigits.sum;
import static io.llmgateway.core.detect.IdFormat.national;
import static io.llmgateway.core.detect.Proof.FAIR;
import static io.llmgateway.core.detect.Proof.FORM;
import static io.llmgateway.core.detect.Proof.LIKELY;
import static io.llmgateway.core.detect.Proof.SURE;
import static io.llmgateway.core.detect.Proof.WEAK;

import java.util.List;

/** The numbers of middle and eastern Europe, Turkey and Kazakhstan. */
final class EastIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new EastIds();

    private static final String CZ = "rodné rodného číslo rodne cislo rč rc";
    private static final String JMBG = "emšo emso jmbg matični maticni matični matiçni embg матични матичен јмбг";
    private static final String INN = "инн inn налогоплательщика";

    private EastIds() {}

    static List<IdFormat> all() {
        return List.of(
                national("PL", "pl-pesel", "99999999999", check("pesel"), LIKELY, LIKELY, "pesel pesele pesela peselu"),
                national(
                        "PL",
                        "pl-nip",
                        "999-999-99-99|999-99-99-999|9999999999",
                        check("nip"),
                        FORM,
                        FAIR,
                        "nip podatkowy"),
                national(
                        "PL",
                        "pl-nip",
                        "AA9999999999|AA_9999999999|AA_999_999_99_99|AA_999-999-99-99",
                        check("nipVat"),
                        FAIR,
                        FAIR,
                        "nip vat"),
                national("PL", "pl-regon", "999999999", check("regon"), FORM, FORM, "regon"),
                national(
                        "PL",
                        "pl-id-card",
                        "AAA999999|AAA_999999",
                        check("plCard"),
                        WEAK,
                        WEAK,
                        "dowód dowodu osobisty osobistego dowodzie"),
                national("CZ", "cz-birth-number", "9999999999|999999/9999", check("cz"), WEAK, SURE, CZ),
                national("SK", "sk-birth-number", "9999999999|999999/9999", check("cz"), WEAK, SURE, CZ),
                national("CZ", "cz-birth-number", "999999999|999999/999", check("czDate"), FORM, WEAK, CZ),
                national("CZ", "cz-company", "99999999", check("ico"), FORM, FORM, "ičo ico ič dič"),
                national(
                        "HU",
                        "hu-taj",
                        "999999999|999_999_999|999-999-999",
                        check("taj"),
                        WEAK,
                        WEAK,
                        "taj társadalombiztosítási tajszám"),
                national(
                        "HU",
                        "hu-tax-id",
                        "9999999999",
                        check("huTax"),
                        WEAK,
                        WEAK,
                        "adóazonosító adóazonosítója adószám adójel"),
                national("HU", "hu-tax-number", "99999999-9-99", check("huCompany"), FORM, FAIR, "adószám adószáma"),
                national(
                        "HU",
                        "hu-personal-id",
                        "9-999999-9999|9 999999 9999",
                        check("huPerson"),
                        FORM,
                        FAIR,
                        "személyi szám azonosító"),
                national("RO", "ro-cnp", "9999999999999", check("cnp"), FAIR, FAIR, "cnp cod numeric personal"),
                national("BG", "bg-egn", "9999999999", check("egn"), WEAK, WEAK, "егн egn единен"),
                national("GR", "gr-amka", "99999999999", check("amka"), FAIR, FAIR, "αμκα amka"),
                national("GR", "gr-afm", "999999999", check("afm"), WEAK, WEAK, "αφμ afm"),
                national("HR", "hr-oib", "99999999999", check("mod11and10"), WEAK, WEAK, "oib oiba oibu"),
                national("HR", "hr-oib", "AA99999999999|AA_99999999999", check("oibVat"), FAIR, FAIR, "oib pdv vat"),
                national("SI", "si-tax-number", "99999999", check("siTax"), FORM, FORM, "davčna davcna"),
                national("SI", "jmbg", "9999999999999", check("jmbg"), FAIR, FAIR, JMBG),
                national("RS", "jmbg", "9999999999999", check("jmbg"), FAIR, FAIR, JMBG),
                national(
                        "TR",
                        "tr-kimlik",
                        "99999999999|999 999 999 99",
                        check("tckn"),
                        LIKELY,
                        SURE,
                        "tc kimlik tckn kimliği t turkish türk"),
                national("TR", "tr-vergi", "9999999999", check("vkn"), FORM, FORM, "vergi vkn"),
                national("RU", "ru-inn", "999999999999", check("inn12"), LIKELY, LIKELY, INN),
                national("RU", "ru-inn", "9999999999", check("inn10"), FORM, FORM, INN),
                national(
                        "RU",
                        "ru-snils",
                        "99999999999|999-999-999_99|999-999-999-99|999_999_999_99",
                        check("snils"),
                        LIKELY,
                        SURE,
                        "снилс snils"),
                national(
                        "UA",
                        "ua-rnokpp",
                        "9999999999",
                        check("ua"),
                        FORM,
                        FORM,
                        "рнокпп іпн ипн rnokpp ipn ідентифікаційний податків"),
                national(
                        "BY",
                        "by-personal-number",
                        "9999999A999AA9",
                        check("by"),
                        FAIR,
                        FAIR,
                        "личный идентификационный персональны"),
                national("MD", "md-idnp", "9999999999999", check("md"), FORM, FORM, "idnp"),
                national("KZ", "kz-iin", "999999999999", check("kz"), FAIR, FAIR, "иин жсн iin бин bin"));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "pesel" -> pesel(code);
            case "nip" -> nip(code);
            case "regon" -> regon(code);
            case "plCard" -> plCard(code);
            case "cz" -> cz(code);
            case "czDate" -> czDate(code);
            case "ico" -> ico(code);
            case "taj" -> taj(code);
            case "huTax" -> huTax(code);
            case "huCompany" -> huCompany(code);
            case "huPerson" -> huPerson(code);
            case "cnp" -> cnp(code);
            case "egn" -> egn(code);
            case "amka" -> amka(code);
            case "afm" -> afm(code);
            case "mod11and10" -> CheckDigits.mod11and10(code);
            case "siTax" -> siTax(code);
            case "jmbg" -> jmbg(code);
            case "tckn" -> tckn(code);
            case "vkn" -> vkn(code);
            case "inn12" -> inn12(code);
            case "inn10" -> inn10(code);
            case "snils" -> snils(code);
            case "ua" -> ua(code);
            case "by" -> by(code);
            case "md" -> md(code);
            case "kz" -> kz(code);
            case "nipVat" -> code.startsWith("PL") && nip(code.substring(2));
            case "oibVat" -> code.startsWith("HR") && CheckDigits.mod11and10(code.substring(2));
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // Ordinance on the PESEL number: the century is added to the month
    private static boolean pesel(String code) {
        int month = number(code, 2, 4);
        return (month < 33 || month > 80)
                && date(month % 20, number(code, 4, 6))
                && sum(code, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0;
    }

    // Act on the registration of tax payers, 1995: mod 11
    private static boolean nip(String code) {
        return code.charAt(0) != '0' && sum(code, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == at(code, 9);
    }

    // Statistics Poland
    private static boolean regon(String code) {
        return sum(code, 8, 9, 2, 3, 4, 5, 6, 7) % 11 % 10 == at(code, 8);
    }

    // Ministry of the Interior: 7, 3, 1 with the check digit after the letters
    private static boolean plCard(String code) {
        return sum(code, 7, 3, 1, 9, 7, 3, 1, 7, 3) % 10 == 0;
    }

    // Act 133/2000: divisible by 11; women add 50 to the month, full days 20
    private static boolean cz(String code) {
        boolean checked = CheckDigits.mod(code, 11) == 0
                || (CheckDigits.mod(code.substring(0, 9), 11) == 10 && code.charAt(9) == '0');
        return checked && czDate(code);
    }

    private static boolean czDate(String code) {
        int month = number(code, 2, 4) % 50;
        return date(month > 20 ? month - 20 : month, number(code, 4, 6));
    }

    // Czech Statistical Office
    private static boolean ico(String code) {
        return (11 - sum(code, 8, 7, 6, 5, 4, 3, 2) % 11) % 10 == at(code, 7);
    }

    // Act XX of 1996, annexes 1 to 3
    private static boolean taj(String code) {
        return sum(code, 3, 7, 3, 7, 3, 7, 3, 7) % 10 == at(code, 8);
    }

    private static boolean huTax(String code) {
        return code.charAt(0) == '8' && sum(code, 1, 2, 3, 4, 5, 6, 7, 8, 9) % 11 == at(code, 9);
    }

    private static boolean huCompany(String code) {
        return (sum(code, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0) && CheckDigits.within(code.charAt(8), '1', '5');
    }

    private static boolean huPerson(String code) {
        return CheckDigits.within(code.charAt(0), '1', '8')
                && dateAt(code, 3, 5)
                && (sum(code, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) % 11 == at(code, 10)
                        || sum(code, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 11 == at(code, 10));
    }

    // Law 105/1996, weights 279146358279; then the county
    private static boolean cnp(String code) {
        int rest = sum(code, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;
        int county = number(code, 7, 9);
        return code.charAt(0) != '0'
                && dateAt(code, 3, 5)
                && county >= 1
                && (county <= 52 || county == 70)
                && (rest == 10 ? 1 : rest) == at(code, 12);
    }

    // Ordinance on the civil registration: 20 is added to months before 1900, 40 to those from 2000
    private static boolean egn(String code) {
        int month = number(code, 2, 4);
        return month < 53
                && date(month % 20, number(code, 4, 6))
                && sum(code, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == at(code, 9);
    }

    // IDIKA: a date and Luhn's
    private static boolean amka(String code) {
        return dateAt(code, 2, 0) && CheckDigits.luhn(code);
    }

    // Independent Authority for Public Revenue: powers of two
    private static boolean afm(String code) {
        return sum(code, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == at(code, 8);
    }

    private static boolean siTax(String code) {
        int check = 11 - sum(code, 8, 7, 6, 5, 4, 3, 2) % 11;
        return code.charAt(0) != '0' && check != 11 && check % 10 == at(code, 7);
    }

    // Yugoslav law of 1976: a date with a year of three digits, then the region
    private static boolean jmbg(String code) {
        int check = 11 - sum(code, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        char millennium = code.charAt(4);
        return dateAt(code, 2, 0) && (millennium == '9' || millennium == '0') && check % 11 == at(code, 12);
    }

    // General Directorate of Civil Registration: two digits that check the others
    private static boolean tckn(String code) {
        int tenth = sum(code, 7, -1, 7, -1, 7, -1, 7, -1, 7) % 10;
        return code.charAt(0) != '0'
                && Math.floorMod(tenth, 10) == at(code, 9)
                && sum(code, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) % 10 == at(code, 10);
    }

    // Revenue Administration
    private static boolean vkn(String code) {
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            int moved = (at(code, i) + 9 - i) % 10;
            if (moved != 0) {
                int times = moved * (1 << (9 - i)) % 9;
                sum += times == 0 ? 9 : times;
            }
        }
        return (10 - sum % 10) % 10 == at(code, 9);
    }

    // Federal Tax Service, order MMV-7-6/435
    private static boolean inn12(String code) {
        return code.charAt(0) + code.charAt(1) != '0' + '0'
                && sum(code, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == at(code, 10)
                && sum(code, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == at(code, 11);
    }

    private static boolean inn10(String code) {
        return sum(code, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == at(code, 9);
    }

    // Pension Fund: mod 101
    private static boolean snils(String code) {
        return number(code, 0, 9) > 1_001_998
                && sum(code, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101 % 100 == number(code, 9, 11);
    }

    // State Tax Service: mod 11
    private static boolean ua(String code) {
        return Math.floorMod(sum(code, -1, 5, 7, 9, 4, 6, 10, 5, 7), 11) % 10 == at(code, 9);
    }

    private static boolean by(String code) {
        return CheckDigits.within(code.charAt(0), '1', '6')
                && dateAt(code, 3, 1)
                && "ABCHKEM".indexOf(code.charAt(7)) >= 0
                && List.of("PB", "BA", "BI").contains(code.substring(11, 13));
    }

    // State registry: 7, 3, 1
    private static boolean md(String code) {
        return (code.charAt(0) == '2' || code.startsWith("09")) && CheckDigits.sum731(code, 0, 12) % 10 == at(code, 12);
    }

    // Decree 853 of 2003: mod 11, a second row where the first gives 10
    private static boolean kz(String code) {
        int rest = sum(code, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) % 11;
        if (rest == 10) {
            rest = sum(code, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2) % 11;
        }
        return dateAt(code, 2, 4) && code.charAt(6) <= '6' && rest == at(code, 11);
    }
}
