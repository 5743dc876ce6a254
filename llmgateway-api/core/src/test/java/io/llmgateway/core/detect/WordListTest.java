package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.core.Work;
import io.llmgateway.guard.EntityType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names on a list are found as whole words, whatever their form. */
class WordListTest {
    private final Detection detection =
            detection(List.of("Jane Doe", "Doe", "José Müller", "Blue-Harvest", "张伟", "김철수", "Иванов", "Анна", "X1"));

    private static Detection detection(List<String> words) {
        return Detection.of(List.of(), List.of(), Map.of(), List.of(), Map.of(EntityType.PERSON, words));
    }

    private List<String> found(String text) {
        return detection.find(text).stream().map(finding -> finding.of(text)).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|Jane Doe| is here",
                "ask |jane doe|.",
                "ask |JANE  DOE|'s friend",
                "mail |Jane_Doe|",
                "|Ja\u200bne Do\u00ade|",
                "|J\u0430ne D\u043ee|",
                "|\uff2aane Doe|",
                "only |Doe| and |doe|",
                "|Jose\u0301 Mu\u0308ller| came",
                "|jose muller| came",
                "project |BLUE HARVEST| and |blue-harvest|",
                "我是|张伟|。",
                "|김철수|는 왔다",
                "и |ИВАНОВ| тоже, |анна|",
                "|X1|"
            })
    void isFound(String marked) {
        String text = marked.replace("|", "");
        assertThat(found(text).toString().replaceAll("[\\[\\],]", ""))
                .isEqualTo(String.join(
                        " ",
                        IntStream.range(0, marked.split("\\|", -1).length)
                                .filter(i -> i % 2 == 1)
                                .mapToObj(i -> marked.split("\\|", -1)[i])
                                .toList()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Doeberl",
                "undoe",
                "Jane, and then Roe",
                "Blue skies. Harvest",
                "Jane\n\n\n\nRoe",
                "X12",
                "Ивановка",
                "Blue / / / Harvest"
            })
    void isNot(String text) {
        assertThat(found(text)).isEmpty();
    }

    @Test
    void thousandsOfThemCostNoMoreThanOne() {
        Detection many = detection(IntStream.range(0, 20_000)
                .mapToObj(i -> "Anna " + Integer.toString(i + 36 * 36, 36) + " Anna")
                .toList());
        String text = "anna ".repeat(40_000);
        assertThat(Work.of(() -> assertThat(many.find(text)).isEmpty())).isLessThan(Duration.ofSeconds(5));
        assertThat(many.find("so anna 3uw ANNA said")).singleElement().satisfies(one -> {
            assertThat(one.rule()).isEqualTo("deny");
            assertThat(one.score()).isEqualTo(1);
        });
    }
}
