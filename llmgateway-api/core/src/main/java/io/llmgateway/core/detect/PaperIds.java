package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.CheckDigits.number;
import static io.llmgateway.core.detect.CheckDigits.value;
import static io.llmgateway.core.detect.IdFormat.cued;
import static io.llmgateway.core.detect.Proof.FAIR;
import static io.llmgateway.core.detect.Proof.FORM;
import static io.llmgateway.core.detect.Proof.WEAK;
import static io.llmgateway.guard.EntityType.DRIVER_LICENSE;
import static io.llmgateway.guard.EntityType.PASSPORT;
import static io.llmgateway.guard.EntityType.VEHICLE_ID;

import java.util.List;

/** The numbers of passports, driving licences and vehicles. Most have nothing to check, and so need a cue. */
final class PaperIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new PaperIds();

    private static final String TRAVEL =
            "passport passports passportnumber passportno passeport reisepass reisepassnummer pass"
                    + " passnummer pasaporte passaporto passaporte paspoort paspoortnummer paszport paszportu pasport pass"
                    + " passi passnr útlevél cestovní pas паспорт паспорта паспорту pasaport travel 护照 護照 パスポート 旅券 여권"
                    + " หนังสือเดินทาง";
    private static final String DRIVER = "driver drivers driving dl dln driverlicense driverslicense driverlicence"
            + " führerschein führerscheinnummer fahrerlaubnis permis conduire conducir conducción patente guida carta condução"
            + " rijbewijs rijbewijsnummer prawo jazdy körkort kørekort førerkort ajokortti cnh habilitação ehliyet dvla"
            + " 운전면허 免許証 免許 驾驶证 驾照";
    private static final String LICENCE = DRIVER + " license licence licencia";
    private static final String VIN =
            "vin vins chassis fahrgestellnummer fahrgestellnr fin fahrzeugidentifikationsnummer châssis"
                    + " bastidor telaio chassi vehicle identification";
    private static final String PLATE =
            "plate plates kennzeichen nummernschild autokennzeichen immatriculation plaque matrícula"
                    + " targa kenteken rejestracyjny registration rego placa plaka vrn registreringsnummer vehicle";

    private PaperIds() {}

    static List<IdFormat> all() {
        return List.of(
                // the United States, the United Kingdom and many others have nine digits; others up to three letters
                // before
                cued(
                        PASSPORT,
                        "",
                        "passport",
                        "999999999|A99999999|A9999999|A999999|AA9999999|AA999999|AAA999999|99AA99999|A9999999A|99_99_999999"
                                + "|9999_999999|99_9999999|AA_9999999|A_9999999|A_99999999|A999A9999|A999999999|99999999|AA99999"
                                + "|AAA999999A|AA9999999A",
                        TRAVEL),
                new IdFormat(PASSPORT, "PL", "pl-passport", "AA9999999", check("polish"), FORM, FORM, TRAVEL),
                new IdFormat(PASSPORT, "DE", "de-passport", "*********", check("german"), FORM, FORM, TRAVEL),
                new IdFormat(PASSPORT, "DE", "de-passport", "**********", check("germanChecked"), WEAK, WEAK, TRAVEL),
                new IdFormat(
                        DRIVER_LICENSE,
                        "GB",
                        "uk-driving-licence",
                        "*****999999*9*AA|*****999999**9AA|*****999999***AA|*****_999999_***AA|*****_999999_**_9AA",
                        check("british"),
                        FAIR,
                        FAIR,
                        LICENCE),
                // the shapes of the states of the US (AAMVA), of Canada's provinces, and of Europe
                cued(
                        DRIVER_LICENSE,
                        "",
                        "driver-license",
                        "A9999999|A99999999|A999999|A999-9999-9999|A999-999-99-999-9|A999-999-99-999|A9999-9999-9999"
                                + "|A9999_99999_99999|A9999-99999-99999|A999999999|A999999999999|A99999999999999|A9999999999999"
                                + "|AA999999|AA9999999|AA9999999A|AA999999A|99AAA99999|99AAA999999|999AA9999|A99999|A9999"
                                + "|A999-9999-9999-99|A99-99-9999|AAA*****99*9|AAAAA999**9*|A99-999-999|A999_999_999_999"
                                + "|AA999999999|AA99_99999999999|AA99-99999999999|AA9999999999999|AA-99-99999999999|99AA99999",
                        LICENCE),
                cued(
                        DRIVER_LICENSE,
                        "",
                        "driver-license",
                        "999999999|99999999|9999999|999999|9999999999|99999999999|999999999999|999_999_999|999-99-9999"
                                + "|99-999-9999|99_999_999|99999/99/9999|999999-999",
                        DRIVER),
                new IdFormat(
                        DRIVER_LICENSE,
                        "DE",
                        "de-driver-license",
                        "*99******9*",
                        check("lettered"),
                        FORM,
                        FORM,
                        DRIVER),
                new IdFormat(
                        DRIVER_LICENSE,
                        "KR",
                        "kr-driver-license",
                        "99-99-999999-99",
                        check("korean"),
                        FAIR,
                        FAIR,
                        DRIVER),
                new IdFormat(VEHICLE_ID, "", "vin", "*****************", check("vinChecked"), FAIR, FAIR, VIN),
                new IdFormat(VEHICLE_ID, "", "vin", "*****************", check("vin"), FORM, FORM, VIN),
                new IdFormat(
                        VEHICLE_ID,
                        "IN",
                        "in-plate",
                        "AA99AA9999|AA 99 AA 9999|AA99 AA9999",
                        check("indian"),
                        WEAK,
                        WEAK,
                        PLATE),
                cued(
                        VEHICLE_ID,
                        "",
                        "number-plate",
                        "AA99AAA|AA99_AAA|AA-999-AA|AA999AA|AA_999_AA|AAA-9999|AAA_9999|AAA9999|9AAA999|AAA-999|AAA_999|AAA999"
                                + "|9999AAA|9999_AAA|AA-99-AA|99-AA-99|99-AAA-9|9-AAA-99|AA-999-A|A-999-AA|A-AA_9999|A-AA_999"
                                + "|A-AA_99|A_AA_9999|A_AA_999|AA-AA_9999|AA-AA_999|AA-AA_99|AA_AA_999|AA_AA_9999|A-A_9999|A-A_999"
                                + "|AA-A_9999|AA-A_999|AAA-AA_999|AAA-AA_99|AAA-A_999|AAA9A99|AA99A9999|AA9999AA|A999AAA|AA_99999"
                                + "|AA_9999A|AAA-999AA|AAA_999AA|AAA-99-AAA",
                        PLATE));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "polish" -> polish(code);
            case "german" -> german(code);
            case "germanChecked" -> germanChecked(code);
            case "british" -> british(code);
            case "lettered" -> lettered(code);
            case "korean" -> korean(code);
            case "vinChecked" -> vinChecked(code);
            case "vin" -> vin(code);
            case "indian" -> indian(code);
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // ICAO 9303-like weights; the check digit is the third char (Polish Ministry of the Interior)
    private static boolean polish(String code) {
        return CheckDigits.sum(code, 7, 3, 9, 1, 7, 3, 1, 7, 3) % 10 == 0;
    }

    // Passverordnung: no vowels, begins with a letter of the office's series
    private static boolean german(String code) {
        int digits = 0;
        for (int i = 0; i < 9; i++) {
            char c = code.charAt(i);
            digits += c <= '9' ? 1 : 0;
            if (c > '9' && "CFGHJKLMNPRTVWXYZ".indexOf(c) < 0) {
                return false;
            }
        }
        return "CFGHJK".indexOf(code.charAt(0)) >= 0 && digits >= 3;
    }

    private static boolean germanChecked(String code) {
        return german(code.substring(0, 9)) && CheckDigits.sum731(code, 0, 9) % 10 == value(code.charAt(9));
    }

    // Driver and Vehicle Licensing Agency: name filled up with 9, decade, month (50 more for women), day, year,
    // initials
    private static boolean british(String code) {
        int month = number(code, 6, 8) % 50;
        boolean filled = false;
        for (int i = 0; i < 5; i++) {
            char c = code.charAt(i);
            if (c <= '9' ? c != '9' || i == 0 : filled) {
                return false;
            }
            filled |= c == '9';
        }
        return CheckDigits.date(month, number(code, 8, 10))
                && number(code, 6, 8) < 63
                && code.charAt(11) > '9'
                && (code.charAt(12) > '9' || code.charAt(12) == '9');
    }

    private static boolean lettered(String code) {
        return code.chars().anyMatch(c -> c > '9');
    }

    // Korea's police: the office's region first
    private static boolean korean(String code) {
        int region = number(code, 0, 2);
        return CheckDigits.within(region, 11, 28);
    }

    private static boolean vin(String code) {
        int letters = 0;
        for (int i = 0; i < 17; i++) {
            char c = code.charAt(i);
            if (c == 'I' || c == 'O' || c == 'Q') {
                return false;
            }
            letters += c > '9' ? 1 : 0;
        }
        return CheckDigits.within(letters, 2, 13)
                && code.charAt(13) <= '9'
                && code.charAt(14) <= '9'
                && code.charAt(15) <= '9'
                && code.charAt(16) <= '9';
    }

    // 49 CFR part 565, which North America follows
    private static boolean vinChecked(String code) {
        int[] weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            char c = code.charAt(i);
            sum += weights[i] * (c <= '9' ? c - '0' : vinValue(c));
        }
        return vin(code) && code.charAt(8) == (sum % 11 == 10 ? 'X' : (char) ('0' + sum % 11));
    }

    private static int vinValue(char c) {
        return "12345678_12345_7_923456789".charAt(c - 'A') - '0';
    }

    private static boolean indian(String code) {
        return List.of(
                        "AN", "AP", "AR", "AS", "BR", "CG", "CH", "DD", "DL", "GA", "GJ", "HP", "HR", "JH", "JK", "KA",
                        "KL", "LA", "LD", "MH", "ML", "MN", "MP", "MZ", "NL", "OD", "OR", "PB", "PY", "RJ", "SK", "TN",
                        "TR", "TS", "UK", "UP", "WB")
                .contains(code.substring(0, 2));
    }
}
