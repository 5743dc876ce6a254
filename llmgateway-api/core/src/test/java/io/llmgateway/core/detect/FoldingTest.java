package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like ASCII is ASCII, what cannot be seen is gone, and the way back is exact. */
class FoldingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "４１１１－１１１１ | 4111-1111",
                "٤١١١ ४१११ 𝟜𝟙𝟙𝟙 | 4111 4111 4111",
                "①②③ ❶❷ ⁴¹¹ ₄₁ | 123 12 411 41",
                "𝐣𝐚𝐧𝐞＠𝖊𝖝𝖆𝖒𝖕𝖑𝖊．ｃｏｍ | jane@example.com",
                "Ⓙⓐⓝⓔ 🅹🅰🅽🅴 | Jane JANE",
                "jаnе@ехаmрlе.соm | jane@example.com",
                "jane@example.со | jane@example.co",
                "DЕ89 3704 | DE89 3704",
                "1\u2010 2\u2011 3\u2013 4\u2014 5\u2212 6 | 1- 2- 3- 4- 5- 6",
                "a\u00a0b\u2009c\u3000d | a b c d",
                "41\u200b11\u00ad1\u2060\ufeff1 | 411111",
                "4\u20e31\ufe0f\u20e3 | 41",
                "je\u0301ro\u0302me | jerome",
                "jane&#64;example&period;com &#x2e; | jane@example.com .",
                "jane%40example%2Ecom%20x | jane@example.com+x",
                "jane\\u0040example\\x2ecom | jane@example.com",
                "{\\\"a\\\":\\\"b\\\"} https:\\/\\/x | {\"a\":\"b\"} https://x",
                "jane [at] example [dot] com | jane@example.com",
                "jane(at)example(DOT)com | jane@example.com",
                "jane{@}example[.]com | jane@example.com",
                "192[.]168[.]1(.)1 | 192.168.1.1",
            })
    void foldsWhatLooksAlike(String text, String folded) {
        assertThat(fold(text)).isEqualTo(folded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain text, f(x) = [1] & {2} < 3 % 4 \\ 5",
                "Это русский текст, со словами как сор и рост.",
                "ИНН7707083893 и ОКПО12345",
                "Ελληνικά και νερό",
                "Schöne Grüße, Jérôme, El Niño",
                "E = mc² and x³",
                "كتاب سلام",
                "你好 世界",
                "a[i] (x) {y} <b> R&D; AT&T 100% of 5%",
                "C:\\Users\\Public",
            })
    void leavesTheRest(String text) {
        assertThat(fold(text)).isEqualTo(text);
    }

    @Test
    void takesNoMapWhereNothingMoves() {
        assertThat(Folding.of("plain").origin()).isNull();
        assertThat(Folding.of("４１１１ Grüße, 你好 😀").origin()).isNull();
        assertThat(Folding.of("").text()).isEmpty();
    }

    @Test
    void leadsBack() {
        Folding folding = Folding.of("a\u200bb&#64;𝟙c\u200d");
        assertThat(folding.text()).isEqualTo("ab@1c");
        assertThat(folding.origin()).containsExactly(0, 2, 3, 8, 10, 12);
        assertThat(Folding.of("ab\u200b").origin()).containsExactly(0, 1, 3);
        assertThat(Folding.of("a (at) b").origin()).containsExactly(0, 2, 7, 8);
    }

    @Test
    void survivesAnything() {
        Random random = new Random(7);
        char[] alphabet =
                "a1 @.&#;%4\\u0[(at)] \u200b\ud83d\ude00\ud835\udfd9\udb40\udc41\u0430\u0391\u0301\u4f60".toCharArray();
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(24); i > 0; i--) {
                text.append(
                        random.nextInt(8) == 0
                                ? (char) random.nextInt(0x10000)
                                : alphabet[random.nextInt(alphabet.length)]);
            }
            Folding folding = Folding.of(text.toString());
            int[] origin = folding.origin();
            if (origin == null) {
                assertThat(folding.text()).hasSize(text.length());
                continue;
            }
            assertThat(origin).hasSize(folding.text().length() + 1);
            assertThat(origin[origin.length - 1]).isEqualTo(text.length());
            for (int i = 1; i < origin.length; i++) {
                assertThat(origin[i]).isGreaterThan(origin[i - 1]);
            }
        }
    }

    private static String fold(String text) {
        return Folding.of(text).text();
    }
}
