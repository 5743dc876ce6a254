package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.testkit.FakeWorld;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;

class UsageTallyTest {
    private static final Usage USED = Usage.builder().input(9).output(5).build();

    private final UsageTally tally = new UsageTally();

    private static JsonParser on(String json) {
        JsonParser parser = WireJson.parser(json.getBytes(StandardCharsets.UTF_8), 0, json.length());
        parser.nextToken();
        return parser;
    }

    @Test
    void whatFitsIsLeftAlone() {
        assertThat(tally.count(on("9"), "n")).isEqualTo(9);
        assertThat(tally.count(on("\"9\""), "n")).isZero();
        assertThat(tally.count(on("{\"a\":-1}"), "n")).isZero();
        assertThat(tally.within("parts", 9, 9)).isEqualTo(9);
        tally.total(14, 14);

        assertThat(tally.checked(USED)).isSameAs(USED);
        assertThat(tally.warning()).isNull();
    }

    @Test
    void theFirstThingWrongIsTold() {
        assertThat(tally.count(on("-9"), "n")).isZero();
        assertThat(tally.within("parts", 10, 9)).isEqualTo(9);

        Warning warning = tally.warning();
        assertThat(warning.code()).isEqualTo("usage_inconsistent");
        assertThat(warning.message()).contains("n is -9").doesNotContain("parts");
        assertThat(tally.checked(USED).estimated()).isTrue();
        assertThat(tally.checked(USED).total()).isEqualTo(14);
    }

    @Test
    void sumsOfWhatBrokenServersTellDoNotOverflow() {
        long most = tally.count(on("9e18"), "n");
        assertThat(most * 100).isPositive();
        assertThat(tally.warning()).isNotNull();
    }

    @Test
    void anAnswerWithoutEventsKeepsTheWarningsItHad() {
        tally.total(1, 2);
        ResponseInfo.Builder info = ResponseInfo.builder("p", "m").warnings(List.of(new Warning("old", "old")));

        tally.checked(USED, info);

        assertThat(info.build().warnings()).extracting(Warning::code).containsExactly("old", "usage_inconsistent");
    }

    @Test
    void theLastUsageOfAnAnswerCounts() {
        Answer answer = new Answer("p", "m", new FakeWorld());
        UsageTally wrong = new UsageTally();
        wrong.total(1, 2);
        answer.usage(USED, wrong);
        assertThat(answer.info().build().warnings()).hasSize(1);
        assertThat(answer.finished().usage().estimated()).isTrue();

        answer.usage(USED, tally);
        assertThat(answer.info().build().warnings()).isEmpty();
        assertThat(answer.finished().usage().estimated()).isFalse();
    }

    @Test
    void theBillIsTheLastOneToldAndAClassLeftOpenIsNone() {
        Answer answer = new Answer("p", "m", new FakeWorld());
        answer.serviceTier("auto");
        answer.serviceTier(" ");
        assertThat(answer.info().build().serviceTier()).isEmpty();
        answer.serviceTier("flex");
        answer.serviceTier(null);
        answer.billed(BigDecimal.ONE);
        answer.billed(null);

        assertThat(answer.info().build().serviceTier()).contains("flex");
        assertThat(answer.info().build().billed()).contains(BigDecimal.ONE);
    }

    @Test
    void moneyIsReadAsItIsWritten() {
        assertThat(WireJson.money(on("0.00501"))).isEqualTo("0.00501");
        assertThat(WireJson.money(on("8.16e-05"))).isEqualByComparingTo("0.0000816");
        for (String none : List.of("null", "true", "\"1\"", "[1]", "-0.1", "1e999999", "1e-999999")) {
            assertThat(WireJson.money(on(none))).as(none).isNull();
        }
    }
}
