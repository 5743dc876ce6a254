package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.core.Work;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that states give. */
class IdSpotterTest {
    private static final Dispatch IDS = new Dispatch(List.of(new IdSpotter(List.of())));
    private static final Set<EntityType> PERSONS = Set.of(
            EntityType.NATIONAL_ID,
            EntityType.US_SSN,
            EntityType.US_ITIN,
            EntityType.PASSPORT,
            EntityType.DRIVER_LICENSE,
            EntityType.MEDICAL_ID,
            EntityType.VEHICLE_ID);
    private static final Detection DETECTION = Detection.of(List.of(), List.of(), Map.of());

    // numbers that the authorities themselves, or their courts and standards, print as examples, and ones made by their
    // rules
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "de-tax-id;Meine Steuer-ID lautet [36574261809].",
                "de-tax-id;[86 095 742 719]",
                "de-social-security;RV-Nummer [15070649C103] laut Ausweis",
                "de-social-security;[15 070649 C 103]",
                "de-id-card;Personalausweis: [T220001293]",
                "de-id-card;Mein Ausweis L01X00T47 hieß einmal Personalausweis [L01X00T47]",
                "de-tax-number;Steuernummer [181/815/08155] beim Finanzamt",
                "de-vat;USt-IdNr. [DE136695976]",
                "at-social-security;SVNR [1237 010180]",
                "at-vat;UID: [ATU13585627]",
                "ch-ahv;[756.9217.0769.85]",
                "ch-uid;[CHE-100.155.212]",
                "nl-bsn;Mijn BSN is [111222333], dank u",
                "nl-vat;[NL004495445B01]",
                "be-national-number;[85.07.30-033.28]",
                "lu-national-id;matricule [1893120105732]",
                "eu-vat;VAT [DK13585628]",
                "fr-nir;[2 95 10 99 126 111 93]",
                "fr-nir;mon numéro de sécurité sociale [255081416802538]",
                "fr-vat;TVA [FR40303265045]",
                "uk-nino;NI number [AB123456C]",
                "uk-nino;[JG 12 13 16 A]",
                "uk-utr;UTR [1955839661]",
                "ie-pps;PPS: [6433435F]",
                "es-nif;[12345678Z] es de ejemplo",
                "es-nif;DNI [54362315-K]",
                "es-nie;[X-5253868-R]",
                "es-cif;CIF [B64717838]",
                "pt-nif;contribuinte [501964843]",
                "pt-citizen-card;[00000000 0 ZZ4]",
                "it-fiscal-code;[RCCMNL83S18D969H]",
                "it-vat;partita IVA [00743110157]",
                "se-personnummer;[19811218-9876]",
                "se-personnummer;personnummer [811218-9876]",
                "dk-cpr;CPR [211062-5629]",
                "no-fodselsnummer;fødselsnummer [15098630187]",
                "fi-hetu;[131052-308T]",
                "fi-hetu;[131052A308T]",
                "is-kennitala;kennitala [120174-3399]",
                "ee-lt-personal-code;isikukood [36805280109]",
                "lv-personal-code;[161175-19997]",
                "pl-pesel;PESEL: [44051401359]",
                "pl-nip;NIP [856-734-62-15]",
                "pl-id-card;dowód osobisty [ABS123456]",
                "cz-birth-number;[710319/2745]",
                "hu-taj;TAJ szám: [111 111 110]",
                "hu-tax-id;adóazonosító [8071592153]",
                "ro-cnp;CNP [1630615123457]",
                "bg-egn;ЕГН: [7523169263]",
                "gr-amka;ΑΜΚΑ [01013099997]",
                "gr-afm;ΑΦΜ [094259216]",
                "hr-oib;OIB: [33392005961]",
                "jmbg;JMBG [0101006500006]",
                "tr-kimlik;TC Kimlik No: [10000000146]",
                "ru-inn;ИНН [500100732259]",
                "ru-inn;ИНН организации [7707083893]",
                "ru-snils;[112-233-445 95]",
                "ua-rnokpp;РНОКПП [1759013776]",
                "kz-iin;ИИН [880428300584]",
                "ca-sin;my SIN is [130-692-544]",
                "br-cpf;[390.533.447-05]",
                "br-cnpj;[16.727.230/0001-97]",
                "br-cnpj;[12.ABC.345/01DE-35]",
                "mx-curp;[BOXW310820HNERXN09]",
                "mx-rfc;RFC [GODE561231GR8]",
                "ar-cuit;[20-05536168-2]",
                "cl-rut;[12.531.909-2]",
                "cl-rut;RUT [76086428-5]",
                "co-nit;NIT [213.123.432-1]",
                "pe-ruc;RUC [20512333797]",
                "ec-cedula;cédula [171430710-3]",
                "in-aadhaar;[2341 2341 2346]",
                "in-aadhaar;Aadhaar [234123412346]",
                "in-pan;PAN [ACUPA7085R]",
                "in-gstin;[27AAPFU0939F1ZV]",
                "in-voter;voter id [WKH1186253]",
                "cn-resident-id;[11010519491231002X]",
                "cn-resident-id;身份证号码是[11010519491231002X]，谢谢",
                "tw-id;[A123456789]",
                "hk-id;[G123456(A)]",
                "jp-my-number;マイナンバーは[123456789018]です",
                "kr-rrn;주민등록번호는 [850126-6401473]입니다",
                "kr-rrn;[960121-1021413]",
                "th-id;[1-2345-67890-12-1]",
                "th-id;เลขประจำตัวประชาชน[1234567890121]",
                "id-npwp;[01.312.166.0-091.000]",
                "my-nric;[770305-02-1234]",
                "sg-nric;[S1234567D]",
                "sg-uen;[53125226D]",
                "sg-uen;UEN [201434292D]",
                "sg-uen;[T16RF0037C]",
                "in-aadhaar;[3123:4567:8909]",
                "pk-cnic;[54104-9890578-6]",
                "lk-nic;NIC [942281632V]",
                "il-id;תעודת זהות [329174262]",
                "au-tfn;TFN: [876 543 210]",
                "au-abn;[51 824 753 556]",
                "au-acn;ACN [004 085 616]",
                "nz-ird;IRD number [49-091-850]",
                "za-id;South African ID [7503305044089]",
                "ng-nin;NIN: [12345678902]",
                "ke-pin;KRA PIN [P051365947M]",
                "gh-card;[GHA-123456789-0]",
                "eg-national-id;[29001011234567]",
            })
    void findsAllOfThem(String rule, String marked) {
        Example example = Example.of(marked);
        assertThat(DETECTION.find(example.text()))
                .as(example.text())
                .filteredOn(found -> found.start() == example.start())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.of(example.text())).isEqualTo(example.part());
                    assertThat(found.type()).isEqualTo(EntityType.NATIONAL_ID);
                    assertThat(found.rule()).isEqualTo(rule);
                });
    }

    // in another country or kind they may be something: the cue asks for this one
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Meine Steuer-ID lautet 36574261808.",
                "RV-Nummer 15070649C104",
                "RV-Nummer 15071349C103",
                "Mijn BSN is 111222334",
                "rijksregisternummer 85.07.30-033.29",
                "le NIR 2 95 10 99 126 111 94",
                "NI number BG123456C",
                "nino: nt 99 88 77 a",
                "NI number AB123456H",
                "DNI 12345678A",
                "NIE X-5253868-S",
                "personnummer 811218-9875",
                "PESEL: 44051401358",
                "PESEL: 44131401359",
                "CNP 1630615123456",
                "TC Kimlik No: 10000000147",
                "CPF 390.533.447-04",
                "CPF 111.111.111-11",
                "CUIT 20-05536168-3",
                "RUT 12.531.909-3",
                "GSTIN 27AAPFU0939F1XW",
                "身份证 110105194912310021",
                "HKID G123456(3)",
                "TFN: 876 543 211",
                "ABN 51 824 753 559",
                "Emirates ID 784-1990-1234567-1",
                "ИНН 500100732258",
                "СНИЛС 112-233-445 96",
            })
    void aWrongCheckDigitIsNone(String text) {
        assertThat(DETECTION.find(text)).as(text).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Order 123456782 was shipped",
                "ab cc d8 36\n00000030  ec 40 54 55",
                "Bestellnummer: 36574261809",
                "order no. 44051401359, thanks",
                "the invoice 876543210 is open",
                "tracking 1Z999AA10123456784",
                "#876543210",
                "the sum was 123456782 in the end",
                "call 212-555-0142 or (212) 555-0142",
                "221-395-1837",
                "+49 1512 3456789 and +1 650 253 0000",
                "Tel. 0151 12345678",
                "at 1700000000 and 1700000000123",
                "{\"ts\": 1732312345678}",
                "550e8400-e29b-41d4-a716-446655440000",
                "d41d8cd98f00b204e9800998ecf8427e",
                "commit 9e107d9d372bb6826bd81d3542a419d6",
                "version 10.15.7.1234 build 20240115",
                "978-3-16-148410-0",
                "9783161484100",
                "ISBN 316148410X",
                "EAN 4006381333931",
                "$876543210",
                "876543210%",
                "876.543.210,50 EUR",
                "1,234,567,890",
                "12 44051401359 17 390533447 5",
                "44051401359,17,12345678903",
                "https://example.com/orders/44051401359",
                "20240115123045",
                "GB29 NWBK 6016 1331 9268 19",
                "52.520008, 13.404954",
                "ABCD-1234-EFGH-5678",
                "45 876 543 210 12",
                "12345678901",
                "192.168.100.200",
                "int x = 876543210;",
                "order 123-45-6789",
                "Springfield, IL 62704-1234",
            })
    void otherNumbersAreNone(String text) {
        assertThat(DETECTION.find(text)).as(text).noneMatch(found -> PERSONS.contains(found.type()));
    }

    @Test
    void weakOnesNeedACue() {
        assertThat(DETECTION.find("I wrote 876543210 on it")).isEmpty();
        assertThat(DETECTION.find("I wrote my tax file number 876543210 on it")).hasSize(1);
        assertThat(DETECTION.find("876543210 is my TFN")).hasSize(1);
        assertThat(DETECTION.find("national identity number: 876543210")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Jan Kowalski, 44051401359, Gdynia",
                "a note on 2341 2341 2346 here",
                "we counted 39053344705 of them",
                "10000000146 rows were read",
                "9601211234567",
                "3174011504950002",
            })
    void formsThatManyNumbersHaveNeedACue(String text) {
        assertThat(DETECTION.find(text)).as(text).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PESEL 44051401359",
                "Aadhaar 2341 2341 2346",
                "2341-2341-2346",
                "CPF 39053344705",
                "Turkish ID 10000000146",
                "RRN 9601211234567",
                "KTP 3174011504950002",
                "27ABCDE1234F1Z5",
                "BRN 1048656659",
                "199001152397",
                "ssn 536_90_4399",
            })
    void andAreFoundWithIt(String text) {
        assertThat(DETECTION.find(text)).as(text).singleElement().satisfies(found -> assertThat(PERSONS)
                .contains(found.type()));
    }

    @Test
    void usersRegionsAreACueOfTheirOwn() {
        Detection dutch = Detection.of(List.of(), List.of("NL"), Map.of());
        assertThat(dutch.find("het is 111222333 geloof ik")).singleElement().satisfies(found -> assertThat(found.rule())
                .isEqualTo("nl-bsn"));
        assertThat(dutch.find("bestelling 111222333 is onderweg")).isEmpty();
        assertThat(DETECTION.find("het is 111222333 geloof ik")).isEmpty();
    }

    @Test
    void aNumberThatIsAllTheTextNeedsLess() {
        assertThat(DETECTION.find("130 692 544")).hasSize(1);
        assertThat(DETECTION.find(" \"234123412346\"\n")).hasSize(1);
        assertThat(DETECTION.find("a note on 234123412346 here")).isEmpty();
    }

    @Test
    void theNearerCueWins() {
        assertThat(DETECTION.find("For tax reasons the order 876543210 waits")).isEmpty();
        assertThat(DETECTION.find("With this order comes my TFN 876543210")).hasSize(1);
    }

    @Test
    void cuesOfAnotherLineCountAsLabelsOnly() {
        assertThat(DETECTION.find("TFN:\n876543210")).hasSize(1);
        assertThat(DETECTION.find("TFN: none\nBatch code 876543210")).isEmpty();
    }

    @Test
    void scoresTellHowSureItIs() {
        assertThat(score("PESEL 44051401359")).isGreaterThan(0.85);
        assertThat(score("Kari Nordmann, 15098630187, Oslo")).isBetween(0.5, 0.7);
        assertThat(score("RCCMNL83S18D969H")).isGreaterThan(0.9);
        assertThat(score("RCCMNL83S18D969A")).isBetween(0.5, 0.8);
        assertThat(score("TFN 876543210")).isBetween(0.8, 0.9);
        Detection strict = Detection.of(List.of(), List.of(), Map.of(EntityType.NATIONAL_ID, 0.2));
        assertThat(strict.find("I wrote 876543210 on it")).hasSize(1);
    }

    private double score(String text) {
        List<Finding> found = DETECTION.find(text);
        assertThat(found).as(text).hasSize(1);
        return found.get(0).score();
    }

    // numbers made here by the published rules, apart from the code under test
    @Test
    void whatTheRulesMakeIsFoundAndOneWrongDigitIsNot() {
        holds("pl-pesel", "PESEL", random -> {
            String body =
                    digits(random, 2) + "0" + (1 + random.nextInt(9)) + "1" + digits(random, 1) + digits(random, 4);
            return body + (10 - weighted(body, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3) % 10) % 10;
        });
        holds(
                "nl-bsn",
                "BSN",
                random -> fitting(random, 9, code -> {
                    int sum = weighted(code, 9, 8, 7, 6, 5, 4, 3, 2) - (code.charAt(8) - '0');
                    return sum % 11 == 0;
                }));
        holds("br-cpf", "CPF", random -> {
            String body = digits(random, 9);
            int one = 11 - weighted(body, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
            String more = body + (one > 9 ? 0 : one);
            int two = 11 - weighted(more, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
            return more + (two > 9 ? 0 : two);
        });
        holds(
                "au-tfn",
                "TFN",
                random -> fitting(random, 9, code -> weighted(code, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0));
        holds(
                "hr-oib",
                "OIB",
                random -> fitting(random, 11, code -> {
                    int rest = 10;
                    for (int i = 0; i < 10; i++) {
                        rest = (rest + code.charAt(i) - '0') % 10;
                        rest = (rest == 0 ? 10 : rest) * 2 % 11;
                    }
                    return (rest + code.charAt(10) - '0') % 10 == 1;
                }));
        holds("es-nif", "DNI", random -> {
            int number = 10_000_000 + random.nextInt(89_999_999);
            return number + "TRWAGMYFPDXBNJZSQVHLCKE".substring(number % 23, number % 23 + 1);
        });
        holds("be-national-number", "rijksregisternummer", random -> {
            String body = digits(random, 2) + "1" + random.nextInt(3) + "1" + digits(random, 1) + digits(random, 3);
            return body + String.format("%02d", 97 - Long.parseLong(body) % 97);
        });
        holds("cn-resident-id", "身份证", random -> {
            String body = "110105" + "19" + digits(random, 2) + "1" + random.nextInt(3) + "1" + digits(random, 4);
            int sum = 0;
            for (int i = 0; i < 17; i++) {
                sum += (body.charAt(i) - '0') * ((1 << (17 - i)) % 11);
            }
            int check = Math.floorMod(12 - sum % 11, 11);
            return body + (check == 10 ? "X" : String.valueOf(check));
        });
    }

    private void holds(String rule, String cue, Function<Random, String> maker) {
        Random random = new Random(5);
        for (int i = 0; i < 40; i++) {
            String number = maker.apply(random);
            String text = "xx " + cue + (i % 2 == 0 ? ": " : " (") + number + (i % 3 == 0 ? "." : ")");
            assertThat(DETECTION.find(text)).as(text).anySatisfy(found -> {
                assertThat(found.rule()).isEqualTo(rule);
                assertThat(found.of(text)).isEqualTo(number);
            });
            int place = random.nextInt(number.length() - 1);
            char other = (char) ('0' + (number.charAt(place) - '0' + 1 + random.nextInt(9)) % 10);
            String wrong = text.replace(number, number.substring(0, place) + other + number.substring(place + 1));
            assertThat(DETECTION.find(wrong)).as(wrong).noneMatch(found -> found.rule()
                    .equals(rule));
        }
    }

    private static String fitting(Random random, int length, Predicate<String> fits) {
        String code = digits(random, length);
        while (code.charAt(0) == '0' || !fits.test(code)) {
            code = digits(random, length);
        }
        return code;
    }

    private static String digits(Random random, int length) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < length; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private static int weighted(String code, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += (code.charAt(i) - '0') * weights[i];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123 ",
                "1234567890 ",
                "tax 876543210 ",
                "AA 12 34 56 ",
                "身份1",
                "999 999 999 ",
                "\n1",
                "12-",
                "9A9-"
            })
    void workGrowsAsTheTextDoes(String part) {
        work(part, 1 << 15);
        long small = Math.min(work(part, 1 << 16), work(part, 1 << 16));
        long large = work(part, 1 << 19);
        assertThat(large).isLessThan(80 * small + 200_000_000); // eight times the text
    }

    private static long work(String part, int length) {
        Sheet sheet = new Sheet(part.repeat(length / part.length()));
        return Work.of(() -> IDS.run(sheet, new Finds(sheet))).toNanos();
    }
}
