package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.guard.EntityType;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payment cards, by numbers that schemes publish for tests. */
class CardSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "«4111111111111111»",
                "Visa «4012888888881881», Mastercard «5555555555554444» and «2223003122003222».",
                "Amex «378282246310005» or «3782 822463 10005»",
                "Discover «6011111111111117»; Diners «30569309025904», «3056 930902 5904»; JCB «3530111333300000»",
                "Maestro «6759649826438453», UnionPay «6200000000000005», Dankort «5019717010103742»",
                "Mir «2200000000000004», UATP «122000000000003», Troy «9792030394440796»",
                "pay with «4111 1111 1111 1111» today",
                "«4111-1111-1111-1111», «4111.1111.1111.1111», «4111_1111_1111_1111», «4111  1111  1111  1111»",
                "«4111 - 1111 - 1111 - 1111», «4111/1111/1111/1111», «4111:1111:1111:1111»",
                "item 5 «4111 1111 1111 1111» 12/28 123",
                "{\"card\":\"«4111111111111111»\",\"cvc\":\"123\"}",
                "card=«4111111111111111»&x=1, (<b>«4111111111111111»</b>)",
                "«4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1»",
                "my card: «41 11 11 11 11 11 11 11»; card «411111 1111111111»",
                "«41111111 11111111»",
                "card no. «4222222222222»",
                "«4O12 8888 8888 l881»",
                "«４１１１　１１１１　１１１１　１１１１»",
                "«4111\u200b1111\u200b1111\u200b1111» «4111\u00a01111\u00a01111\u00a01111»",
                "«٤١١١١١١١١١١١١١١١»",
                "卡号«4111111111111111»号",
                "카드«4111-1111-1111-1111»입니다",
                "«4111%201111%201111%201111»",
                "«4111\\u00201111\\u00201111\\u00201111»",
                "card\n«4111 1111 1111 1111»\nnext",
            })
    void finds(String marked) {
        Marked.check(EntityType.CREDIT_CARD, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112",
                "card 4012-8888-8888-1882",
                "0000 0000 0000 0000 and 4444 4444 4444 4444",
                "41111111111111111111", // twenty digits
                "x=0.4111111111111111, 4111111111111111.25",
                "id 550e8400-e29b-41d4-a716-411111111111",
                "1700000000000 and 1700000000000000", // epoch
                "9780306406157 is an ISBN, 4006381333931 an article",
                "IMEI 490154203237518",
                "a4111111111111111, 4111111111111111b",
                "52 34 12 45 67 23 41 20",
                "order 5018 0000 0009",
                "1026, 4109, 7481, 3904, 3760",
                "4109, 7481, 3904, 3760, 4362",
                "5087,5088,5089,5090,5091,5092,5093,5094,5095",
                "|  4012   571237   138159 |",
                "tracking number 6759649826438453",
                "v4111111111111111-rc1",
                "9111111111111111 1111111111111117",
            })
    void leaves(String text) {
        Marked.check(EntityType.CREDIT_CARD, text);
    }

    @Test
    void findsWhatIsValidAndNothingElse() {
        Random random = new Random(1);
        String[] heads = {"4", "51", "55", "2221", "2720", "34", "37", "6011", "65", "36", "3528", "62", "6759", "2200"
        };
        String[] before = {"", "card ", "(", "pay: ", "\"", "x\n", "\t", "карта "};
        String[] after = {"", ".", ", thanks", ")", "\"", "\n", " 12/27"};
        for (int round = 0; round < 3_000; round++) {
            String head = heads[random.nextInt(heads.length)];
            int length = head.startsWith("34") || head.startsWith("37") ? 15 : head.equals("36") ? 14 : 16;
            StringBuilder digits = new StringBuilder(head);
            while (digits.length() < length) {
                digits.append(random.nextInt(10));
            }
            while (!CheckDigits.luhn(digits)) {
                digits.setCharAt(length - 1, (char) ('0' + (digits.charAt(length - 1) - '0' + 1) % 10));
            }
            String card = digits.toString();
            String shown = length == 16 && random.nextBoolean()
                    ? card.replaceAll("(.{4})(?!$)", random.nextBoolean() ? "$1 " : "$1-")
                    : card;
            String lead = before[random.nextInt(before.length)];
            String tail = after[random.nextInt(after.length)];
            assertThat(Marked.found(EntityType.CREDIT_CARD, lead + shown + tail))
                    .as(lead + shown + tail)
                    .containsExactly(lead.length() + ": " + shown);
            int place = shown.length() - 1 - random.nextInt(4);
            char wrong = (char) ('0' + (shown.charAt(place) - '0' + 1 + random.nextInt(9)) % 10);
            String broken = shown.substring(0, place) + wrong + shown.substring(place + 1);
            assertThat(Marked.found(EntityType.CREDIT_CARD, lead + broken + tail))
                    .as(broken)
                    .isEmpty();
        }
    }
}
