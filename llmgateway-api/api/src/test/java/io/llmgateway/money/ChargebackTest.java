package io.llmgateway.money;

import static io.llmgateway.money.Entries.NOON;
import static io.llmgateway.money.Entries.as;
import static io.llmgateway.money.Entries.entry;
import static io.llmgateway.money.Entries.paid;
import static io.llmgateway.money.Entries.unpriced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.money.Chargeback.Rule;
import io.llmgateway.money.Chargeback.Tier;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChargebackTest {
    private static final Usage MILLION =
            Usage.builder().input(1_000_000).output(100_000).build();

    private static BigDecimal of(String number) {
        return new BigDecimal(number);
    }

    private static Rule rule(String margin, String discount, Tier... tiers) {
        return new Rule(of(margin), of(discount), List.of(tiers));
    }

    private static Report.Row charged(Chargeback prices, LedgerEntry... entries) {
        return Report.of(List.of(entries).stream(), q -> q.charge(prices)).total();
    }

    @Test
    void withoutRulesItIsWhatItCost() {
        Report.Row row = charged(Chargeback.builder().build(), paid("a", "x", "0.00000000001"));
        assertThat(row.charged()).isEqualByComparingTo("0.00000000001");
        assertThat(row.uncharged()).isZero();
    }

    @Test
    void theWorkedExampleOfTheManual() {
        Chargeback prices = Chargeback.builder()
                .usual(rule("20", "0"))
                .rule("search", rule("20", "10", new Tier(of("1000"), of("5"))))
                .build();
        Report report = Report.of(
                List.of(paid("a", "search", "700"), paid("b", "search", "500"), paid("c", "shop", "100")).stream(),
                q -> q.by("team").charge(prices));
        assertThat(report.rows())
                .extracting(row -> ReportText.plain(row.charged()))
                .containsExactly("1281.2", "120");
        assertThat(report.total().charged()).isEqualByComparingTo("1401.2");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "99.99,99.99", "100,100", "150,145", "200,190", "300,270", "301,270.5", "1000,620"})
    void eachSliceHasTheDiscountOfItsTier(String volume, String charge) {
        Rule tiers = rule(
                "0", "0", new Tier(of("100"), of("10")), new Tier(of("200"), of("20")), new Tier(of("300"), of("50")));
        Chargeback prices = Chargeback.builder().usual(tiers).build();
        assertThat(prices.charge("x", of(volume))).isEqualByComparingTo(charge);
        assertThat(charged(prices, paid("a", "x", volume)).charged()).isEqualByComparingTo(charge);
    }

    @Test
    void tiersCountForEachValueByItself() {
        Chargeback prices = Chargeback.builder()
                .usual(rule("0", "0", new Tier(of("100"), of("50"))))
                .build();
        assertThat(charged(prices, paid("a", "x", "100"), paid("b", "y", "100")).charged())
                .isEqualByComparingTo("200");
        assertThat(charged(prices, paid("a", "x", "100"), paid("b", "x", "100")).charged())
                .isEqualByComparingTo("150");
    }

    @Test
    void anInternalPriceTakesThePlaceOfTheCostAndItsMargin() {
        Chargeback prices = Chargeback.builder()
                .usual(rule("100", "10"))
                .price("toy/one", Map.of(Bucket.INPUT, of("2"), Bucket.OUTPUT, of("10"), Bucket.REQUEST, of("0.5")))
                .build();
        LedgerEntry entry = entry("a", 1, NOON, "x", MILLION, Cost.told(of("7"), "toy"), false, null);
        assertThat(prices.price(entry)).hasValueSatisfying(p -> assertThat(p).isEqualByComparingTo("3.15"));
        // remembered: no request was made
        LedgerEntry cached = entry("a", 1, NOON, "x", Usage.NONE, Cost.ZERO, true, null);
        assertThat(prices.price(cached)).hasValueSatisfying(p -> assertThat(p).isZero());
    }

    @Test
    void whatWasAskedForGoesFirst() {
        Chargeback prices = Chargeback.builder()
                .price("toy/one", Map.of(Bucket.INPUT, of("1"), Bucket.OUTPUT, of("1")))
                .price("smart", Map.of(Bucket.INPUT, of("3"), Bucket.OUTPUT, of("0")))
                .build();
        assertThat(charged(prices, unpriced("a", "x", MILLION)).charged()).isEqualByComparingTo("3");
    }

    @ParameterizedTest
    @EnumSource(
            value = Purpose.class,
            names = {"SHADOW", "JUDGE", "ROUTE", "SUMMARY"})
    void whatIsAskedBesideTheAnswerIsNotSoldAsTheModelThatWasAskedFor(Purpose purpose) {
        LedgerEntry beside = as(paid("a", "x", "2"), purpose);
        Chargeback.Builder prices = Chargeback.builder()
                .usual(rule("50", "0"))
                .price("smart", Map.of(Bucket.INPUT, of("2"), Bucket.OUTPUT, of("10"), Bucket.REQUEST, of("100")));
        assertThat(charged(prices.build(), beside).charged()).isEqualByComparingTo("3");
        prices.price("toy/one", Map.of(Bucket.INPUT, of("100000"), Bucket.OUTPUT, of("0")));
        assertThat(charged(prices.build(), beside).charged()).isEqualByComparingTo("1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Purpose.class,
            names = {"ANSWER", "HEDGE", "CONTINUATION"})
    void theAnswerIsSoldAsWhatWasAskedForHoweverItCame(Purpose purpose) {
        Chargeback prices = Chargeback.builder()
                .price("smart", Map.of(Bucket.INPUT, of("0"), Bucket.OUTPUT, of("0"), Bucket.REQUEST, of("100")))
                .build();
        assertThat(charged(prices, as(paid("a", "x", "2"), purpose)).charged()).isEqualByComparingTo("100");
    }

    @Test
    void aBucketWithoutAPriceHasThatOfItsSide() {
        Usage usage = Usage.builder()
                .input(1)
                .cacheRead(10)
                .cacheWriteLong(100)
                .reasoning(1_000)
                .build();
        Chargeback prices = Chargeback.builder()
                .price("smart", Map.of(Bucket.INPUT, of("1"), Bucket.CACHE_READ, of("0"), Bucket.OUTPUT, of("2")))
                .build();
        assertThat(charged(prices, unpriced("a", "x", usage)).charged()).isEqualByComparingTo("0.002101");
    }

    @Test
    void whatHasNoPriceIsCountedAndNotZero() {
        Chargeback prices = Chargeback.builder()
                .price("smart", Map.of(Bucket.OUTPUT, of("1")))
                .build();
        Report.Row row = charged(prices, unpriced("a", "x", MILLION));
        assertThat(row.uncharged()).isEqualTo(1);
        assertThat(charged(Chargeback.builder().build(), unpriced("a", "x", MILLION), paid("b", "x", "2")))
                .satisfies(both -> {
                    assertThat(both.uncharged()).isEqualTo(1);
                    assertThat(both.charged()).isEqualByComparingTo("2");
                });
    }

    @Test
    void anotherDimensionMayBeCharged() {
        Chargeback prices =
                Chargeback.builder().by("provider").rule("toy", rule("50", "0")).build();
        assertThat(charged(prices, paid("a", "x", "2")).charged()).isEqualByComparingTo("3");
    }

    @Test
    void nonsenseIsRefused() {
        refused(() -> rule("-1", "0"), "margin");
        refused(() -> rule("0", "-0.1"), "discount");
        refused(() -> rule("0", "100.1"), "from 0 to 100");
        refused(() -> new Tier(of("-1"), of("1")), "0 US dollars or more");
        refused(() -> new Tier(of("1"), of("101")), "from 0 to 100");
        refused(() -> rule("0", "0", new Tier(of("2"), of("1")), new Tier(of("1"), of("2"))), "ascend");
        refused(() -> rule("0", "0", new Tier(of("1.0"), of("1")), new Tier(of("1"), of("2"))), "ascend");
        refused(() -> Chargeback.builder().by(""), "by is blank");
        refused(() -> Chargeback.builder().price("m", Map.of()), "prices.m");
        refused(() -> Chargeback.builder().price("m", Map.of(Bucket.INPUT, of("-1"))), "0 or more");
    }

    private static void refused(Runnable nonsense, String why) {
        assertThatIllegalArgumentException().isThrownBy(nonsense::run).withMessageContaining(why);
    }
}
