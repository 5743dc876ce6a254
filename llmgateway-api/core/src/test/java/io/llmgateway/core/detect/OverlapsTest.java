package io.llmgateway.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of findings that overlap one is left, which covers them all; addresses give way to what they hold. */
class OverlapsTest {
    private static Finding finding(EntityType type, int start, int end, double score) {
        return new Finding(type, start, end, score, "test");
    }

    @Test
    void theSurestGivesTheTypeAndAllIsCovered() {
        assertThat(Overlaps.merge(List.of(
                        finding(EntityType.PHONE, 4, 16, 0.7),
                        finding(EntityType.CREDIT_CARD, 0, 10, 0.95),
                        finding(EntityType.NATIONAL_ID, 14, 20, 0.6))))
                .containsExactly(finding(EntityType.CREDIT_CARD, 0, 20, 0.95));
    }

    @Test
    void theLongerOneWinsAmongEquals() {
        assertThat(Overlaps.merge(
                        List.of(finding(EntityType.EMAIL, 5, 10, 0.9), finding(EntityType.PERSON, 0, 20, 0.9))))
                .containsExactly(finding(EntityType.PERSON, 0, 20, 0.9));
    }

    @Test
    void anAddressIsWhatIsLeftOfItAroundOthers() {
        assertThat(Overlaps.merge(List.of(
                        finding(EntityType.URL, 0, 20, 0.9),
                        finding(EntityType.EMAIL, 5, 10, 0.6),
                        finding(EntityType.SECRET, 15, 30, 0.6))))
                .containsExactly(
                        finding(EntityType.URL, 0, 5, 0.9),
                        finding(EntityType.EMAIL, 5, 10, 0.6),
                        finding(EntityType.URL, 10, 15, 0.9),
                        finding(EntityType.SECRET, 15, 30, 0.6));
    }

    @Test
    void neighboursStayApart() {
        List<Finding> found = List.of(finding(EntityType.EMAIL, 0, 5, 0.9), finding(EntityType.EMAIL, 5, 9, 0.9));
        assertThat(Overlaps.merge(found)).isEqualTo(found);
    }

    @Test
    void manyAddressesAmongManyOthersTakeNoSquareOfTime() {
        List<Finding> found = new ArrayList<>();
        for (int at = 0; at < 200_000; at++) {
            found.add(finding(EntityType.URL, 10 * at, 10 * at + 4, 0.9));
            found.add(finding(EntityType.EMAIL, 10 * at + 5, 10 * at + 9, 0.9));
        }
        assertThat(assertTimeoutPreemptively(Duration.ofMinutes(1), () -> Overlaps.merge(found)))
                .isEqualTo(found);
    }

    @Test
    void nothingOfALoserIsLeft() {
        Marked.check(EntityType.URL, "«https://»203.0.113.7«/a?mail=»jane@example.com");
        Marked.check(EntityType.IP_ADDRESS, "https://«203.0.113.7»/a?mail=jane@example.com");
        Marked.check(EntityType.IBAN, "«DE89 3704 0044 0532 0130 00»");
        Marked.check(EntityType.CREDIT_CARD, "https://example.com/pay/«4111111111111111»/now");
        assertThat(Marked.all("DE89 3704 0044 0532 0130 00")).hasSize(1);
        assertThat(Marked.all("a@example.com\nb@example.com")).hasSize(2);
    }
}
