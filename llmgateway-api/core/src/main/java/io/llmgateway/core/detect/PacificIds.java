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

/** The numbers of Australia, New Zealand and Africa. */
final class PacificIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new PacificIds();

    private PacificIds() {}

    static List<IdFormat> all() {
        return List.of(
                national("AU", "au-tfn", "999999999|999_999_999", check("tfn"), WEAK, WEAK, "tfn file"),
                national(
                        "AU",
                        "au-abn",
                        "99999999999|99_999_999_999|99-999-999-999",
                        check("abn"),
                        LIKELY,
                        SURE,
                        "abn business"),
                national("AU", "au-acn", "999999999|999_999_999", check("acn"), WEAK, WEAK, "acn company"),
                national(
                        "NZ",
                        "nz-ird",
                        "99999999|999999999|99-999-999|999-999-999",
                        check("ird"),
                        WEAK,
                        WEAK,
                        "ird inland"),
                national(
                        "ZA",
                        "za-id",
                        "9999999999999|999999_9999_999|999999_9999_99_9",
                        check("southAfrica"),
                        FAIR,
                        SURE,
                        "said rsa african identiteitsnommer id"),
                national(
                        "NG",
                        "ng-nin",
                        "99999999999|999 9999 9999|9999 999 9999",
                        check("verhoeff"),
                        WEAK,
                        WEAK,
                        "nin nimc bvn nigerian nigeria"),
                national("NG", "ng-nin", "99999999999", IdCheck.ANY, FORM, FORM, "nin nimc bvn"),
                national("KE", "ke-pin", "A999999999A", check("kenya"), WEAK, WEAK, "kra pin"),
                national("KE", "ke-id", "99999999", IdCheck.ANY, FORM, FORM, "kenyan huduma kitambulisho"),
                national("GH", "gh-card", "AAA-999999999-9", check("ghana"), SURE, SURE, "ghana ghanacard"),
                national("EG", "eg-national-id", "99999999999999", check("egypt"), FAIR, FAIR, "القومي قومي egyptian"));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "tfn" -> tfn(code);
            case "abn" -> abn(code);
            case "acn" -> acn(code);
            case "ird" -> ird(code);
            case "southAfrica" -> southAfrica(code);
            case "verhoeff" -> CheckDigits.verhoeff(code);
            case "kenya" -> kenya(code);
            case "egypt" -> egypt(code);
            case "ghana" -> code.startsWith("GHA");
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // Australian Taxation Office: mod 11
    private static boolean tfn(String code) {
        return sum(code, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0;
    }

    // Australian Business Register, Format of the ABN: mod 89 with one less in the first digit
    private static boolean abn(String code) {
        return code.charAt(0) != '0' && (sum(code, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10) % 89 == 0;
    }

    // ASIC, Australian Company Number check
    private static boolean acn(String code) {
        return (10 - sum(code, 8, 7, 6, 5, 4, 3, 2, 1) % 10) % 10 == at(code, 8);
    }

    // Inland Revenue, Resident withholding tax specification: a second row of weights where the first gives 10
    private static boolean ird(String code) {
        String padded = code.length() == 8 ? '0' + code : code;
        int whole = number(padded, 0, 9);
        int check = (11 - sum(padded, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 11;
        if (check == 10) {
            check = (11 - sum(padded, 7, 4, 3, 2, 5, 2, 7, 6) % 11) % 11;
        }
        return whole > 10_000_000 && whole < 150_000_000 && check == at(padded, 8);
    }

    // Department of Home Affairs: a date, citizenship and Luhn's
    private static boolean southAfrica(String code) {
        return dateAt(code, 2, 4) && code.charAt(10) <= '2' && CheckDigits.luhn(code);
    }

    private static boolean kenya(String code) {
        return code.charAt(0) == 'A' || code.charAt(0) == 'P';
    }

    // Civil Status Organization: a century, a date, a governorate
    private static boolean egypt(String code) {
        int place = number(code, 7, 9);
        return (code.charAt(0) == '2' || code.charAt(0) == '3')
                && dateAt(code, 3, 5)
                && place >= 1
                && (place <= 35 || place == 88);
    }
}
