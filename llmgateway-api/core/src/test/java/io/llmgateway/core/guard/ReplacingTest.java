package io.llmgateway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplacingTest {
    @Test
    void aTextWithNothingToReplaceIsTheSame() {
        String text = "as it was";

        assertThat(new Replacing(text).upTo(text.length())).isSameAs(text);
        assertThat(new Replacing(text).upTo(2)).isEqualTo("as");
    }

    @Test
    void onePartIsReplaced() {
        Replacing text = new Replacing("call Ann now");
        text.replace(5, 8, "<PERSON_1>");

        assertThat(text.last(9)).isEqualTo(' ');
        assertThat(text.last(8)).isEqualTo('>');
        assertThat(text.upTo(12)).isEqualTo("call <PERSON_1> now");
    }

    @Test
    void whatReadsTheSameElsewhereStays() {
        Replacing first = new Replacing("Ann, Ann and Anna");
        first.replace(0, 3, "<1>");
        Replacing second = new Replacing("Ann, Ann and Anna");
        second.replace(5, 8, "<1>");
        Replacing within = new Replacing("aaaa");
        within.replace(0, 3, "b");

        assertThat(first.upTo(17)).isEqualTo("<1>, Ann and Anna");
        assertThat(second.upTo(17)).isEqualTo("Ann, <1> and Anna");
        assertThat(within.upTo(4)).isEqualTo("ba");
    }

    @Test
    void someArePutInOrderAndUpToAPlace() {
        Replacing text = new Replacing("1-2-3-4-5");
        text.replace(0, 1, "one");
        text.replace(2, 3, "two");
        text.replace(3, 4, "+");
        text.replace(6, 7, "four");

        assertThat(text.upTo(7)).isEqualTo("one-two+3-four");
    }
}
