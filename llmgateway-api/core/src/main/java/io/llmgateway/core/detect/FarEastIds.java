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
import java.util.Set;

/** The numbers of the far east: China, Japan, Korea and the south-east of Asia. */
final class FarEastIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new FarEastIds();

    private static final String CHINA = "resident 身份证 身份證 居民身份 身份号 公民身份 idcard";
    private static final String KOREA = "rrn 주민등록 주민번호 외국인등록 frn arc registration";
    private static final String THAI = "thai tnin ประชาชน ปชช";

    private FarEastIds() {}

    static List<IdFormat> all() {
        return List.of(
                national("CN", "cn-resident-id", "99999999999999999*", check("china"), SURE, SURE, CHINA),
                national(
                        "CN",
                        "cn-credit-code",
                        "99999999**********|9A999999**********",
                        check("uscc"),
                        WEAK,
                        WEAK,
                        "统一社会信用 信用代码 uscc"),
                national("TW", "tw-id", "A999999999", check("taiwan"), FAIR, FAIR, "身分證 身份證 統一編號 arc"),
                national("HK", "hk-id", "A999999(*)|AA999999(*)", check("hongKong"), SURE, SURE, "hkid 身份證 身份证"),
                national("HK", "hk-id", "A999999*|AA999999*", check("hongKong"), WEAK, WEAK, "hkid 身份證 身份证 hong"),
                national(
                        "JP",
                        "jp-my-number",
                        "999999999999|9999 9999 9999",
                        check("myNumber"),
                        FORM,
                        WEAK,
                        "mynumber kojin マイナンバー 個人番号 my"),
                national("KR", "kr-rrn", "999999-9999999|9999999999999", check("koreaChecked"), FAIR, SURE, KOREA),
                national("KR", "kr-rrn", "999999-9999999|9999999999999", check("korea"), WEAK, FAIR, KOREA),
                national("KR", "kr-brn", "999-99-99999|9999999999", check("brn"), FORM, FAIR, "brn 사업자등록 사업자"),
                national(
                        "TH",
                        "th-id",
                        "9999999999999|9-9999-99999-99-9|9_9999_99999_99_9",
                        check("thai"),
                        LIKELY,
                        SURE,
                        THAI),
                national("ID", "id-nik", "9999999999999999", check("nik"), WEAK, WEAK, "nik ktp kependudukan"),
                national("ID", "id-npwp", "99.999.999.9-999.999", check("npwp"), SURE, SURE, "npwp pajak"),
                national(
                        "MY",
                        "my-nric",
                        "999999-99-9999|999999_99_9999|999999999999",
                        check("myKad"),
                        FORM,
                        SURE,
                        "mykad nric ic kad pengenalan mypr"),
                national("SG", "sg-nric", "A9999999A", check("singapore"), FAIR, FAIR, "nric fin uin singapore"),
                national("SG", "sg-nric", "A9999999A", check("nricForm"), WEAK, WEAK, "nric fin uin"),
                national("SG", "sg-uen", "99999999A|999999999A|A99AA9999A", check("uen"), FAIR, FAIR, "uen"),
                national(
                        "PH",
                        "ph-tin",
                        "999-999-999-999|999-999-999|999-999-999-99999",
                        IdCheck.ANY,
                        FORM,
                        FORM,
                        "tin bir"),
                national("PH", "ph-umid", "9999-9999999-9", IdCheck.ANY, FORM, FORM, "umid crn philsys"),
                national("PH", "ph-sss", "99-9999999-9", IdCheck.ANY, FORM, FORM, "sss"),
                national("VN", "vn-cccd", "999999999999", check("cccd"), FORM, FORM, "cccd căn cước cmnd"));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "china" -> china(code);
            case "uscc" -> uscc(code);
            case "taiwan" -> taiwan(code);
            case "hongKong" -> hongKong(code);
            case "myNumber" -> myNumber(code);
            case "koreaChecked" -> koreaChecked(code);
            case "korea" -> korea(code);
            case "brn" -> brn(code);
            case "thai" -> thai(code);
            case "nik" -> nik(code);
            case "npwp" -> npwp(code);
            case "myKad" -> myKad(code);
            case "singapore" -> singapore(code);
            case "uen" -> uen(code);
            case "nricForm" -> "STFGM".indexOf(code.charAt(0)) >= 0;
            case "cccd" -> number(code, 0, 3) <= 96;
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // GB 11643-1999: ISO/IEC 7064 mod 11-2
    private static boolean china(String code) {
        int sum = sum(code, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
        int year = number(code, 6, 10);
        return CheckDigits.within(code.charAt(0), '1', '9')
                && year >= 1850
                && year < 2100
                && dateAt(code, 10, 12)
                && "10X98765432".charAt(sum % 11) == code.charAt(17);
    }

    // GB 32100-2015: powers of 3 mod 31
    private static boolean uscc(String code) {
        int sum = 0;
        int weight = 1;
        for (int i = 0; i < 18; i++) {
            int value = "0123456789ABCDEFGHJKLMNPQRTUWXY".indexOf(code.charAt(i));
            if (value < 0) {
                return false;
            }
            sum += i < 17 ? value * weight : 0;
            weight = weight * 3 % 31;
        }
        return "0123456789ABCDEFGHJKLMNPQRTUWXY".charAt((31 - sum % 31) % 31) == code.charAt(17)
                && "15Y9".indexOf(code.charAt(0)) >= 0;
    }

    // National Immigration Agency: the letter is two digits by an order of its own; 8 and 9 are foreigners
    private static boolean taiwan(String code) {
        int letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".indexOf(code.charAt(0)) + 10;
        int sum = letter / 10 + letter % 10 * 9;
        for (int i = 1; i < 10; i++) {
            sum += at(code, i) * Math.max(1, 9 - i);
        }
        return "1289".indexOf(code.charAt(1)) >= 0 && sum % 10 == 0;
    }

    // Immigration Department: mod 11, a missing second letter counts 36
    private static boolean hongKong(String code) {
        String body = code.length() == 9 ? code : '@' + code;
        int sum = 0;
        for (int i = 0; i < 8; i++) {
            sum += (body.charAt(i) == '@' ? 36 : at(body, i)) * (9 - i);
        }
        int last = (11 - sum % 11) % 11;
        char check = code.charAt(code.length() - 1);
        return last == 10 ? check == 'A' : check == '0' + last;
    }

    // Ministry of Internal Affairs ordinance 85 of 2014: mod 11
    private static boolean myNumber(String code) {
        int rest = sum(code, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        return (rest < 2 ? 0 : 11 - rest) == at(code, 11);
    }

    // Resident Registration Act: numbers given since October 2020 have no check digit
    private static boolean korea(String code) {
        return dateAt(code, 2, 4) && CheckDigits.within(code.charAt(6), '1', '8');
    }

    private static boolean koreaChecked(String code) {
        int sum = sum(code, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11;
        int check = (11 - sum) % 10;
        int foreign = (13 - sum) % 10;
        return korea(code) && (code.charAt(6) < '5' ? check : foreign) == at(code, 12);
    }

    // National Tax Service
    private static boolean brn(String code) {
        int sum = sum(code, 1, 3, 7, 1, 3, 7, 1, 3, 5) + at(code, 8) * 5 / 10;
        return (10 - sum % 10) % 10 == at(code, 9);
    }

    // Bureau of Registration Administration: mod 11; the province after the first digit
    private static boolean thai(String code) {
        int province = number(code, 1, 3);
        return code.charAt(0) != '0'
                && province > 9
                && province < 97
                && !Set.of(28, 29, 59, 68, 69, 78, 79, 87, 88, 89).contains(province)
                && (11 - sum(code, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 10 == at(code, 12);
    }

    // a place, then the date of birth, whose day is 40 more for women (Home Ministry)
    private static boolean nik(String code) {
        int day = number(code, 6, 8);
        int province = number(code, 0, 2);
        return CheckDigits.within(province, 11, 97)
                && number(code, 2, 4) > 0
                && number(code, 12, 16) > 0
                && CheckDigits.date(number(code, 8, 10), day > 40 ? day - 40 : day)
                && !CheckDigits.luhn(code);
    }

    private static boolean npwp(String code) {
        return CheckDigits.luhn(code.substring(0, 9));
    }

    // National Registration Department: date, place of birth
    private static boolean myKad(String code) {
        int place = number(code, 6, 8);
        return dateAt(code, 2, 4) && place > 0 && (place < 60 || place > 81) && place != 17 && place != 18;
    }

    // Immigration & Checkpoints Authority: the letter is the rest by 11
    private static boolean singapore(String code) {
        int series = "STFGM".indexOf(code.charAt(0));
        if (series < 0) {
            return false;
        }
        int[] first = {0, 4, 0, 4, 3};
        String[] letters = {"JZIHGFEDCBA", "JZIHGFEDCBA", "XWUTRQPNMLK", "XWUTRQPNMLK", "XWUTRQPNJLK"};
        int sum = first[series] + sum(code.substring(1), 2, 7, 6, 5, 4, 3, 2);
        return letters[series].charAt(sum % 11) == code.charAt(8);
    }

    // Accounting and Corporate Regulatory Authority: businesses, companies and other bodies each by an alphabet of
    // their own
    private static boolean uen(String code) {
        int last = code.length() - 1;
        if (code.charAt(0) <= '9') {
            return code.charAt(last)
                    == (last == 8
                            ? "XMKECAWLJDB".charAt(sum(code, 10, 4, 9, 3, 8, 2, 7, 1) % 11)
                            : "ZKCMDNERGWH".charAt(sum(code, 10, 8, 6, 4, 9, 7, 5, 3, 1) % 11));
        }
        String alphabet = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
        int[] weights = {4, 3, 5, 3, 10, 2, 2, 5, 7};
        int sum = -5;
        for (int i = 0; i < 9; i++) {
            sum += alphabet.indexOf(code.charAt(i)) * weights[i];
        }
        return "RST".indexOf(code.charAt(0)) >= 0 && alphabet.charAt(Math.floorMod(sum, 11)) == code.charAt(last);
    }
}
