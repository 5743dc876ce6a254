package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.CheckDigits.number;
import static io.llmgateway.core.detect.IdFormat.national;
import static io.llmgateway.core.detect.Proof.FAIR;
import static io.llmgateway.core.detect.Proof.FORM;
import static io.llmgateway.core.detect.Proof.WEAK;

import io.llmgateway.guard.EntityType;
import java.util.List;
import java.util.Set;

/** The numbers of the United States and Canada. */
final class AmericaIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new AmericaIds();

    private static final String SSN = "ssn ssns social socialsecurity socialsecuritynumber soc ss seguro taxpayer";
    private static final String ITIN = "itin taxpayer tin individual tax";

    private AmericaIds() {}

    static List<IdFormat> all() {
        return List.of(
                new IdFormat(EntityType.US_SSN, "US", "us-ssn", "999 99 9999|999999999", check("ssn"), FORM, FAIR, SSN),
                new IdFormat(
                        EntityType.US_ITIN, "US", "us-itin", "999 99 9999|999999999", check("itin"), FORM, FAIR, ITIN),
                national("US", "us-ein", "99-9999999", check("ein"), FORM, FORM, "ein fein employer"),
                national(
                        "CA",
                        "ca-sin",
                        "999999999|999 999 999",
                        check("sin"),
                        WEAK,
                        WEAK,
                        "sin nas insurance assurance sociale"),
                national("CA", "ca-sin", "999999999|999 999 999", check("luhn"), FORM, FORM, "sin nas insurance"));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "ssn" -> ssn(code);
            case "itin" -> itin(code);
            case "ein" -> ein(code);
            case "sin" -> sin(code);
            case "luhn" -> CheckDigits.luhn(code);
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // Social Security Administration, POMS RM 10201.030: no area 000, 666 or 9xx, no group 00, no serial 0000; and the
    // numbers
    // of a wallet's sample card and of a pamphlet
    private static boolean ssn(String code) {
        int area = number(code, 0, 3);
        return area > 0
                && area != 666
                && area < 900
                && number(code, 3, 5) > 0
                && number(code, 5, 9) > 0
                && !code.equals("078051120")
                && !code.equals("219099999");
    }

    // Internal Revenue Service, IRM 3.21.263
    private static boolean itin(String code) {
        int group = number(code, 3, 5);
        return code.charAt(0) == '9'
                && (CheckDigits.within(group, 50, 65)
                        || CheckDigits.within(group, 70, 88)
                        || CheckDigits.within(group, 90, 92)
                        || group >= 94);
    }

    // Internal Revenue Service, How EINs are assigned and valid EIN prefixes
    private static boolean ein(String code) {
        return !Set.of(
                        "00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96",
                        "97")
                .contains(code.substring(0, 2));
    }

    // Employment and Social Development Canada: Luhn's; 0 is for examples, 8 for businesses
    private static boolean sin(String code) {
        return code.charAt(0) != '0' && code.charAt(0) != '8' && CheckDigits.luhn(code);
    }
}
