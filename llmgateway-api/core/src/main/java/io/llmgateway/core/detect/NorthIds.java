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

/** The numbers of the Nordic and Baltic states. */
final class NorthIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new NorthIds();

    private static final String SE = "personnummer personnr pnr samordningsnummer svensk";
    private static final String DK = "cpr cprnr cprnummer personnummer";
    private static final String NO = "fødselsnummer fødselsnr fnr personnummer dnummer";
    private static final String FI = "hetu henkilötunnus henkilötunnukseni personbeteckning sotu";
    private static final String BALTIC = "isikukood isikukoodi ik asmens kodas kod";

    private NorthIds() {}

    static List<IdFormat> all() {
        return List.of(
                national("SE", "se-personnummer", "9999999999|999999-9999|999999+9999", check("se"), LIKELY, FAIR, SE),
                national("SE", "se-personnummer", "999999999999|99999999-9999", check("seLong"), FAIR, SURE, SE),
                national("DK", "dk-cpr", "9999999999|999999-9999|999999_9999", check("dkChecked"), LIKELY, FAIR, DK),
                national("DK", "dk-cpr", "9999999999|999999-9999|999999_9999", check("dk"), FORM, WEAK, DK),
                national(
                        "NO",
                        "no-fodselsnummer",
                        "99999999999|999999 99999|999999-99999",
                        check("norway"),
                        FAIR,
                        SURE,
                        NO),
                national("FI", "fi-hetu", "999999-999*|999999+999*|999999A999*", check("fi"), SURE, SURE, FI),
                national("IS", "is-kennitala", "9999999999|999999-9999", check("iceland"), WEAK, FAIR, "kennitala kt"),
                national("EE", "ee-lt-personal-code", "99999999999", check("baltic"), FAIR, FAIR, BALTIC),
                national("LT", "ee-lt-personal-code", "99999999999", check("baltic"), FAIR, FAIR, BALTIC),
                national(
                        "LV",
                        "lv-personal-code",
                        "99999999999|999999-99999",
                        check("lv"),
                        WEAK,
                        FAIR,
                        "personas kods kodu"));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "se" -> se(code);
            case "seLong" -> seLong(code);
            case "dkChecked" -> dkChecked(code);
            case "dk" -> dk(code);
            case "norway" -> norway(code);
            case "fi" -> fi(code);
            case "iceland" -> iceland(code);
            case "baltic" -> baltic(code);
            case "lv" -> lv(code);
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // Folkbokföringslag (1991:481) § 18: Luhn's; coordination numbers add 60 to the day
    private static boolean se(String code) {
        int day = number(code, 4, 6);
        return CheckDigits.date(number(code, 2, 4), day > 60 ? day - 60 : day) && CheckDigits.luhn(code);
    }

    private static boolean seLong(String code) {
        int century = number(code, 0, 2);
        return CheckDigits.within(century, 18, 20) && se(code.substring(2));
    }

    // CPR-kontoret, Personnummeret i CPR: mod 11, which numbers since 2007 may lack
    private static boolean dkChecked(String code) {
        return dk(code) && sum(code, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
    }

    private static boolean dk(String code) {
        return dateAt(code, 2, 0);
    }

    // Skatteetaten: two check digits mod 11; D numbers add 40 to the day, others 40, 65 or 80 to the month
    private static boolean norway(String code) {
        int day = number(code, 0, 2);
        int month = number(code, 2, 4);
        int plain = month > 80 ? month - 80 : month > 65 ? month - 65 : month > 40 ? month - 40 : month;
        return CheckDigits.date(plain, day > 40 ? day - 40 : day)
                && sum(code, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0
                && sum(code, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
    }

    // Digital and Population Data Services Agency: the rest by 31; signs of centuries as of 2023
    private static boolean fi(String code) {
        int letter = code.length() - 4; // a sign between is not part of the code, a letter is
        if (letter == 7 && "ABCDEFYXWVU".indexOf(code.charAt(6)) < 0) {
            return false;
        }
        int all = number(code, 0, 6) * 1000 + number(code, letter, letter + 3);
        return dateAt(code, 2, 0) && "0123456789ABCDEFHJKLMNPRSTUVWXY".charAt(all % 31) == code.charAt(letter + 3);
    }

    // Registers Iceland: mod 11; the last digit is the century's; companies add 40 to the day
    private static boolean iceland(String code) {
        int day = number(code, 0, 2);
        return CheckDigits.date(number(code, 2, 4), day > 40 ? day - 40 : day)
                && sum(code, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0
                && "890".indexOf(code.charAt(9)) >= 0;
    }

    // Estonian standard EVS 585, which Lithuania shares: mod 11 with two rows of weights
    private static boolean baltic(String code) {
        int rest = sum(code, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11;
        if (rest == 10) {
            rest = sum(code, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10;
        }
        return CheckDigits.within(code.charAt(0), '1', '8') && dateAt(code, 3, 5) && rest == at(code, 10);
    }

    // Cabinet regulation on personal codes; those since 2017 begin with 32 and have no date
    private static boolean lv(String code) {
        int rest = (1 + sum(code, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10;
        return (code.startsWith("32") || (dateAt(code, 2, 0) && code.charAt(6) <= '2')) && rest == at(code, 10);
    }
}
