package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.IdFormat.national;
import static io.llmgateway.core.detect.Proof.FAIR;
import static io.llmgateway.core.detect.Proof.FORM;
import static io.llmgateway.core.detect.Proof.SURE;
import static io.llmgateway.core.detect.Proof.WEAK;
import static io.llmgateway.core.detect.Weighted.at;
import static io.llmgateway.core.detect.Weighted.dateAt;
import static io.llmgateway.core.detect.Weighted.number;
import static io.llmgateway.core.detect.Weighted.sum;

import java.util.List;

/** The numbers of Germany, Austria, Switzerland, the Benelux states, France, the United Kingdom, Ireland and southern Europe. */
final class WestIds {
    private static final String DE_TAX = "steuer steuerid steueridnr steueridentifikationsnummer identifikationsnummer"
            + " steuernummer idnr stidnr tin taxid steuerliche steueridentnummer";
    private static final String VAT = "vat ustid ustidnr umsatzsteuer mwst tva iva btw piva vatin vatid uid";
    private static final String DNI = "dni nif nie extranjero documento identidad cif fiscal";
    private static final String FISCAL = "codice fiscale fiscal cf codicefiscale";

    private WestIds() {}

    static List<IdFormat> all() {
        return List.of(
                national("DE", "de-tax-id", "99999999999|99 999 999 999", WestIds::deTaxTelling, FAIR, SURE, DE_TAX),
                national("DE", "de-tax-id", "99999999999|99 999 999 999", WestIds::deTax, FORM, FAIR, DE_TAX),
                national(
                        "DE",
                        "de-tax-number",
                        "99/999/99999|999/999/99999|999/9999/9999|999 999 99999|99999/99999|9999999999999",
                        code -> true,
                        FORM,
                        FORM,
                        "steuernummer steuernr stnr steuer finanzamt"),
                national(
                        "DE",
                        "de-social-security",
                        "99999999A999|99 999999 A 999|99_999999_A_99_9",
                        WestIds::dePension,
                        SURE,
                        SURE,
                        "sozialversicherungsnummer rentenversicherungsnummer versicherungsnummer rvnr svnr rentenversicherung"
                                + " sozialversicherungsausweis vsnr"),
                national("DE", "de-id-card", "**********|*********_9", WestIds::deCard, FAIR, FAIR, DE_CARD),
                national("DE", "de-id-card", "*********", WestIds::deCardNumber, FORM, FORM, DE_CARD),
                national("DE", "de-vat", "AA999999999|AA_999999999|AA 999 999 999", WestIds::deVat, FAIR, SURE, VAT),
                national(
                        "AT",
                        "at-social-security",
                        "9999999999|9999 999999|9999 99 99 99",
                        WestIds::austria,
                        WEAK,
                        FAIR,
                        AT_SV),
                national("AT", "at-vat", "AAA99999999|AA_A99999999", WestIds::atVat, FAIR, FAIR, VAT),
                national(
                        "AT",
                        "at-tax",
                        "99-999/9999|99_999/9999|999999999",
                        CheckDigits::luhn,
                        FORM,
                        FAIR,
                        "steuernummer abgabenkontonummer"),
                national("DK", "eu-vat", "AA99999999|AA_99999999|AA-99999999", WestIds::shortVat, FAIR, FAIR, VAT),
                national("GR", "eu-vat", "AA999999999|AA_999999999|AA_999_999_999", WestIds::greekVat, FAIR, FAIR, VAT),
                national(
                        "CH",
                        "ch-ahv",
                        "9999999999999|999.9999.9999.99|999 9999 9999 99",
                        WestIds::ahv,
                        FAIR,
                        SURE,
                        AHV),
                national(
                        "CH",
                        "ch-uid",
                        "AAA999999999|AAA-999.999.999|AAA 999 999 999",
                        WestIds::chUid,
                        SURE,
                        SURE,
                        "uid mwst tva iva"),
                national(
                        "NL", "nl-bsn", "999999999|9999.99.999|999 999 999|9999 99 999", WestIds::bsn, WEAK, WEAK, BSN),
                national("NL", "nl-vat", "AA999999999A99|AA9999.99.999.A.99", WestIds::nlVat, SURE, SURE, VAT),
                national("BE", "be-national-number", BE, WestIds::be, FAIR, SURE, BE_CUES),
                national(
                        "BE",
                        "be-vat",
                        "AA9999999999|AA_9999.999.999|AA9999.999.999|AA_9999_999_999",
                        WestIds::beVat,
                        FAIR,
                        SURE,
                        VAT),
                national(
                        "BE",
                        "be-vat",
                        "9999.999.999|9999999999",
                        code -> beVat("BE" + code),
                        FORM,
                        FAIR,
                        "btw tva kbo bce ondernemingsnummer entreprise vat"),
                national(
                        "LU",
                        "lu-national-id",
                        "9999999999999|9999 9999 99999|99999999 99999",
                        WestIds::lu,
                        SURE,
                        SURE,
                        "matricule luxembourg cns"),
                national("FR", "fr-nir", NIR, WestIds::nir, WEAK, SURE, NIR_CUES),
                national("FR", "fr-nir", "999999999999999", WestIds::nirTelling, FAIR, FAIR, NIR_CUES),
                national("FR", "fr-nir", "9999999999999|9_99_99_99_999_999", WestIds::nirBody, FORM, FAIR, NIR_CUES),
                national(
                        "FR",
                        "fr-tax-id",
                        "9999999999999|99_99_999_999_999|99 99 999 999 999",
                        WestIds::spi,
                        FAIR,
                        SURE,
                        "fiscal spi impôts impôt"),
                national(
                        "FR",
                        "fr-vat",
                        "AA99999999999|AA_99_999_999_999|AA**999999999",
                        WestIds::frVat,
                        FAIR,
                        SURE,
                        VAT),
                national(
                        "FR",
                        "fr-siren",
                        "999999999|999_999_999|99999999999999|999_999_999_99999",
                        CheckDigits::luhn,
                        FORM,
                        FORM,
                        "siren siret rcs"),
                national("GB", "uk-nino", "AA999999A|AA_999999_A", WestIds::nino, FAIR, FAIR, NINO),
                national("GB", "uk-nino", "AA 99 99 99 A|AA_99_99_99A", WestIds::nino, SURE, SURE, NINO),
                national("GB", "uk-nino", "AA999999", code -> nino(code + "A"), FORM, FORM, NINO),
                national(
                        "GB",
                        "uk-utr",
                        "9999999999|99999 99999|999 999 9999",
                        WestIds::utr,
                        FORM,
                        FORM,
                        "utr taxpayer self"),
                national("GB", "uk-vat", "AA999999999|AA_999_9999_99|AA_999999999", WestIds::ukVat, FAIR, SURE, VAT),
                national(
                        "IE",
                        "ie-pps",
                        "9999999A|9999999AA|9999999 A|9999999_AA",
                        WestIds::pps,
                        FAIR,
                        FAIR,
                        "pps ppsn rsi pss personal"),
                national(
                        "ES",
                        "es-nif",
                        "99999999A|99999999 A|9999999A|9999999-A|99.999.999-A|99.999.999A",
                        WestIds::nif,
                        FAIR,
                        SURE,
                        DNI),
                national("ES", "es-nie", "A9999999A|A 9999999 A|A9999999-A|A9999999_A", WestIds::nie, FAIR, SURE, DNI),
                national(
                        "ES",
                        "es-cif",
                        "A99999999|A9999999A|A-99999999|A-9999999-A|A9999999-A",
                        WestIds::cif,
                        WEAK,
                        WEAK,
                        "cif nif empresa sociedad"),
                national(
                        "PT",
                        "pt-nif",
                        "999999999|999 999 999",
                        WestIds::ptNif,
                        WEAK,
                        WEAK,
                        "nif contribuinte fiscal niss nipc"),
                national(
                        "PT",
                        "pt-citizen-card",
                        "999999999AA9|99999999_9_AA9|99999999-9-AA9|99999999_9AA9",
                        WestIds::ptCard,
                        FAIR,
                        SURE,
                        "cartão cidadão cc bi"),
                national(
                        "IT",
                        "it-fiscal-code",
                        "AAAAAA**A**A***A|AAA AAA **A** A***A|AAA_AAA_**A**_A***A",
                        WestIds::codice,
                        SURE,
                        SURE,
                        FISCAL),
                national("IT", "it-vat", "99999999999", WestIds::partita, WEAK, WEAK, "partita iva piva vat p"),
                national(
                        "IT",
                        "it-vat",
                        "AA99999999999|AA_99999999999",
                        code -> code.startsWith("IT") && partita(code.substring(2)),
                        SURE,
                        SURE,
                        VAT),
                national(
                        "IT",
                        "it-id-card",
                        "AA99999AA|AA9999999|AA_9999999|AA_99999_AA",
                        code -> true,
                        FORM,
                        FORM,
                        "carta identità identita cie"));
    }

