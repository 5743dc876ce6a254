package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a continuation says again is left out, and nothing else. */
class OverlapTest {
    private static final long SEED = Long.getLong("seed", new Random().nextLong());

    private final Random random = new Random(SEED);

    private static String together(String text, String continuation) {
        Overlap overlap = new Overlap(text);
        String told = overlap.push(continuation);
        return text + (told == null ? overlap.end() : told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "the quick brown fox jumps|' over the dog'|the quick brown fox jumps over the dog",
                "the quick brown fox jumps|quick brown fox jumps over|the quick brown fox jumps over",
                "the quick brown fox jumps|the quick brown fox jumps over|the quick brown fox jumps over",
                "the quick brown fox jumps|the quick brown|the quick brown fox jumps", // a shorter one, from the start
                "the quick bro|brown fox|the quick brown fox", // the half word begun again
                "the quick brown|brown fox|the quick brown fox",
                "Hi, J|Hi, Joe|Hi, Joe", // all of it
                "I know that|' that is so'|I know that that is so",
                "0.5,|' 0.5, 0.7'|0.5, 0.5, 0.7",
                "a ban|ana|a banana",
                "he ha|has|he hahas", // two letters may be chance
                "yes|no|yesno",
                "漢字仮名交じり文を読む人は多い|仮名交じり文を読む人は多いです|漢字仮名交じり文を読む人は多いです",
            })
    void examples(String text, String continuation, String whole) {
        assertThat(together(text, continuation)).isEqualTo(whole);
    }

    @Test
    void whatRepeatsItselfMayGoOnDoingSo() {
        assertThat(together("| a |\n|------|------|---", "---|------|\n"))
                .isEqualTo("| a |\n|------|------|------|------|\n");
        String cells = "one two | one two | one two |";
        assertThat(together("x: " + cells, " " + cells)).isEqualTo("x: " + cells + " " + cells);
    }

    @Test
    void closingBracketsAreNoPhrase() {
        String text = "{\n            if (so) {\n                go();\n            }\n";
        assertThat(together(text, "        }\n    }\n")).isEqualTo(text + "        }\n    }\n");
    }

    @Test
    void whateverIsSaidAgainInWhateverPieces() {
        for (int i = 0; i < 20_000; i++) {
            String whole = words(1 + random.nextInt(60));
            int cut = random.nextInt(whole.length() + 1);
            String text = whole.substring(0, cut);
            int again = again(text);
            String continuation = whole.substring(cut - again);
            if (again != longest(text, continuation)) {
                continue; // words that follow may begin alike by chance, which nobody can tell from words said again
            }
            Overlap overlap = new Overlap(text);
            StringBuilder read = new StringBuilder(text);
            boolean told = false;
            for (int at = 0; at < continuation.length(); ) {
                int to = at + 1 + random.nextInt(Math.min(20, continuation.length() - at));
                String piece = continuation.substring(at, to);
                String known = told ? piece : overlap.push(piece);
                told |= known != null;
                read.append(known == null ? "" : known);
                at = to;
            }
            if (!told) {
                read.append(overlap.end());
            }
            assertThat(read).as("seed %d, cut at %d", SEED, cut).hasToString(whole);
        }
    }

    // nothing, all, or so much that it is no accident
    private int again(String text) {
        int length = random.nextInt(text.length() + 1);
        long letters = text.substring(text.length() - length)
                .chars()
                .filter(Character::isLetter)
                .count();
        return switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> text.length() < 3 ? 0 : text.length();
            default -> letters < 12 ? 0 : length;
        };
    }

    private static int longest(String text, String continuation) {
        int longest = Math.min(text.length(), continuation.length());
        while (!text.endsWith(continuation.substring(0, longest))) {
            longest--;
        }
        return longest < 3 ? 0 : longest;
    }

    private String words(int number) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < number; i++) {
            words.append(Words.random(random, 1 + random.nextInt(9)));
            words.append(random.nextInt(8) == 0 ? ".\n\n" : " ");
        }
        return words.toString();
    }

    @Test
    void isTheLongestThereIs() {
        for (int i = 0; i < 50_000; i++) {
            String text = signs(1 + random.nextInt(12));
            String continuation = signs(random.nextInt(12));
            String whole = together(text, continuation);
            int longest = longest(text, continuation);
            boolean meant = longest > 0 && longest == text.length();
            assertThat(whole)
                    .as("seed %d: %s and %s", SEED, text, continuation)
                    .isEqualTo(text + continuation.substring(meant ? longest : 0));
        }
    }

    private String signs(int number) {
        StringBuilder signs = new StringBuilder();
        for (int i = 0; i < number; i++) {
            signs.append(random.nextBoolean() ? '+' : '-');
        }
        return signs.toString();
    }

    @Test
    void nothingNewIsHeldBackForLong() {
        Overlap overlap = new Overlap(words(2_000) + "and here it ");
        String next = words(20);
        int held = 0;
        while (overlap.push(next.substring(held, held + 1)) == null) {
            held++;
        }
        assertThat(held).isLessThan(16);
    }

    @Test
    void longTextsThatAreAllAlikeAreReadOnce() {
        String alike = "a".repeat(2_000_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertThatCode(() -> together(alike + "b", alike)).doesNotThrowAnyException());
    }
}
