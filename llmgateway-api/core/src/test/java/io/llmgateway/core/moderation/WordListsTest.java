package io.llmgateway.core.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.Category;
import io.llmgateway.core.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words here stand for worse ones. */
class WordListsTest {
    private static WordLists words(String... words) {
        return new WordLists(List.of(new WordLists.Entry("own", Category.HATE, 0.9, List.of(words), List.of())));
    }

    private static boolean found(String word, String text) {
        return !words(word).find(text, true, true).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "turnip|you turnip!",
                "turnip|You TURNIP",
                "turnip|turnip",
                "turnip|the_turnip_is",
                "turnip|t\u0443rnip turn\u0456p",
                "turnip|ΤURNIP",
                "turnip|ｔｕｒｎｉｐ",
                "turnip|𝐭𝐮𝐫𝐧𝐢𝐩",
                "turnip|Ⓣⓤⓡⓝⓘⓟ",
                "turnip|tu\u200brn\u00adip",
                "turnip|tu\u0301rni\u0308p",
                "turnip|türnïp",
                "turnip|turn1p",
                "turnip|7urn!p",
                "salad|$@l4d",
                "turnip|t u r n i p",
                "turnip|t.u.r.n.i.p",
                "turnip|the t-u-r-n-i-p there",
                "turnip|t  u * r _ n - i . p",
                "turnip|t u r n 1 p",
                "oat|o a t",
                "rotten turnip|what a ROTTEN  turn1p",
                "turnip|turnip\u200b\u200b\u200b",
                "*nip|turnip",
                "turn*|turnips",
                "*urni*|turnips",
                "1488|it was 1488",
                "Müsli|das MUSLI",
                "репа|ты РЕПА!",
                "репа|ты р е п а",
                "νάπι|ΝΑΠΙ εδώ",
                "萝卜|这个萝卜不好",
                "萝卜|萝\u200b卜",
                "萝卜|萝 卜",
                "だいこん|このだいこんめ",
                "หัวไชเท้า|เจ้าหัวไชเท้าเอ๊ย",
                "순무|너는 순무야",
                "لفت|يا لِفْت",
                "शलगम|तू शलगम है"
            })
    void findsAWordHoweverItIsWritten(String word, String text) {
        assertThat(found(word, text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "turnip|turnips",
                "turnip|saturnip",
                "turnip|turn ip",
                "turnip|turn.ip",
                "oat|c o a t s",
                "oat|o4t5",
                "sis|515",
                "soss|5055",
                "balls|bails",
                "1488|iabb",
                "1488|31488",
                "репа|репатриация",
                "शलगम|शलगमी",
                "순무|한순무",
                "*nip|turnips",
                "turnip|t u r n, and then: i p"
            })
    void leavesOtherWordsAlone(String word, String text) {
        assertThat(found(word, text)).isFalse();
    }

    @Test
    void anyBlanksAreOne() {
        assertThat(found("rotten  turnip", "a rotten \n\t turnip")).isTrue();
        assertThat(found("rotten turnip", "rotten\u00a0turnip\u3000")).isTrue();
        assertThat(found("rotten turnip", "rottenturnip")).isFalse();
    }

    @Test
    void patternsAreFoundAsWritten() {
        WordLists lists = new WordLists(List.of(
                new WordLists.Entry("a", Category.HATE, 0.9, List.of("x-word"), List.of("(?i)\\bturnips?\\b")),
                new WordLists.Entry("b", Category.VIOLENCE, 0.3, List.of(), List.of("throw (a|the) turnip"))));
        assertThat(lists.find("THROW a Turnip", true, true))
                .extracting(WordLists.Entry::name)
                .containsExactly("a");
        assertThat(lists.find("throw the turnip", true, true)).hasSize(2);
        assertThat(lists.find("a salad", true, true)).isEmpty();
    }

    @Test
    void whatTouchesTheEndOfAWindowIsLeftToTheNext() {
        WordLists lists = new WordLists(
                List.of(new WordLists.Entry("a", Category.HATE, 0.9, List.of("oat", "turnip"), List.of("\\bleek\\b"))));
        for (String end : List.of("an oat", "a leek", "a t u r n i p", "an o a t", "an o a t ", "an oat\u200b")) {
            assertThat(lists.find(end, true, false)).as(end).isEmpty();
            assertThat(lists.find(end, true, true)).as(end).hasSize(1);
        }
        assertThat(lists.find("oat", false, true)).isEmpty();
        assertThat(lists.find("o a t", false, true)).isEmpty();
        assertThat(lists.find("oat" + "\u200b".repeat(40), true, false))
                .as("nobody may hide the end of a word for ever")
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "*", "**", "!!", "\u200b"})
    void wordsWithoutLettersAreRefused(String word) {
        assertThatThrownBy(() -> words("fine", word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own.words");
    }

    @Test
    void longWordsAndBrokenPatternsAreRefused() {
        assertThatThrownBy(() -> words("x".repeat(300))).hasMessageContaining("own.words");
        assertThatThrownBy(() -> new WordLists(
                        List.of(new WordLists.Entry("own", Category.HATE, 1, List.of(), List.of("a", "(b")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own.patterns[1]")
                .hasMessageNotContaining("(b");
    }

    @Test
    void findsWhatASimpleSearchFinds() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                words.add(letters(random, 1 + random.nextInt(5)));
            }
            String text = letters(random, 60).replace('c', ' ');
            List<WordLists.Entry> lists = words.stream()
                    .map(word -> new WordLists.Entry(word, Category.HATE, 1, List.of("*" + word + "*"), List.of()))
                    .toList();
            List<String> expected = words.stream().filter(text::contains).toList();
            assertThat(new WordLists(lists).find(text, true, true))
                    .extracting(WordLists.Entry::name)
                    .containsAll(expected)
                    .allSatisfy(name -> assertThat(text.replace(" ", "")).contains(name));
        }
    }

    private static String letters(Random random, int count) {
        StringBuilder text = new StringBuilder();
        random.ints(count, 0, 3).forEach(i -> text.append("abc".charAt(i)));
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a ",
                "ab",
                "\u0316\u0301",
                "\u200b",
                "!",
                "1",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ",
                "\ufdfa",
                "&#",
                "卜",
                "\ud83d\ude00"
            })
    void noTextTakesLongerThanItsLength(String piece) {
        List<String> words = new ArrayList<>();
        for (int i = 1; i < 60; i++) {
            words.add("*" + "a".repeat(i) + "b" + "a".repeat(i));
            words.add("i".repeat(i) + "k");
        }
        WordLists lists = new WordLists(List.of(
                new WordLists.Entry("hard", Category.HATE, 1, words, List.of("(a+)+b", "(x|y)+z", "a.*b.*c.*d"))));
        lists.find(piece.repeat(1_000), true, true); // ready
        String text = piece.repeat(1_000_000 / piece.length());
        assertThat(Work.of(() -> lists.find(text, true, true))).isLessThan(Duration.ofSeconds(8));
    }
}
