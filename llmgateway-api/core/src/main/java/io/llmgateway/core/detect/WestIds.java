package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.CheckDigits.at;
import static io.llmgateway.core.detect.CheckDigits.number;
import static io.llmgateway.core.detect.CheckDigits.sum;
import static io.llmgateway.core.detect.IdFormat.national;
import static io.llmgateway.core.detect.Proof.FAIR;
import static io.llmgateway.core.detect.Proof.FORM;
import static io.llmgateway.core.detect.Proof.LIKELY;
import static io.llmgateway.core.detect.Proof.SURE;
import static io.llmgateway.core.detect.Proof.WEAK;

import java.util.List;

/** The numbers of France, the United Kingdom, Ireland, Spain, Portugal and Italy. */
final class WestIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new WestIds();

    private static final String VAT = "vat ustid ustidnr umsatzsteuer mwst tva iva btw piva vatin vatid uid";
    private static final String DNI = "dni nif nie extranjero documento identidad cif fiscal";
    private static final String FISCAL = "codice fiscale fiscal cf codicefiscale";
    private static final String NIR =
            "999999999999999|9_99_99_99_999_999_99|9 99 99 99 999 999 99|9999999999999_99|99999**99999999"
                    + "|9_99_99_**_999_999_99|99999**999999_99";
    private static final String NIR_CUES = "sécurité sociale sécu nir insee nss vitale assuré social";
    private static final String NINO = "nino insurance ni nin";

    private WestIds() {}

    static List<IdFormat> all() {
        return List.of(
                national("FR", "fr-nir", NIR, check("nir"), WEAK, SURE, NIR_CUES),
                national("FR", "fr-nir", "999999999999999", check("nirTelling"), FAIR, FAIR, NIR_CUES),
                national("FR", "fr-nir", "9999999999999|9_99_99_99_999_999", check("nirBody"), FORM, FAIR, NIR_CUES),
                national(
                        "FR",
                        "fr-tax-id",
                        "9999999999999|99_99_999_999_999|99 99 999 999 999",
                        check("spi"),
                        FAIR,
                        SURE,
                        "fiscal spi impôts impôt"),
                national(
                        "FR",
                        "fr-vat",
                        "AA99999999999|AA_99_999_999_999|AA**999999999",
                        check("frVat"),
                        FAIR,
                        SURE,
                        VAT),
                national(
                        "FR",
                        "fr-siren",
                        "999999999|999_999_999|99999999999999|999_999_999_99999",
                        check("luhn"),
                        FORM,
                        FORM,
                        "siren siret rcs"),
                national("GB", "uk-nino", "AA999999A|AA_999999_A|AA_999999A", check("nino"), FAIR, FAIR, NINO),
                national("GB", "uk-nino", "AA 99 99 99 A|AA_99_99_99A", check("nino"), SURE, SURE, NINO),
                national("GB", "uk-nino", "AA999999", check("ninoBody"), FORM, FORM, NINO),
                national(
                        "GB",
                        "uk-utr",
                        "9999999999|99999 99999|999 999 9999",
                        check("utr"),
                        FORM,
                        FORM,
                        "utr taxpayer self"),
                national("GB", "uk-vat", "AA999999999|AA_999_9999_99|AA_999999999", check("ukVat"), FAIR, SURE, VAT),
                national(
                        "IE",
                        "ie-pps",
                        "9999999A|9999999AA|9999999 A|9999999_AA",
                        check("pps"),
                        FAIR,
                        FAIR,
                        "pps ppsn rsi pss personal"),
                national(
                        "ES",
                        "es-nif",
                        "99999999A|99999999 A|9999999A|9999999-A|99.999.999-A|99.999.999A",
                        check("nif"),
                        FAIR,
                        SURE,
                        DNI),
                national("ES", "es-nie", "A9999999A|A 9999999 A|A9999999-A|A9999999_A", check("nie"), FAIR, SURE, DNI),
                national(
                        "ES",
                        "es-cif",
                        "A99999999|A9999999A|A-99999999|A-9999999-A|A9999999-A",
                        check("cif"),
                        WEAK,
                        WEAK,
                        "cif nif empresa sociedad"),
                national(
                        "PT",
                        "pt-nif",
                        "999999999|999 999 999",
                        check("ptNif"),
                        WEAK,
                        WEAK,
                        "nif contribuinte fiscal niss nipc"),
                national("PT", "eu-vat", "AA999999999|AA_999999999|AA_999_999_999", check("ptVat"), FAIR, FAIR, VAT),
                national(
                        "PT",
                        "pt-citizen-card",
                        "999999999AA9|99999999_9_AA9|99999999-9-AA9|99999999_9AA9",
                        check("ptCard"),
                        FAIR,
                        SURE,
                        "cartão cidadão cc bi"),
                national(
                        "IT",
                        "it-fiscal-code",
                        "AAAAAA**A**A***A|AAA AAA **A** A***A|AAA_AAA_**A**_A***A",
                        check("codice"),
                        SURE,
                        SURE,
                        FISCAL),
                national("IT", "it-fiscal-code", "AAAAAA**A**A***A", check("codiceForm"), FAIR, FAIR, FISCAL),
                national("IT", "it-vat", "99999999999", check("partita"), LIKELY, WEAK, "partita iva piva vat p"),
                national("IT", "it-vat", "AA99999999999|AA_99999999999", check("itVat"), SURE, SURE, VAT),
                national(
                        "IT",
                        "it-id-card",
                        "AA99999AA|AA9999999|AA_9999999|AA_99999_AA",
                        IdCheck.ANY,
                        FORM,
                        FORM,
                        "carta identità identita cie"));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "nir" -> nir(code);
            case "nirTelling" -> nirTelling(code);
            case "nirBody" -> nirBody(code);
            case "spi" -> spi(code);
            case "frVat" -> frVat(code);
            case "luhn" -> CheckDigits.luhn(code);
            case "nino" -> nino(code);
            case "utr" -> utr(code);
            case "ukVat" -> ukVat(code);
            case "pps" -> pps(code);
            case "nif" -> nif(code);
            case "nie" -> nie(code);
            case "cif" -> cif(code);
            case "ptNif" -> ptNif(code);
            case "ptCard" -> ptCard(code);
            case "codice" -> codice(code);
            case "codiceForm" -> codiceForm(code);
            case "partita" -> partita(code);
            case "ninoBody" -> nino(code + "A");
            case "ptVat" -> code.startsWith("PT") && ptNif(code.substring(2));
            case "itVat" -> code.startsWith("IT") && partita(code.substring(2));
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // INSEE: 97 less the rest by 97; the departments of Corsica count as 19 and 18
    private static boolean nir(String code) {
        if (!nirBody(code.substring(0, 13)) || code.charAt(13) > '9' || code.charAt(14) > '9') {
            return false;
        }
        String digits =
                code.substring(0, 5) + code.substring(5, 7).replace("2A", "19").replace("2B", "18") + code.substring(7);
        return 97 - CheckDigits.mod(digits.substring(0, 13), 97) == number(digits, 13, 15);
    }

    // men and women of known months
    private static boolean nirTelling(String code) {
        return code.charAt(0) <= '2' && CheckDigits.within(number(code, 3, 5), 1, 12) && nir(code);
    }

    private static boolean nirBody(String code) {
        int month = number(code, 3, 5);
        boolean department = code.charAt(5) <= '9'
                && (code.charAt(6) <= '9' || code.startsWith("2A", 5) || code.startsWith("2B", 5));
        return "123478".indexOf(code.charAt(0)) >= 0 && (CheckDigits.within(month, 1, 12) || month >= 20) && department;
    }

    // Direction générale des finances publiques (SPI): mod 511
    private static boolean spi(String code) {
        return code.charAt(0) <= '3' && CheckDigits.mod(code.substring(0, 10), 511) == number(code, 10, 13);
    }

    private static boolean frVat(String code) {
        String siren = code.substring(4);
        return code.startsWith("FR")
                && CheckDigits.luhn(siren)
                && (code.charAt(2) > '9'
                        || code.charAt(3) > '9'
                        || (12 + 3 * (number(siren, 0, 9) % 97)) % 97 == number(code, 2, 4));
    }

    // HM Revenue & Customs, NIM39110: letters never given, and prefixes never used
    private static boolean nino(String code) {
        String prefix = code.substring(0, 2);
        return "DFIQUV".indexOf(prefix.charAt(0)) < 0
                && "DFIOQUV".indexOf(prefix.charAt(1)) < 0
                && !List.of("BG", "GB", "KN", "NK", "NT", "TN", "ZZ").contains(prefix)
                && code.charAt(8) <= 'D';
    }

    // HM Revenue & Customs, unique taxpayer reference: the first digit checks the others
    private static boolean utr(String code) {
        return "21987654321".charAt(sum(code, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2) % 11) == code.charAt(0);
    }

    // HM Revenue & Customs, VAT number: mod 97, or with 55 added
    private static boolean ukVat(String code) {
        int rest = sum(code.substring(2), 8, 7, 6, 5, 4, 3, 2, 10, 1) % 97;
        return (code.startsWith("GB") || code.startsWith("XI")) && (rest == 0 || rest == 42);
    }

    // Department of Social Protection: mod 23, the second letter counts nine times
    private static boolean pps(String code) {
        int second = code.length() > 8 && code.charAt(8) != 'W' ? code.charAt(8) - 'A' + 1 : 0;
        int rest = (sum(code, 8, 7, 6, 5, 4, 3, 2) + 9 * second) % 23;
        return code.charAt(7) == (rest == 0 ? 'W' : 'A' + rest - 1) && second < 10;
    }

    // Ministry of the Interior: the letter is the rest by 23
    private static boolean nif(String code) {
        int last = code.length() - 1;
        return "TRWAGMYFPDXBNJZSQVHLCKE".charAt(number(code, 0, last) % 23) == code.charAt(last)
                && number(code, 0, last) > 0;
    }

    private static boolean nie(String code) {
        int first = "XYZ".indexOf(code.charAt(0));
        if (first >= 0) {
            return nif(first + code.substring(1));
        }
        return "KLM".indexOf(code.charAt(0)) >= 0 && nif(code.substring(1));
    }

    // Order EHA/451/2008
    private static boolean cif(String code) {
        int sum = 0;
        for (int i = 1; i < 8; i++) {
            int product = at(code, i) * (1 + i % 2);
            sum += product / 10 + product % 10;
        }
        int check = (10 - sum % 10) % 10;
        char last = code.charAt(8);
        return "ABCDEFGHJNPQRSUVW".indexOf(code.charAt(0)) >= 0
                && (last <= '9' ? at(code, 8) == check : "JABCDEFGHI".charAt(check) == last);
    }

    // Decreto-Lei 14/2013; first digits as the tax authority gives them
    private static boolean ptNif(String code) {
        int rest = sum(code, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return ("12356789".indexOf(code.charAt(0)) >= 0 || code.startsWith("45"))
                && at(code, 8) == (rest < 2 ? 0 : 11 - rest);
    }

    // Luhn's with letters from 10 (autenticacao.gov, validation of the document's number)
    private static boolean ptCard(String code) {
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            int value = at(code, i) * (i % 2 == 0 ? 2 : 1);
            sum += i % 2 == 0 && value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }

    // Decreto ministeriale of 23 December 1976; letters may stand for digits where codes would be the same
    private static boolean codice(String code) {
        int[] odd = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = code.charAt(i);
            int value = c <= '9' ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }
        return codiceForm(code) && code.charAt(15) == 'A' + sum % 26;
    }

    // made-up codes have any last letter; months and days tell enough
    private static boolean codiceForm(String code) {
        for (int i : new int[] {6, 7, 9, 10, 12, 13, 14}) {
            if (omocode(code.charAt(i)) < 0) {
                return false;
            }
        }
        int day = omocode(code.charAt(9)) * 10 + omocode(code.charAt(10));
        return "ABCDEHLMPRST".indexOf(code.charAt(8)) >= 0
                && (CheckDigits.within(day, 1, 31) || CheckDigits.within(day, 41, 71));
    }

    private static int omocode(char c) {
        return c <= '9' ? c - '0' : "LMNPQRSTUV".indexOf(c);
    }

    // Luhn's; the three digits before are an office of the revenue (DPR 633/1972)
    private static boolean partita(String code) {
        int office = number(code, 7, 10);
        return CheckDigits.luhn(code)
                && number(code, 0, 7) > 0
                && (CheckDigits.within(office, 1, 100)
                        || office == 120
                        || office == 121
                        || office == 888
                        || office == 999);
    }
}
