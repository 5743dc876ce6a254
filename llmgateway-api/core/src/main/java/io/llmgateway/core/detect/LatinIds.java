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

/** The numbers of Latin America. */
final class LatinIds implements IdCheck.Table {
    private static final IdCheck.Table TABLE = new LatinIds();

    private static final Set<String> STATES = Set.of(
            "AS", "BC", "BS", "CC", "CL", "CM", "CS", "CH", "DF", "DG", "GT", "GR", "HG", "JC", "MC", "MN", "MS", "NT",
            "NL", "OC", "PL", "QT", "QR", "SP", "SL", "SR", "TC", "TS", "TL", "VZ", "YN", "ZS", "NE");

    private LatinIds() {}

    static List<IdFormat> all() {
        return List.of(
                national(
                        "BR",
                        "br-cpf",
                        "99999999999|999.999.999-99|999_999_999_99|999999999-99",
                        check("cpf"),
                        LIKELY,
                        SURE,
                        "cpf contribuinte cadastro"),
                national(
                        "BR",
                        "br-cnpj",
                        "99999999999999|99.999.999/9999-99",
                        check("cnpjTelling"),
                        FAIR,
                        SURE,
                        "cnpj empresa"),
                national(
                        "BR",
                        "br-cnpj",
                        "************99|**.***.***/****-99",
                        check("cnpj"),
                        WEAK,
                        SURE,
                        "cnpj empresa"),
                national(
                        "BR",
                        "br-pis",
                        "999.99999.99-9|999.99999.99.9|99999999999",
                        check("pis"),
                        FORM,
                        FAIR,
                        "pis pasep nis nit"),
                national("BR", "br-rg", "99.999.999-*|999999999|99.999.999", IdCheck.ANY, FORM, FORM, "rg"),
                national("MX", "mx-curp", "AAAA999999AAAAAA*9", check("curp"), SURE, SURE, "curp"),
                national("MX", "mx-curp", "AAAA999999AAAAAA*9", check("curpForm"), FAIR, FAIR, "curp"),
                national(
                        "MX",
                        "mx-rfc",
                        "AAAA999999***|AAAA-999999-***|AAAA_999999_***",
                        check("rfc"),
                        FAIR,
                        FAIR,
                        "rfc contribuyentes"),
                national(
                        "MX",
                        "mx-rfc",
                        "AAA999999***|AAA-999999-***",
                        check("rfcChecked"),
                        FAIR,
                        FAIR,
                        "rfc contribuyentes"),
                national("MX", "mx-rfc", "AAA999999***", check("rfc"), FORM, FORM, "rfc contribuyentes"),
                national(
                        "MX", "mx-nss", "99999999999|99-99-99-9999-9", check("luhn"), FORM, FAIR, "nss imss seguridad"),
                national(
                        "AR",
                        "ar-cuit",
                        "99999999999|99-99999999-9|99_99999999_9",
                        check("cuit"),
                        LIKELY,
                        SURE,
                        "cuit cuil cdi"),
                national("AR", "ar-dni", "99.999.999|99999999", IdCheck.ANY, FORM, FORM, "dni documento"),
                national("CL", "cl-rut", "99.999.999-*|9.999.999-*", check("rut"), FAIR, SURE, "rut run"),
                national(
                        "CL", "cl-rut", "99999999-*|9999999-*|99999999*|9999999*", check("rut"), FORM, WEAK, "rut run"),
                national(
                        "CO",
                        "co-nit",
                        "999.999.999-9|999999999-9|9999999999",
                        check("nit"),
                        FORM,
                        FAIR,
                        "nit tributaria rut"),
                national(
                        "CO",
                        "co-cedula",
                        "9.999.999.999|99.999.999|9999999999|99999999",
                        check("cedula"),
                        FORM,
                        FORM,
                        "cédula ciudadanía cc colombia"),
                national("PE", "pe-ruc", "99999999999", check("ruc"), WEAK, WEAK, "ruc"),
                national("PE", "pe-dni", "99999999", IdCheck.ANY, FORM, FORM, "dni"),
                national(
                        "EC",
                        "ec-cedula",
                        "9999999999|999999999-9",
                        check("ecuador"),
                        WEAK,
                        FAIR,
                        "cédula ci identidad ecuador"),
                national(
                        "UY",
                        "uy-ci",
                        "9.999.999-9|9999999-9|99999999",
                        check("uruguay"),
                        FORM,
                        FAIR,
                        "ci cédula identidad"),
                national(
                        "DO",
                        "do-cedula",
                        "999-9999999-9|99999999999",
                        check("luhn"),
                        FORM,
                        FAIR,
                        "cédula cedula identidad"),
                national(
                        "VE",
                        "ve-cedula",
                        "A-99999999|A-9999999|A-99.999.999|A99999999",
                        check("venezuela"),
                        FORM,
                        FORM,
                        "cédula ci rif"));
    }

    private static IdCheck check(String name) {
        return new IdCheck(TABLE, name);
    }

