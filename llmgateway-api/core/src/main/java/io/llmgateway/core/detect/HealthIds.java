package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.CheckDigits.at;
import static io.llmgateway.core.detect.CheckDigits.sum;
import static io.llmgateway.core.detect.Proof.FAIR;
import static io.llmgateway.core.detect.Proof.FORM;
import static io.llmgateway.core.detect.Proof.LIKELY;
import static io.llmgateway.core.detect.Proof.SURE;
import static io.llmgateway.core.detect.Proof.WEAK;

import io.llmgateway.guard.EntityType;
import java.util.List;

/** The numbers of patients, insured persons and prescribers. */
final class HealthIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new HealthIds();

    private static final String NHS = "nhs nhsnumber";
    private static final String RECORD =
            "mrn mrns medical patient patients patientid chart hospital krankenakte patientennummer"
                    + " fallnummer dossier paciente paziente patiënt pacjenta";
    private static final String GERMAN = "krankenversichertennummer krankenversicherungsnummer versichertennummer kvnr"
            + " krankenkasse krankenversicherung egk gesundheitskarte versicherten versicherungsnummer";
    private static final String HEALTH = "ohip health healthcard phn ahcip ramq medicare santé maladie msp provincial";

    private HealthIds() {}

    static List<IdFormat> all() {
        return List.of(
                medical("GB", "uk-nhs", "999_999_9999|999-999-9999|9999999999", check("nhsTelling"), LIKELY, FAIR, NHS),
                medical("GB", "uk-nhs", "999_999_9999", check("nhs"), FORM, WEAK, NHS),
                medical("GB", "uk-nhs", "999-999-9999|9999999999", check("nhs"), FORM, FORM, NHS),
                medical("US", "us-npi", "9999999999", check("npi"), FORM, FORM, "npi prescriber provider"),
                medical("US", "us-dea", "AA9999999|AA-9999999", check("dea"), WEAK, WEAK, "dea prescriber"),
                medical(
                        "US",
                        "us-mbi",
                        "9A*9A*9AA99|9A*9-A*9-AA99|9A*9_A*9_AA99",
                        check("mbi"),
                        SURE,
                        SURE,
                        "mbi medicare beneficiary"),
                medical(
                        "AU",
                        "au-medicare",
                        "9999999999|9999_99999_9|9999-99999-9|9999_99999_9_9",
                        check("medicare"),
                        WEAK,
                        FAIR,
                        "medicare"),
                medical("DE", "de-health-insurance", "A999999999|A999_999_999", check("kvnr"), WEAK, FAIR, GERMAN),
                medical("DE", "de-physician", "999999999", check("lanr"), FORM, FORM, "lanr arztnummer"),
                medical("DE", "de-practice", "999999999", IdCheck.ANY, FORM, FORM, "bsnr betriebsstättennummer"),
                medical(
                        "CA",
                        "ca-health-card",
                        "9999-999-999-AA|9999_999_999_AA|9999-999-999|9999_999_999|9999999999AA|9999999999",
                        check("ontario"),
                        FORM,
                        FORM,
                        HEALTH),
                medical(
                        "CA",
                        "ca-health-card",
                        "AAAA_9999_9999|AAAA99999999|AAAA-9999-9999",
                        check("quebec"),
                        WEAK,
                        WEAK,
                        HEALTH),
                medical(
                        "CA",
                        "ca-health-card",
                        "9999_999_999|9999999999|99999-9999|999999999",
                        IdCheck.ANY,
                        FORM,
                        FORM,
                        "ahcip phn msp"),
                medical("NZ", "nz-nhi", "AAA9999", check("nhi"), FORM, FORM, "nhi"),
                medical("NZ", "nz-nhi", "AAA99AA", IdCheck.ANY, FORM, FORM, "nhi"),
                medical("PH", "ph-philhealth", "99-999999999-9|999999999999", IdCheck.ANY, FORM, FORM, "philhealth"),
                medical(
                        "",
                        "medical-record",
                        "99999|999999|9999999|99999999|999999999|9999999999|A999999|A9999999|AA999999|AA9999999|AAA999999|999-999"
                                + "|99-99-99|999-99-999|A99999|AAA-999999|AAA-9999999|AAA99999|A-999999|AAA-99999|AAA999999999",
                        IdCheck.ANY,
                        FORM,
                        FORM,
                        "mrn mrns mrnumber patientid patientnummer fallnummer patientennummer medicalrecord medicalrecordnumber"),
                medical(
                        "",
                        "medical-record",
                        "999999|9999999|99999999|AA999999|A9999999",
                        IdCheck.ANY,
                        FORM,
                        FORM,
                        RECORD));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "nhsTelling" -> nhsTelling(code);
            case "nhs" -> nhs(code);
            case "npi" -> npi(code);
            case "dea" -> dea(code);
            case "mbi" -> mbi(code);
            case "medicare" -> medicare(code);
            case "kvnr" -> kvnr(code);
            case "lanr" -> lanr(code);
            case "quebec" -> quebec(code);
            case "nhi" -> nhi(code);
            case "ontario" -> CheckDigits.luhn(code.substring(0, 10));
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    private static IdFormat medical(
            String country, String rule, String forms, IdCheck valid, Proof bare, Proof grouped, String cues) {
        return new IdFormat(EntityType.MEDICAL_ID, country, rule, forms, valid, bare, grouped, cues);
    }

    // NHS Data Dictionary, NHS NUMBER: mod 11
    private static boolean nhs(String code) {
        int check = 11 - sum(code, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return check % 11 == at(code, 9) && check != 10;
    }

    // groups that no telephone number of North America has
    private static boolean nhsTelling(String code) {
        return (code.charAt(3) < '2' || code.charAt(0) < '2') && nhs(code);
    }

    // 45 CFR 162.406: Luhn's with 80840 before
    private static boolean npi(String code) {
        return code.charAt(0) <= '2' && code.charAt(0) > '0' && CheckDigits.luhn("80840" + code);
    }

    // Drug Enforcement Administration: a kind of registrant; the sums of odd and even places
    private static boolean dea(String code) {
        return "ABCDEFGHJKLMPRSTUX".indexOf(code.charAt(0)) >= 0
                && sum(code.substring(2), 1, 2, 1, 2, 1, 2) % 10 == at(code, 8);
    }

    // Centers for Medicare & Medicaid Services, Understanding the MBI format: no S, L, O, I, B, Z
    private static boolean mbi(String code) {
        for (int i = 0; i < 11; i++) {
            if ("SLOIBZ".indexOf(code.charAt(i)) >= 0) {
                return false;
            }
        }
        return code.charAt(0) != '0';
    }

    // Services Australia: weights 1, 3, 7, 9
    private static boolean medicare(String code) {
        return CheckDigits.within(code.charAt(0), '2', '6') && sum(code, 1, 3, 7, 9, 1, 3, 7, 9) % 10 == at(code, 8);
    }

    // SGB V § 290: the letter counts as two digits, then Luhn's with its weights turned
    private static boolean kvnr(String code) {
        int letter = code.charAt(0) - 'A' + 1;
        String digits = "" + letter / 10 + letter % 10 + code.substring(1);
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            int product = at(digits, i) * (1 + i % 2);
            sum += product > 9 ? product - 9 : product;
        }
        return sum % 10 == at(digits, 10);
    }

    // Kassenärztliche Bundesvereinigung: 4 and 9 by turns
    private static boolean lanr(String code) {
        return (10 - sum(code, 4, 9, 4, 9, 4, 9) % 10) % 10 == at(code, 6);
    }

    // Régie de l'assurance maladie: letters of the name, year, month (50 more for women), day
    private static boolean quebec(String code) {
        int month = CheckDigits.number(code, 6, 8);
        return CheckDigits.date(month % 50, CheckDigits.number(code, 8, 10)) && month < 63;
    }

    // HISO 10046: mod 11, letters without I and O
    private static boolean nhi(String code) {
        int sum = 0;
        for (int i = 0; i < 6; i++) {
            char c = code.charAt(i);
            int value = i < 3 ? "ABCDEFGHJKLMNPQRSTUVWXYZ".indexOf(c) + 1 : c - '0';
            if (i < 3 && value == 0) {
                return false;
            }
            sum += value * (7 - i);
        }
        return sum % 11 != 0 && (11 - sum % 11) % 10 == at(code, 6);
    }
}