    private static final String DE_CARD =
            "personalausweis personalausweisnummer ausweis ausweisnummer perso ausweisnr npa";
    private static final String AT_SV =
            "svnr sozialversicherungsnummer versicherungsnummer sozialversicherung sv vsnr svn ecard";
    private static final String AHV = "ahv avs ahvn ahvnr navs sozialversicherungsnummer versichertennummer oasi";
    private static final String BSN = "bsn burgerservicenummer burgerservice sofinummer sofi sofinr persoonsnummer";
    private static final String BE =
            "99999999999|99.99.99-999.99|99 99 99 999 99|999999-999-99|999999_999_99|99.99.99.999-99";
    private static final String BE_CUES =
            "rijksregisternummer rijksregister rijksregisternr insz nationaal niss registre nrn" + " nationalregister";
    private static final String NIR =
            "999999999999999|9_99_99_99_999_999_99|9 99 99 99 999 999 99|9999999999999_99|99999**99999999"
                    + "|9_99_99_**_999_999_99|99999**999999_99";
    private static final String NIR_CUES = "sécurité sociale sécu nir insee nss vitale assuré social";
    private static final String NINO = "nino insurance ni nin";

    // ISO/IEC 7064 mod 11,10, as the Federal Central Tax Office has it (Identifikationsnummer nach § 139b AO)
    private static boolean deTax(String code) {
        return code.charAt(0) != '0' && !Weighted.uniform(code.substring(0, 10)) && Weighted.mod11and10(code);
    }

