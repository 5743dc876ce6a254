package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.core.Work;
import io.llmgateway.guard.EntityType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers digit by digit. */
class SpelledSpotterTest {
    private static final Detection DETECTION = Detection.of(List.of(), List.of(), Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PHONE | call me at «four one five, five five five, oh one three two» today",
                "PHONE | Telefon «plus vier neun eins fünf eins eins zwei drei vier fünf sechs sieben»",
                "US_SSN | my ssn is «five-three-six nine-zero four-three-nine-nine».",
                "US_SSN | my ssn is «5 3 6 9 0 4 3 9 9»",
                "US_SSN | my ssn is «5-3-6-9-0-4-3-9-9»",
                "CREDIT_CARD | «four one one one one one one one one one one one one one one one»",
                "CREDIT_CARD | tarjeta «cuatro uno uno uno uno uno uno uno uno uno uno uno uno uno uno uno»",
                "NATIONAL_ID | Steuer-ID: «1 2 3 4 5 6 7 8 9 0 3»",
                "IP_ADDRESS | the server «203 dot 0 dot 113 dot 77» is down",
                "EMAIL | «jane.doe_at_example_dot_com»",
                "EMAIL | «jane.doe -at- example -dot- com»",
                "EMAIL | write to «jane.doe@example dot com» please",
                "EMAIL | «jane punkt doe ät example punkt de»",
                "EMAIL | You reach me at «anna.berg@example.org» any time",
            })
    void finds(String type, String marked) {
        Marked.check(EntityType.of(type.trim()), marked.trim());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one two three four five six seven eight nine ten",
                "call one two three",
                "0 1 1 0 1 0 0 1 1 0 1 0",
                "5 3 6 9 0 4 3 9 9",
                "eight seven six, five four three, two one zero",
                "300 dot 0 dot 113 dot 77",
                "look at this and dot the i",
                "null null null null null null null null null",
            })
    void leaves(String text) {
        assertThat(DETECTION.find(text)).as(text).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one ", "1 ", "one-1 ", "1 dot ", "a dot "})
    void workGrowsAsTheTextDoes(String part) {
        work(part, 1 << 14);
        long small = Math.min(work(part, 1 << 15), work(part, 1 << 15));
        assertThat(work(part, 1 << 18)).isLessThan(80 * small + 200_000_000); // eight times the text
    }

    private static long work(String part, int length) {
        String text = part.repeat(length / part.length());
        return Work.of(() -> DETECTION.find(text)).toNanos();
    }
}
