package io.llmgateway.money;

import static io.llmgateway.money.Entries.NOON;
import static io.llmgateway.money.Entries.entry;
import static io.llmgateway.money.Entries.paid;
import static io.llmgateway.money.Entries.unpriced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.LedgerEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
    private static final Usage SOME = Usage.builder().input(7).cacheRead(3).build();

    private static Report report(List<LedgerEntry> entries, Consumer<Report.Query> query) {
        return Report.of(entries.stream(), query);
    }

    @Test
    void withoutAnythingThereIsOneRowOfAll() {
        Report report = report(List.of(paid("a", "x", "0.1"), paid("b", "y", "0.2")), q -> {});
        assertThat(report.rows()).singleElement().satisfies(row -> {
            assertThat(row.key()).isEmpty();
            assertThat(row.calls()).isEqualTo(2);
            assertThat(row.cost()).isEqualByComparingTo("0.3");
            assertThat(row.usage())
                    .isEqualTo(Usage.builder().input(20).output(10).build());
            assertThat(row.charged()).isNull();
        });
        assertThat(report(List.of(), q -> {}).rows()).hasSize(1);
        assertThat(report(List.of(), q -> q.by("team")).rows()).isEmpty();
    }

    @Test
    void groupsAreOrderedAndAddUpToTheTotal() {
        Report report = report(
                List.of(paid("a", "zoo", "1"), paid("b", "", "2"), paid("c", "art", "4"), paid("d", "zoo", "8")),
                q -> q.by("team", "provider"));
        assertThat(report.rows())
                .extracting(row -> row.key().toString() + " " + row.cost())
                .containsExactly("{team=, provider=toy} 2", "{team=art, provider=toy} 4", "{team=zoo, provider=toy} 9");
        assertThat(report.total().cost()).isEqualByComparingTo("15");
        assertThat(report.total().calls()).isEqualTo(4);
    }

    @Test
    void anEntryHasANumberOfItsOwn() {
        assertThatThrownBy(() -> entry("a", 0, NOON, "x", Usage.NONE, Cost.ZERO, true, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nextAttempt");
    }

    @Test
    void attemptsOfOneCallAreOneCall() {
        Cost half = Cost.told(new BigDecimal("0.5"), "toy");
        Usage guess = Usage.builder().input(1).estimated(true).build();
        Report.Row row = report(
                        List.of(
                                entry("a", 1, NOON, "x", Usage.NONE, Cost.ZERO, false, null),
                                entry("a", 2, NOON, "x", SOME, half, false, "-0.25"),
                                entry("b", 1, NOON, "x", guess, half, false, "1"),
                                entry("c", 1, NOON, "x", Usage.NONE, Cost.ZERO, true, "0.5"),
                                entry("c", 2, NOON, "x", Usage.NONE, Cost.ZERO, true, "0.25"),
                                unpriced("d", "x", SOME)),
                        q -> {})
                .total();
        assertThat(row.calls()).isEqualTo(4);
        assertThat(row.attempts()).isEqualTo(4);
        assertThat(row.cached()).isEqualTo(2);
        assertThat(row.cost()).isEqualByComparingTo("1");
        assertThat(row.unpriced()).isEqualTo(1);
        assertThat(row.estimated()).isEqualTo(1);
        assertThat(row.savedByCache()).isEqualByComparingTo("0.75");
        assertThat(row.savedByRouting()).isEqualByComparingTo("0.75");
    }

    @ParameterizedTest
    @CsvSource({
        "HOURS,  UTC,              2026-03-29T11:59:59Z, 2026-03-29T11:00:00Z",
        "DAYS,   UTC,              2026-03-29T00:00:00Z, 2026-03-29T00:00:00Z",
        "DAYS,   Europe/Berlin,    2026-03-29T22:00:00Z, 2026-03-29T22:00:00Z",
        "DAYS,   Europe/Berlin,    2026-03-29T21:59:59Z, 2026-03-28T23:00:00Z",
        "WEEKS,  UTC,              2026-03-29T12:00:00Z, 2026-03-23T00:00:00Z",
        "MONTHS, America/New_York, 2026-03-01T04:59:59Z, 2026-02-01T05:00:00Z",
        "YEARS,  UTC,              2026-03-29T12:00:00Z, 2026-01-01T00:00:00Z",
    })
    void timeIsCutByTheCalendarOfAZone(ChronoUnit unit, String zone, Instant at, Instant since) {
        Report report = report(List.of(paid("a", "x", "1", at)), q -> q.per(unit, ZoneId.of(zone)));
        assertThat(report.rows()).extracting(Report.Row::since).containsExactly(since);
    }

    @Test
    void timeComesBeforeTheOtherDimensions() {
        Report report = report(
                List.of(
                        paid("a", "x", "1", NOON.plus(Duration.ofDays(1))),
                        paid("b", "z", "1", NOON),
                        paid("c", "y", "1", NOON)),
                q -> q.by("team").per(ChronoUnit.DAYS, ZoneOffset.UTC));
        assertThat(report.rows()).extracting(row -> row.key().get("team")).containsExactly("y", "z", "x");
    }

    @Test
    void choosesByTimeAndValue() {
        List<LedgerEntry> entries = List.of(
                paid("a", "x", "1", NOON.minusNanos(1)),
                paid("b", "x", "2", NOON),
                paid("c", "y", "4", NOON.plusSeconds(9)),
                paid("d", "", "8", NOON.plusSeconds(9)),
                paid("e", "x", "16", NOON.plusSeconds(10)));
        assertThat(report(entries, q -> q.from(NOON).to(NOON.plusSeconds(10)))
                        .total()
                        .cost())
                .isEqualByComparingTo("14");
        assertThat(report(entries, q -> q.where("team", "x")).total().cost()).isEqualByComparingTo("19");
        assertThat(report(entries, q -> q.where("team", "y", "")).total().cost())
                .isEqualByComparingTo("12");
        assertThat(report(entries, q -> q.where("team", "x").where("operation", "b", "c"))
                        .total()
                        .cost())
                .isEqualByComparingTo("2");
    }

    @Test
    void nonsenseIsRefused() {
        refused(q -> q.by("team", "team"));
        refused(q -> q.by(" "));
        refused(q -> q.where("team"));
        refused(q -> q.per(ChronoUnit.MINUTES, ZoneOffset.UTC));
        refused(q -> q.from(NOON).to(NOON));
    }

    private static void refused(Consumer<Report.Query> query) {
        assertThatIllegalArgumentException().isThrownBy(() -> Report.of(Stream.of(), query));
    }

    @Test
    void csvIsQuotedAndHoldsNoFormula() {
        Report report = report(
                List.of(
                        paid("a", "=1+1", "0.0000001"),
                        paid("b", "@x, \"y\"", "100"),
                        paid("c", "plain", "-3"),
                        paid("d", "two\nlines", "1")),
                q -> q.by("team").charge(Chargeback.builder().build()));
        String figures = ",1,1,0,10,0,0,0,0,0,5,0,0,0,";
        assertThat(report.toCsv())
                .isEqualTo("team,calls,attempts,cached,input,cache_read,cache_write,cache_write_long,audio_input,"
                        + "image_input,output,reasoning,audio_output,image_output,cost,unpriced,estimated,"
                        + "saved_by_cache,saved_by_routing,charged,uncharged\r\n"
                        + "'=1+1" + figures + "0.0000001,0,0,0,0,0.0000001,0\r\n"
                        + "\"'@x, \"\"y\"\"\"" + figures + "100,0,0,0,0,100,0\r\n"
                        + "plain" + figures + "-3,0,0,0,0,-3,0\r\n"
                        + "\"two\nlines\"" + figures + "1,0,0,0,0,1,0\r\n");
    }

    @Test
    void csvHasTimeFirstAndNoChargeUnlessAsked() {
        String csv = report(List.of(paid("a", "x", "1")), q -> q.per(ChronoUnit.MONTHS, ZoneOffset.UTC))
                .toCsv();
        assertThat(csv)
                .startsWith("since,calls")
                .contains("\r\n2026-03-01T00:00:00Z,1,")
                .doesNotContain("charged");
    }

    @Test
    void timeIsThatOfTheZone() {
        String csv = report(List.of(paid("a", "x", "1")), q -> q.per(ChronoUnit.MONTHS, ZoneId.of("Europe/Berlin")))
                .toCsv();
        assertThat(csv).contains("\r\n2026-03-01T00:00:00+01:00,1,");
    }

    @Test
    void jsonHasRowsAndTotal() {
        Report report = report(List.of(paid("a", "x\"y", "0.10"), paid("b", "z", "0.0000002")), q -> q.by("team")
                .per(ChronoUnit.DAYS, ZoneOffset.UTC));
        assertThat(report.toJson().text())
                .startsWith("{\"rows\":[{\"key\":{\"team\":\"x\\\"y\"},\"since\":\"2026-03-10T00:00:00Z\",\"calls\":1,")
                .contains("\"output\":5,", "\"cost\":\"0.1\"", "\"cost\":\"0.0000002\"")
                .contains("],\"total\":{\"calls\":2,")
                .contains("\"cost\":\"0.1000002\"");
    }

    @Test
    void theOrderOfEntriesChangesNothing() {
        Chargeback prices = Chargeback.builder()
                .usual(new Chargeback.Rule(
                        new BigDecimal("12.5"),
                        new BigDecimal("3"),
                        List.of(
                                new Chargeback.Tier(new BigDecimal("1"), new BigDecimal("10")),
                                new Chargeback.Tier(new BigDecimal("2"), new BigDecimal("20")))))
                .build();
        Random random = new Random(4);
        List<LedgerEntry> entries = new ArrayList<>(IntStream.range(0, 2_000)
                .mapToObj(i -> paid(
                        "op" + i,
                        "team" + random.nextInt(4),
                        BigDecimal.valueOf(random.nextInt(1_000_000), 8).toPlainString(),
                        NOON.plusSeconds(random.nextInt(400_000))))
                .toList());
        Consumer<Report.Query> query =
                q -> q.by("team").per(ChronoUnit.DAYS, ZoneOffset.UTC).charge(prices);
        String before = report(entries, query).toJson().text();
        Collections.shuffle(entries, random);
        assertThat(report(entries, query).toJson().text()).isEqualTo(before);
    }

    @Test
    void entriesMayBeTooManyToHold() {
        LedgerEntry one = paid("a", "x", "0.000001");
        Report report = Report.of(Stream.generate(() -> one).limit(300_000), q -> q.by("team"));
        assertThat(report.rows()).singleElement().satisfies(row -> {
            assertThat(row.key()).isEqualTo(Map.of("team", "x"));
            assertThat(row.cost()).isEqualByComparingTo("0.3");
        });
    }
}
