package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.EntityType;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** International bank account numbers, by the examples of the IBAN Registry. */
class IbanSpotterTest {
    private static final String[] EXAMPLES = {
        "AD1200012030200359100100",
        "AE070331234567890123456",
        "AL47212110090000000235698741",
        "AT611904300234573201",
        "AZ21NABZ00000000137010001944",
        "BA391290079401028494",
        "BE68539007547034",
        "BG80BNBG96611020345678",
        "BH67BMAG00001299123456",
        "BR9700360305000010009795493P1",
        "BY13NBRB3600900000002Z00AB00",
        "CH9300762011623852957",
        "CR05015202001026284066",
        "CY17002001280000001200527600",
        "CZ6508000000192000145399",
        "DE89370400440532013000",
        "DK5000400440116243",
        "DO28BAGR00000001212453611324",
        "EE382200221020145685",
        "EG380019000500000000263180002",
        "ES9121000418450200051332",
        "FI2112345600000785",
        "FO6264600001631634",
        "FR1420041010050500013M02606",
        "GB29NWBK60161331926819",
        "GE29NB0000000101904917",
        "GI75NWBK000000007099453",
        "GL8964710001000206",
        "GR1601101250000000012300695",
        "GT82TRAJ01020000001210029690",
        "HR1210010051863000160",
        "HU42117730161111101800000000",
        "IE29AIBK93115212345678",
        "IL620108000000099999999",
        "IQ98NBIQ850123456789012",
        "IS140159260076545510730339",
        "IT60X0542811101000000123456",
        "JO94CBJO0010000000000131000302",
        "KW81CBKU0000000000001234560101",
        "KZ86125KZT5004100100",
        "LB62099900000001001901229114",
        "LC55HEMM000100010012001200023015",
        "LI21088100002324013AA",
        "LT121000011101001000",
        "LU280019400644750000",
        "LV80BANK0000435195001",
        "MC5811222000010123456789030",
        "MD24AG000225100013104168",
        "ME25505000012345678951",
        "MK07250120000058984",
        "MR1300020001010000123456753",
        "MT84MALT011000012345MTLCAST001S",
        "MU17BOMM0101101030300200000MUR",
        "NL91ABNA0417164300",
        "NO9386011117947",
        "PK36SCBL0000001123456702",
        "PL61109010140000071219812874",
        "PS92PALS000000000400123456702",
        "PT50000201231234567890154",
        "QA58DOHB00001234567890ABCDEFG",
        "RO49AAAA1B31007593840000",
        "RS35260005601001611379",
        "SA0380000000608010167519",
        "SC18SSCB11010000000000001497USD",
        "SE4550000000058398257466",
        "SI56263300012039086",
        "SK3112000000198742637541",
        "SM86U0322509800000000270100",
        "ST23000100010051845310146",
        "SV62CENR00000000000000700025",
        "TL380080012345678910157",
        "TN5910006035183598478831",
        "TR330006100519786457841326",
        "UA213223130000026007233566001",
        "VA59001123000012345678",
        "VG96VPVG0000012345678901",
        "XK051212012345678906"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IBAN: «DE89370400440532013000».",
                "IBAN«DE89370400440532013000»",
                "«DE89 3704 0044 0532 0130 00» bei der Bank",
                "«de89 3704 0044 0532 0130 00» and more",
                "«DE89-3704-0044-0532-0130-00», «DE89.3704.0044.0532.0130.00»",
                "«DE 89 3704 0044 0532 0130 00»; «DE 89370400440532013000»",
                "«GB29 NWBK 6016 1331 9268 19» 4111",
                "«GB29\u00a0NWBK\u00a06016\u00a01331\u00a09268\u00a019»",
                "«D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0»",
                "{\"iban\":\"«NL91ABNA0417164300»\"}",
                "«DЕ89 3704 0044 0532 0130 00»", // with a letter of Cyrillic
                "«DE89\u200b3704\u200b0044\u200b0532\u200b0130\u200b00»",
                "«ＤＥ８９３７０４００４４０５３２０１３０００»",
                "口座«DE89370400440532013000»です",
            })
    void finds(String marked) {
        Marked.check(EntityType.IBAN, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DE89370400440532013001",
                "DE8937040044053201300", // short
                "DE893704004405320130001", // long
                "ZZ89370400440532013000",
                "DE89 A704 0044 0532 0130 00",
                "XDE89370400440532013000",
                "no 15 people were there at 12 to see 22 of us",
                "be 20 or 30 or 40 at 10, in 25 to 35",
                "it 60 is 44 at 61 and so on",
            })
    void leaves(String text) {
        Marked.check(EntityType.IBAN, text);
    }

    @Test
    void knowsTheCountriesOfTheRegistry() {
        for (String iban : EXAMPLES) {
            Marked.check(EntityType.IBAN, "pay to «" + iban + "», please");
            Marked.check(EntityType.IBAN, "pay to «" + iban.toLowerCase(Locale.ROOT) + "» please");
            Marked.check(EntityType.IBAN, "«" + iban.replaceAll("(.{4})(?!$)", "$1 ") + "»");
        }
    }

    @Test
    void leavesAllWithAWrongDigit() {
        Random random = new Random(2);
        for (String iban : EXAMPLES) {
            int place = 2 + random.nextInt(iban.length() - 2);
            while (!Character.isDigit(iban.charAt(place))) {
                place = 2 + random.nextInt(iban.length() - 2);
            }
            char wrong = (char) ('0' + (iban.charAt(place) - '0' + 1 + random.nextInt(9)) % 10);
            String broken = iban.substring(0, place) + wrong + iban.substring(place + 1);
            assertThat(Marked.found(EntityType.IBAN, broken)).as(broken).isEmpty();
        }
    }
}
