package io.llmgateway.core.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.PriceStatus;
import io.llmgateway.chat.Usage;
import io.llmgateway.money.PriceRule;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TariffTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static Map<Bucket, BigDecimal> prices(String text) {
        Map<Bucket, BigDecimal> prices = new EnumMap<>(Bucket.class);
        for (String part : text.split(" ", -1)) {
            prices.put(
                    Bucket.of(part.substring(0, part.indexOf('='))).orElseThrow(),
                    new BigDecimal(part.substring(part.indexOf('=') + 1)));
        }
        return prices;
    }

    private static PriceRule rule(@Nullable String tier, long above, String prices) {
        return new PriceRule(tier, above, null, null, null, null, prices(prices));
    }

    private static Tariff tariff(PriceRule... rules) {
        return new Tariff(List.of(rules), null, PriceStatus.EXACT, "test");
    }

    private static void assertCost(Cost cost, String dollars, PriceStatus status) {
        assertThat(cost.known()).isEqualByComparingTo(dollars);
        assertThat(cost.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, , 0.002", // the usual one
        "1000, flex, 0.001", // of the class of service
        "100000, , 0.2", // exactly at the threshold
        "100001, , 0.400004", // above: the whole request
        "100001, flex, 0.400004", // a long prompt over the class of service
        "100001, priority, 0.900009" // both over each
    })
    void rulesAreACascade(long prompt, @Nullable String tier, String dollars) {
        Tariff tariff = tariff(
                rule(null, 0, "input=2"),
                rule("flex", 0, "input=1"),
                rule("priority", 0, "input=3"),
                rule(null, 100_000, "input=4"),
                rule("priority", 100_000, "input=9"));
        assertCost(tariff.price(Usage.builder().input(prompt).build(), tier, NOW), dollars, PriceStatus.EXACT);
    }

    @Test
    void theWholePromptCountsForTheThresholdAlsoWhatIsCached() {
        Tariff tariff = tariff(rule(null, 0, "input=1 cache-read=1 output=1"), rule(null, 10, "output=5"));
        Usage.Builder usage = Usage.builder().input(1).output(1_000_000);
        assertCost(tariff.price(usage.cacheRead(9).build(), null, NOW), "1.00001", PriceStatus.EXACT);
        assertCost(tariff.price(usage.cacheRead(10).build(), null, NOW), "5.000011", PriceStatus.EXACT);
    }

    @ParameterizedTest
    @CsvSource({
        "input=1 output=5, CACHE_READ, 1, ESTIMATED",
        "input=1 output=5, CACHE_WRITE, 1, ESTIMATED",
        "input=1 output=5, CACHE_WRITE_LONG, 1, ESTIMATED",
        "input=1 cache-write=2, CACHE_WRITE_LONG, 2, ESTIMATED",
        "input=1 output=5, AUDIO_INPUT, 1, ESTIMATED",
        "input=1 output=5, IMAGE_INPUT, 1, ESTIMATED",
        "input=1 output=5, REASONING, 5, EXACT",
        "input=1 output=5 reasoning=7, REASONING, 7, EXACT",
        "input=1 output=5, AUDIO_OUTPUT, 5, ESTIMATED",
        "input=1 output=5, IMAGE_OUTPUT, 5, ESTIMATED",
        "input=1, OUTPUT, 0, UNPRICED",
        "output=1, INPUT, 0, UNPRICED",
        "output=1, CACHE_READ, 0, UNPRICED",
        "input=0 output=0, OUTPUT, 0, EXACT",
        "input=1 request=0.01, INPUT, 1.01, EXACT"
    })
    void aBucketWithoutAPriceTakesThatOfItsNearestRelative(
            String prices, Bucket bucket, String dollars, PriceStatus status) {
        Usage.Builder usage = Usage.builder();
        long million = 1_000_000;
        switch (bucket) {
            case INPUT -> usage.input(million);
            case CACHE_READ -> usage.cacheRead(million);
            case CACHE_WRITE -> usage.cacheWrite(million);
            case CACHE_WRITE_LONG -> usage.cacheWriteLong(million);
            case AUDIO_INPUT -> usage.audioInput(million);
            case IMAGE_INPUT -> usage.imageInput(million);
            case OUTPUT -> usage.output(million);
            case REASONING -> usage.reasoning(million);
            case AUDIO_OUTPUT -> usage.audioOutput(million);
            case IMAGE_OUTPUT -> usage.imageOutput(million);
            case REQUEST -> throw new IllegalArgumentException();
        }
        assertCost(tariff(rule(null, 0, prices)).price(usage.build(), null, NOW), dollars, status);
    }

    @Test
    void whatIsKnownIsToldWhereTheRestHasNoPrice() {
        Cost cost = tariff(rule(null, 0, "input=1"))
                .price(Usage.builder().input(1_000_000).output(3).build(), null, NOW);
        assertCost(cost, "1", PriceStatus.UNPRICED);
        assertThat(cost.amount()).isEmpty();
        assertThat(cost.lines()).hasSize(1);
        assertCost(tariff().price(Usage.NONE, null, NOW), "0", PriceStatus.UNPRICED);
    }

    @ParameterizedTest
    @CsvSource({
        ", 2, EXACT",
        "default, 2, EXACT",
        "standard, 2, EXACT",
        "auto, 2, EXACT",
        "ON_DEMAND, 2, EXACT",
        "STANDARD, 2, EXACT",
        "flex, 1, EXACT",
        "ON_DEMAND_FLEX, 1, EXACT",
        "Flex, 1, EXACT",
        "scale, 2, ESTIMATED"
    })
    void vendorsHaveManyWordsForTheUsualClassOfService(@Nullable String served, String dollars, PriceStatus status) {
        Tariff tariff = tariff(rule(null, 0, "input=2"), rule("flex", 0, "input=1"));
        assertCost(tariff.price(Usage.builder().input(1_000_000).build(), served, NOW), dollars, status);
    }

    @Test
    void aClassOfServiceWhoseRulesDoNotHoldIsNotKnown() {
        PriceRule once = new PriceRule(
                "flex", 0, null, LocalDate.parse("2026-01-01"), null, null, Map.of(Bucket.INPUT, BigDecimal.ONE));
        Tariff tariff = tariff(rule(null, 0, "input=2"), once);
        Usage million = Usage.builder().input(1_000_000).build();
        assertCost(tariff.price(million, "flex", NOW), "2", PriceStatus.ESTIMATED);
        assertCost(tariff.price(million, "flex", Instant.parse("2025-12-31T00:00:00Z")), "1", PriceStatus.EXACT);
    }

    @Test
    void anEstimatedUsageHasAnEstimatedCost() {
        Usage usage = Usage.builder().input(10).estimated(true).build();
        assertThat(tariff(rule(null, 0, "input=2")).price(usage, null, NOW).status())
                .isEqualTo(PriceStatus.ESTIMATED);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T23:59:59Z, 4",
        "2026-12-01T00:00:00Z, 1",
        "2026-12-01T12:00:00Z, 2",
        "2026-12-05T22:00:00Z, 1",
        "2026-12-05T05:59:59.999Z, 1",
        "2026-12-05T06:00:00Z, 2",
        "2027-01-01T00:00:00Z, 4"
    })
    void pricesMayHoldForSomeDaysAndHours(Instant at, String dollars) {
        LocalDate from = LocalDate.parse("2026-12-01");
        LocalDate until = LocalDate.parse("2027-01-01");
        Tariff tariff = tariff(
                rule(null, 0, "input=4"),
                new PriceRule(null, 0, from, until, null, null, prices("input=2")),
                new PriceRule(
                        null, 0, from, until, LocalTime.parse("22:00"), LocalTime.parse("06:00"), prices("input=1")));
        assertCost(tariff.price(Usage.builder().input(1_000_000).build(), null, at), dollars, PriceStatus.EXACT);
    }

    @Test
    void theSurchargeOfARegionIsOnEveryUnit() {
        Tariff tariff = new Tariff(
                List.of(rule(null, 0, "input=3 output=15 request=0.5")), new BigDecimal("1.1"), PriceStatus.EXACT, "t");
        Cost cost = tariff.price(Usage.builder().input(7).output(3).build(), null, NOW);
        assertThat(cost.lines())
                .extracting(Cost.Line::unitPrice)
                .containsExactly(new BigDecimal("0.0000033"), new BigDecimal("0.0000165"), new BigDecimal("0.55"));
        assertThat(cost.known()).isEqualByComparingTo("0.5500726");
    }

    @Test
    void pricingAUsualAnswerTakesLittle() {
        ModelCatalogue catalogue = new Setup().provider("work", "openai", null).open();
        Target target = new Target("work", "gpt-5.5");
        Usage usage = Usage.builder().input(1_200).output(350).build();
        long cost = 0;
        for (int i = 0; i < 300_000; i++) {
            cost += catalogue.price(target, usage, NOW).lines().size();
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < 20_000; i++) {
            cost += catalogue.price(target, usage, NOW).lines().size();
        }
        long bytes = (threads.getThreadAllocatedBytes(id) - before) / 20_000;
        assertThat(cost).isEqualTo(640_000);
        assertThat(bytes).as("some 300 where the compiler has done its work").isLessThanOrEqualTo(500);
    }
}