    @Override
    public boolean valid(String check, String code) {
        return switch (check) {
            case "cpf" -> cpf(code);
            case "cnpjTelling" -> cnpjTelling(code);
            case "cnpj" -> cnpj(code);
            case "pis" -> pis(code);
            case "curp" -> curp(code);
            case "curpForm" -> curpForm(code);
            case "rfc" -> rfc(code);
            case "rfcChecked" -> rfcChecked(code);
            case "luhn" -> CheckDigits.luhn(code);
            case "cuit" -> cuit(code);
            case "rut" -> rut(code);
            case "nit" -> nit(code);
            case "ruc" -> ruc(code);
            case "ecuador" -> ecuador(code);
            case "uruguay" -> uruguay(code);
            case "cedula" -> code.charAt(0) != '0';
            case "venezuela" -> "VEJ".indexOf(code.charAt(0)) >= 0;
            default -> throw new IllegalArgumentException("there is no check " + check);
        };
    }

    // Receita Federal: two digits mod 11
    private static boolean cpf(String code) {
        return sum(code, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == at(code, 9)
                && sum(code, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == at(code, 10);
    }

    // Receita Federal, normative instruction 2229/2024: letters since 2026, each counts its ASCII code less 48
    private static boolean cnpj(String code) {
        return cnpjDigit(code, 12) == at(code, 12) && cnpjDigit(code, 13) == at(code, 13);
    }

    // companies have few branches
    private static boolean cnpjTelling(String code) {
        return code.startsWith("00", 8) && cnpj(code);
    }

    private static int cnpjDigit(String code, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (code.charAt(i) - '0') * ((length - 1 - i) % 8 + 2);
        }
        return sum % 11 < 2 ? 0 : 11 - sum % 11;
    }

    private static boolean pis(String code) {
        int check = 11 - sum(code, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return (check > 9 ? 0 : check) == at(code, 10);
    }

    // Diario Oficial of 18 October 2021: the alphabet has Ñ after N
    private static boolean curp(String code) {
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            int value = at(code, i);
            sum += (18 - i) * (value > 23 ? value + 1 : value);
        }
        return curpForm(code) && (10 - sum % 10) % 10 == at(code, 17);
    }

    private static boolean curpForm(String code) {
        return dateAt(code, 6, 8) && "HMX".indexOf(code.charAt(10)) >= 0 && STATES.contains(code.substring(11, 13));
    }

    private static boolean rfc(String code) {
        int start = code.length() - 9;
        char last = code.charAt(code.length() - 1);
        return dateAt(code, start + 2, start + 4) && (last <= '9' || last == 'A');
    }

    // Servicio de Administración Tributaria: mod 11 over an alphabet with & after N
    private static boolean rfcChecked(String code) {
        String padded = code.length() == 12 ? ' ' + code : code;
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += (13 - i) * "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ ".indexOf(padded.charAt(i));
        }
        int check = 11 - sum % 11;
        return rfc(code) && padded.charAt(12) == (check == 11 ? '0' : check == 10 ? 'A' : (char) ('0' + check));
    }

    // AFIP: mod 11
    private static boolean cuit(String code) {
        int check = 11 - sum(code, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        return Set.of("20", "23", "24", "25", "26", "27", "30", "33", "34").contains(code.substring(0, 2))
                && (check == 11 ? 0 : check == 10 ? 9 : check) == at(code, 10);
    }

    // Servicio de Registro Civil: mod 11, weights 2 to 7 from the right
    private static boolean rut(String code) {
        int last = code.length() - 1;
        int sum = 0;
        for (int i = 0; i < last; i++) {
            sum += at(code, i) * ((last - 1 - i) % 6 + 2);
        }
        int check = 11 - sum % 11;
        return code.charAt(last) == (check == 11 ? '0' : check == 10 ? 'K' : (char) ('0' + check));
    }

    // DIAN, Orden Administrativa 4 of 1989
    private static boolean nit(String code) {
        int rest = sum(code, 41, 37, 29, 23, 19, 17, 13, 7, 3) % 11;
        return (rest < 2 ? rest : 11 - rest) == at(code, 9);
    }

    // SUNAT: mod 11
    private static boolean ruc(String code) {
        return Set.of("10", "15", "17", "20").contains(code.substring(0, 2))
                && (11 - sum(code, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 10 == at(code, 10);
    }

    // Registro Civil: a province, a digit below 6, and Luhn's
    private static boolean ecuador(String code) {
        int province = number(code, 0, 2);
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            int product = at(code, i) * (2 - i % 2);
            sum += product > 9 ? product - 9 : product;
        }
        return province >= 1
                && (province <= 24 || province == 30)
                && code.charAt(2) < '6'
                && (10 - sum % 10) % 10 == at(code, 9);
    }

    // Dirección Nacional de Identificación Civil
    private static boolean uruguay(String code) {
        return (10 - sum(code, 2, 9, 8, 7, 6, 3, 4) % 10) % 10 == at(code, 7);
    }
}
