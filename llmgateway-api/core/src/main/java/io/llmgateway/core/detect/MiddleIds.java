package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.CheckDigits.at;
import static io.llmgateway.core.detect.CheckDigits.dateAt;
import static io.llmgateway.core.detect.CheckDigits.number;
import static io.llmgateway.core.detect.CheckDigits.sum;
import static io.llmgateway.core.detect.IdFormat.national;
import static io.llmgateway.core.detect.Proof.FAIR;
import static io.llmgateway.core.detect.Proof.FORM;
import static io.llmgateway.core.detect.Proof.SURE;
import static io.llmgateway.core.detect.Proof.WEAK;

import java.util.List;

/** The numbers of Germany, Austria, Switzerland and the Benelux states, and some of the Union's VAT numbers. */
final class MiddleIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new MiddleIds();

    private static final String DE_TAX = "steuer steuerid steueridnr steueridentifikationsnummer identifikationsnummer"
            + " steuernummer idnr stidnr tin taxid steuerliche steueridentnummer";
    private static final String VAT = "vat ustid ustidnr umsatzsteuer mwst tva iva btw piva vatin vatid uid";
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

    private MiddleIds() {}

    static List<IdFormat> all() {
        return List.of(
                national("DE", "de-tax-id", "99999999999|99 999 999 999", check("deTaxTelling"), FAIR, SURE, DE_TAX),
                national("DE", "de-tax-id", "99999999999|99 999 999 999", check("deTax"), WEAK, WEAK, DE_TAX),
                national(
                        "DE",
                        "de-tax-number",
                        "99/999/99999|99/999/9999|99/9999/9999|999/999/99999|999/9999/9999|999 999 99999|99999/99999|9999999999999",
                        IdCheck.ANY,
                        FORM,
                        WEAK,
                        "steuernummer steuernr stnr st steuer finanzamt"),
                national(
                        "DE",
                        "de-social-security",
                        "99999999A999|99 999999 A 999|99_999999_A_99_9",
                        check("dePension"),
                        SURE,
                        SURE,
                        "sozialversicherungsnummer rentenversicherungsnummer versicherungsnummer rvnr svnr rentenversicherung"
                                + " sozialversicherungsausweis vsnr"),
                national("DE", "de-id-card", "**********|*********_9", check("deCard"), FAIR, FAIR, DE_CARD),
                national("DE", "de-id-card", "********9", check("deCardShort"), WEAK, WEAK, DE_CARD),
                national("DE", "de-id-card", "*********", check("deCardNumber"), FORM, FORM, DE_CARD),
                national("DE", "de-vat", "AA999999999|AA_999999999|AA 999 999 999", check("deVat"), FAIR, SURE, VAT),
                national(
                        "AT",
                        "at-social-security",
                        "9999999999|9999 999999|9999 99 99 99",
                        check("austria"),
                        WEAK,
                        FAIR,
                        AT_SV),
                national("AT", "at-vat", "AAA99999999|AA_A99999999", check("atVat"), FAIR, FAIR, VAT),
                national(
                        "AT",
                        "at-tax",
                        "99-999/9999|99_999/9999|999999999",
                        check("luhn"),
                        FORM,
                        FAIR,
                        "steuernummer abgabenkontonummer"),
                national("DK", "eu-vat", "AA99999999|AA_99999999|AA-99999999", check("shortVat"), FAIR, FAIR, VAT),
                national("GR", "eu-vat", "AA999999999|AA_999999999|AA_999_999_999", check("greekVat"), FAIR, FAIR, VAT),
                national(
                        "CH",
                        "ch-ahv",
                        "9999999999999|999.9999.9999.99|999 9999 9999 99",
                        check("ahv"),
                        FAIR,
                        SURE,
                        AHV),
                national(
                        "CH",
                        "ch-uid",
                        "AAA999999999|AAA-999.999.999|AAA 999 999 999",
                        check("chUid"),
                        SURE,
                        SURE,
                        "uid mwst tva iva"),
                national("NL", "nl-bsn", "999999999|9999.99.999|9999_99_999", check("bsn"), WEAK, WEAK, BSN),
                national("NL", "nl-vat", "AA999999999A99|AA9999.99.999.A.99", check("nlVat"), SURE, SURE, VAT),
                national("BE", "be-national-number", BE, check("be"), FAIR, SURE, BE_CUES),
                national(
                        "BE",
                        "be-vat",
                        "AA9999999999|AA_9999.999.999|AA9999.999.999|AA_9999_999_999",
                        check("beVat"),
                        FAIR,
                        SURE,
                        VAT),
                national(
                        "BE",
                        "be-vat",
                        "9999.999.999|9999999999",
                        check("beVatBare"),
                        FORM,
                        FAIR,
                        "btw tva kbo bce ondernemingsnummer entreprise vat"),
                national(
                        "LU",
                        "lu-national-id",
                        "9999999999999|9999 9999 99999|99999999 99999",
                        check("lu"),
                        SURE,
                        SURE,
                        "matricule luxembourg cns"));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "deTaxTelling" -> deTaxTelling(code);
            case "deTax" -> deTax(code);
            case "dePension" -> dePension(code);
            case "deCard" -> deCard(code);
            case "deCardShort" -> deCardShort(code);
            case "deCardNumber" -> deCardNumber(code);
            case "deVat" -> deVat(code);
            case "austria" -> austria(code);
            case "atVat" -> atVat(code);
            case "luhn" -> CheckDigits.luhn(code);
            case "shortVat" -> shortVat(code);
            case "greekVat" -> greekVat(code);
            case "ahv" -> ahv(code);
            case "chUid" -> chUid(code);
            case "bsn" -> bsn(code);
            case "nlVat" -> nlVat(code);
            case "be" -> be(code);
            case "beVat" -> beVat(code);
            case "lu" -> lu(code);
            case "beVatBare" -> beVat("BE" + code);
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // ISO/IEC 7064 mod 11,10, as the Federal Central Tax Office has it (Identifikationsnummer nach § 139b AO)
    private static boolean deTax(String code) {
        return code.charAt(0) != '0' && !CheckDigits.uniform(code.substring(0, 10)) && CheckDigits.mod11and10(code);
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
                && CheckDigits.date(number(code, 4, 6), day > 50 ? day - 50 : day);
    }

    // ICAO 9303; serial numbers have no vowels (Personalausweisverordnung, annex)
    private static boolean deCard(String code) {
        return deCardNumber(code.substring(0, 9))
                && code.charAt(9) <= '9'
                && CheckDigits.sum731(code, 0, 9) % 10 == at(code, 9);
    }

    // as some count it: eight signs and the check digit
    private static boolean deCardShort(String code) {
        return deCardNumber(code) && CheckDigits.sum731(code, 0, 8) % 10 == at(code, 8);
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
        return code.startsWith("DE") && code.charAt(2) != '0' && CheckDigits.mod11and10(code.substring(2));
    }

    // Allgemeines Sozialversicherungsgesetz § 460d; months up to 15 where a day is full
    private static boolean austria(String code) {
        int month = number(code, 6, 8);
        return code.charAt(0) != '0'
                && sum(code, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6) % 11 == at(code, 3)
                && CheckDigits.date(month > 12 && month < 16 ? 1 : month, number(code, 4, 6));
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

    private static boolean greekVat(String code) {
        return code.startsWith("EL") && sum(code.substring(2), 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == at(code, 10);
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
        return sum(code, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;
    }

    // the old one holds a citizen's number, the new one has mod 97 over all (Belastingdienst, 2020)
    private static boolean nlVat(String code) {
        return code.startsWith("NL")
                && code.charAt(11) == 'B'
                && (bsn(code.substring(2, 11)) || CheckDigits.mod(code, 97) == 1);
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
                && CheckDigits.verhoeff(body + code.charAt(12));
    }
}
