package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.CheckDigits.at;
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

/** The numbers of India and its neighbours, and of the near east. */
final class AsiaIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new AsiaIds();

    private static final String AADHAAR = "aadhaar aadhar adhar adhaar uidai uid आधार";
    private static final String GST = "gstin gst gstins";
    private static final String CNIC = "cnic nic nadra شناختی";

    private AsiaIds() {}

    static List<IdFormat> all() {
        return List.of(
                national("IN", "in-aadhaar", "999999999999|9999_9999_9999", check("aadhaar"), LIKELY, LIKELY, AADHAAR),
                national("IN", "in-aadhaar", "9999-9999-9999|9999:9999:9999", check("aadhaar"), WEAK, WEAK, AADHAAR),
                national(
                        "IN",
                        "in-aadhaar",
                        "999999999999|9999 9999 9999",
                        check("aadhaarForm"),
                        FORM,
                        FORM,
                        "aadhaar aadhar आधार"),
                national("IN", "in-pan", "AAAAA9999A", check("pan"), FAIR, FAIR, "pan pancard permanent income"),
                national("IN", "in-pan", "AAAAA9999A", IdCheck.ANY, WEAK, WEAK, "pan pancard permanent"),
                national("IN", "in-gstin", "99AAAAA9999A***", check("gstin"), SURE, SURE, GST),
                national("IN", "in-gstin", "99AAAAA9999A***", check("gstinForm"), FAIR, FAIR, GST),
                national(
                        "IN",
                        "in-voter",
                        "AAA9999999",
                        IdCheck.ANY,
                        WEAK,
                        WEAK,
                        "voter epic election voterid vote electoral"),
                national("PK", "pk-cnic", "99999-9999999-9", check("pakistan"), FAIR, FAIR, CNIC),
                national("PK", "pk-cnic", "9999999999999", check("pakistan"), FORM, FORM, CNIC),
                national("LK", "lk-nic", "999999999A", check("sriLanka"), FAIR, FAIR, "nic"),
                national("LK", "lk-nic", "999999999A|999999999999", IdCheck.ANY, FORM, FORM, "nic"),
                national(
                        "IR",
                        "ir-national-code",
                        "9999999999|999-999999-9",
                        check("iran"),
                        FORM,
                        FAIR,
                        "melli ملی کدملی"),
                national(
                        "IL",
                        "il-id",
                        "999999999|99999999-9|9-9999999-9",
                        check("israel"),
                        WEAK,
                        WEAK,
                        "זהות תז teudat zehut tz israeli ז"),
                national(
                        "AE",
                        "ae-emirates-id",
                        "999999999999999|999-9999-9999999-9",
                        check("emirates"),
                        SURE,
                        SURE,
                        "emirates eid الهوية"),
                national("SA", "sa-national-id", "9999999999", check("saudi"), FORM, FORM, "iqama saudi الهوية هوية"),
                national("KW", "kw-civil-id", "999999999999", check("kuwait"), FAIR, FAIR, "civil المدني"));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "aadhaar" -> aadhaar(code);
            case "pan" -> pan(code);
            case "gstin" -> gstin(code);
            case "gstinForm" -> gstinForm(code);
            case "pakistan" -> pakistan(code);
            case "sriLanka" -> sriLanka(code);
            case "iran" -> iran(code);
            case "israel" -> israel(code);
            case "emirates" -> emirates(code);
            case "saudi" -> saudi(code);
            case "kuwait" -> kuwait(code);
            case "aadhaarForm" -> code.charAt(0) > '1';
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // Unique Identification Authority of India: Verhoeff's; begins with 2 to 9
    private static boolean aadhaar(String code) {
        return code.charAt(0) > '1' && CheckDigits.verhoeff(code);
    }

    // Income Tax Department: the fourth letter is the kind of holder
    private static boolean pan(String code) {
        return "PCHABGJLFT".indexOf(code.charAt(3)) >= 0;
    }

    // Goods and Services Tax Network: Luhn's over 36 signs
    private static boolean gstin(String code) {
        int sum = 0;
        for (int i = 0; i < 14; i++) {
            int product = at(code, i) * (1 + i % 2);
            sum += product / 36 + product % 36;
        }
        return gstinForm(code) && (36 - sum % 36) % 36 == at(code, 14);
    }

    // a state, a permanent account number, which one of its holder's, and a letter that is always the same so far
    private static boolean gstinForm(String code) {
        int state = number(code, 0, 2);
        return (CheckDigits.within(state, 1, 38) || state >= 96) && code.charAt(12) != '0' && code.charAt(13) == 'Z';
    }

    // National Database and Registration Authority: the first digit is a province
    private static boolean pakistan(String code) {
        return CheckDigits.within(code.charAt(0), '1', '8');
    }

    // Department for Registration of Persons: the day of the year, 500 more for women
    private static boolean sriLanka(String code) {
        int day = number(code, 2, 5) % 500;
        return code.charAt(9) == 'V' && CheckDigits.within(day, 1, 366) && number(code, 2, 5) < 867;
    }

    // National Organization for Civil Registration: mod 11
    private static boolean iran(String code) {
        int rest = sum(code, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return (rest < 2 ? rest : 11 - rest) == at(code, 9);
    }

    // Population Authority: Luhn's
    private static boolean israel(String code) {
        return CheckDigits.luhn(code) && number(code, 0, 9) > 0;
    }

    private static boolean emirates(String code) {
        return code.startsWith("784") && CheckDigits.luhn(code);
    }

    private static boolean saudi(String code) {
        return (code.charAt(0) == '1' || code.charAt(0) == '2') && CheckDigits.luhn(code);
    }

    // Public Authority for Civil Information: mod 11
    private static boolean kuwait(String code) {
        return (code.charAt(0) == '2' || code.charAt(0) == '3')
                && dateAt(code, 3, 5)
                && 11 - sum(code, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2) % 11 == at(code, 11);
    }
}