    // of the first ten digits exactly one is there twice or three times (BZSt, Steuer-IdNr., since 2016)
    private static boolean deTaxTelling(String code) {
        int[] counts = new int[10];
        for (int i = 0; i < 10; i++) {
            counts[at(code, i)]++;
        }
        int repeated = 0;
        for (int count : counts) {
            repeated += count > 3 ? 9 : count > 1 ? 1 : 0;
        }
        return repeated == 1 && deTax(code);
    }

    // Verordnung über die Versicherungsnummer (VKVV) § 2 and § 4: the letter counts as two digits
    private static boolean dePension(String code) {
        int day = number(code, 2, 4);
        int letter = code.charAt(8) - 'A' + 1;
        String digits = code.substring(0, 8) + letter / 10 + letter % 10 + code.substring(9);
        int[] weights = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            int product = at(digits, i) * weights[i];
            sum += product / 10 + product % 10;
        }
        return sum % 10 == at(digits, 12)
                && number(code, 0, 2) > 1
                && Weighted.date(number(code, 4, 6), day > 50 ? day - 50 : day);
    }

    // ICAO 9303; serial numbers have no vowels (Personalausweisverordnung, annex)
    private static boolean deCard(String code) {
        return deCardNumber(code.substring(0, 9))
                && code.charAt(9) <= '9'
                && Weighted.sum731(code, 0, 9) % 10 == at(code, 9);
    }

    private static boolean deCardNumber(String code) {
        if ("CFGHJKLMNPRTVWXYZ".indexOf(code.charAt(0)) < 0) {
            return false;
        }
        int digits = 0;
        for (int i = 1; i < 9; i++) {
            char c = code.charAt(i);
            digits += c <= '9' ? 1 : 0;
            if (c > '9' && "CFGHJKLMNPRTVWXYZ".indexOf(c) < 0) {
                return false;
            }
        }
        return digits >= 3;
    }

    private static boolean deVat(String code) {
        return code.startsWith("DE") && code.charAt(2) != '0' && Weighted.mod11and10(code.substring(2));
    }

    // Allgemeines Sozialversicherungsgesetz § 460d; months up to 15 where a day is full
    private static boolean austria(String code) {
        int month = number(code, 6, 8);
        return code.charAt(0) != '0'
                && sum(code, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6) % 11 == at(code, 3)
                && Weighted.date(month > 12 && month < 16 ? 1 : month, number(code, 4, 6));
    }

    // Federal Ministry of Finance, construction of the UID
    private static boolean atVat(String code) {
        int sum = 4;
        for (int i = 0; i < 7; i++) {
            int product = at(code, i + 3) * (1 + i % 2);
            sum += product / 10 + product % 10;
        }
        return code.startsWith("ATU") && (10 - sum % 10) % 10 == at(code, 10);
    }

    // Denmark, Finland, Luxembourg, Czechia, Hungary and Slovenia (European Commission, VIES: algorithms of VAT
    // numbers)
    private static boolean shortVat(String code) {
        String digits = code.substring(2);
        return switch (code.substring(0, 2)) {
            case "DK" -> sum(digits, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
            case "FI" -> sum(digits, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0;
            case "LU" -> number(digits, 0, 6) % 89 == number(digits, 6, 8);
            case "CZ" -> (11 - sum(digits, 8, 7, 6, 5, 4, 3, 2) % 11) % 10 == at(digits, 7);
            case "HU" -> sum(digits, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0;
            case "SI" -> (11 - sum(digits, 8, 7, 6, 5, 4, 3, 2) % 11) % 10 == at(digits, 7);
            default -> false;
        };
    }

    // Greece and Portugal
    private static boolean greekVat(String code) {
        String digits = code.substring(2);
        return code.startsWith("PT")
                ? ptNif(digits)
                : code.startsWith("EL") && sum(digits, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == at(digits, 8);
    }

    // EAN-13 with the country's ISO number, 756 (Central Compensation Office)
    private static boolean ahv(String code) {
        return code.startsWith("756") && sum(code, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0;
    }

    // Federal Statistical Office, UID (standard eCH-0097)
    private static boolean chUid(String code) {
        return (code.startsWith("CHE") || code.startsWith("ADM"))
                && sum(code.substring(3), 5, 4, 3, 2, 7, 6, 5, 4, 1) % 11 == 0;
    }

    // the test of eleven (Logisch Ontwerp BSN)
    private static boolean bsn(String code) {
        return !Weighted.uniform(code) && sum(code, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;
    }

    // the old one holds a citizen's number, the new one has mod 97 over all (Belastingdienst, 2020)
    private static boolean nlVat(String code) {
        return code.startsWith("NL")
                && code.charAt(11) == 'B'
                && (bsn(code.substring(2, 11)) || Weighted.mod(code, 97) == 1);
    }

    // Royal decree of 3 April 1984; from 2000 on a 2 goes before; bis numbers add 20 or 40 to the month
    private static boolean be(String code) {
        int month = number(code, 2, 4) % 20;
        int day = number(code, 4, 6);
        int first = number(code, 0, 9);
        int check = number(code, 9, 11);
        boolean checked = 97 - first % 97 == check || 97 - (2_000_000_000L + first) % 97 == check;
        return checked && first > 0 && number(code, 2, 4) < 53 && month <= 12 && day <= 31;
    }

    private static boolean beVat(String code) {
        return code.startsWith("BE") && code.charAt(2) <= '1' && 97 - number(code, 2, 10) % 97 == number(code, 10, 12);
    }

    // Luhn's and Verhoeff's, each over the first eleven digits (CTIE)
    private static boolean lu(String code) {
        String body = code.substring(0, 11);
        int year = number(code, 0, 4);
        return year >= 1850
                && year < 2100
                && dateAt(code, 4, 6)
                && CheckDigits.luhn(body + code.charAt(11))
                && Weighted.verhoeff(body + code.charAt(12));
    }

    // INSEE: 97 less the rest by 97; the departments of Corsica count as 19 and 18
    private static boolean nir(String code) {
        if (!nirBody(code.substring(0, 13)) || code.charAt(13) > '9' || code.charAt(14) > '9') {
            return false;
        }
        String digits =
                code.substring(0, 5) + code.substring(5, 7).replace("2A", "19").replace("2B", "18") + code.substring(7);
        return 97 - Weighted.mod(digits.substring(0, 13), 97) == number(digits, 13, 15);
    }

    // men and women of known months
    private static boolean nirTelling(String code) {
        return code.charAt(0) <= '2' && Weighted.within(number(code, 3, 5), 1, 12) && nir(code);
    }

    private static boolean nirBody(String code) {
        int month = number(code, 3, 5);
        boolean department = code.charAt(5) <= '9'
                && (code.charAt(6) <= '9' || code.startsWith("2A", 5) || code.startsWith("2B", 5));
        return "123478".indexOf(code.charAt(0)) >= 0 && (Weighted.within(month, 1, 12) || month >= 20) && department;
    }

    // Direction générale des finances publiques (SPI): mod 511
    private static boolean spi(String code) {
        return code.charAt(0) <= '3' && Weighted.mod(code.substring(0, 10), 511) == number(code, 10, 13);
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
        StringBuilder plain = new StringBuilder(code);
        for (int i : new int[] {6, 7, 9, 10, 12, 13, 14}) {
            int letter = "LMNPQRSTUV".indexOf(code.charAt(i));
            if (code.charAt(i) > '9') {
                if (letter < 0) {
                    return false;
                }
                plain.setCharAt(i, (char) ('0' + letter));
            }
        }
        int day = number(plain.toString(), 9, 11);
        int[] odd = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = code.charAt(i);
            int value = c <= '9' ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }
        return "ABCDEHLMPRST".indexOf(code.charAt(8)) >= 0
                && (Weighted.within(day, 1, 31) || Weighted.within(day, 41, 71))
                && code.charAt(15) == 'A' + sum % 26;
    }

    // Luhn's; the three digits before are an office of the revenue (DPR 633/1972)
    private static boolean partita(String code) {
        int office = number(code, 7, 10);
        return CheckDigits.luhn(code)
                && number(code, 0, 7) > 0
                && (Weighted.within(office, 1, 100)
                        || office == 120
                        || office == 121
                        || office == 888
                        || office == 999);
    }
}
