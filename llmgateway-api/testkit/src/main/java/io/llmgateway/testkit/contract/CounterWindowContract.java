package io.llmgateway.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.spi.CounterStore;
import io.llmgateway.spi.CounterStore.Claim;
import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Decision;
import io.llmgateway.spi.CounterStore.Level;
import io.llmgateway.spi.CounterStore.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the contract stands on, and how windows begin, go on and end. */
abstract class CounterWindowContract {
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final Instant NOON = Instant.parse("2026-05-06T12:00:00Z");
    static final Duration LEASE = Duration.ofDays(400);
    static final Window EVER = new Window.Forever();
    static final Window MINUTE = new Window.Rolling(Duration.ofMinutes(1));

    CounterStore store;
    private int made;

    @SuppressWarnings("NullAway.Init") // JUnit fills it before each test
    CounterWindowContract() {}

    /**
     * The store under test.
     *
     * @return one without any counter; closed by the contract
     */
    protected abstract CounterStore store();

    @BeforeEach
    void open() {
        store = store();
    }

    @AfterEach
    void shut() {
        store.close();
        store.close();
    }

    static BigDecimal amount(String text) {
        return new BigDecimal(text);
    }

    static Counter counter(String key, Window window) {
        return new Counter(key, window);
    }

    static Claim claim(Counter counter, String amount, @Nullable String limit) {
        return new Claim(counter, amount(amount), limit == null ? null : amount(limit));
    }

    static Window calendar(ChronoUnit unit, ZoneId zone) {
        return new Window.Calendar(unit, zone);
    }

    String granted(Instant now, Claim... claims) {
        String id = "r" + ++made;
        assertThat(store.reserve(id, List.of(claims), now, LEASE)).isInstanceOf(Decision.Granted.class);
        return id;
    }

    Decision.Refused refused(Instant now, Claim... claims) {
        Decision decision = store.reserve("r" + ++made, List.of(claims), now, LEASE);
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        return (Decision.Refused) decision;
    }

    void spend(Counter counter, String amount, Instant at) {
        assertThat(store.settle(granted(at, claim(counter, amount, null)), List.of(amount(amount)), at))
                .hasSize(1);
    }

    void stands(Counter counter, Instant now, String spent, String reserved) {
        Level level = store.levels(List.of(counter), now).get(0);
        assertThat(level.spent()).as("spent at " + now).isEqualByComparingTo(spent);
        assertThat(level.reserved()).as("reserved at " + now).isEqualByComparingTo(reserved);
    }

    @Test
    void aRollingWindowForgetsInSteps() {
        Counter counter = counter("a", MINUTE);
        Instant at = NOON.plusMillis(500);
        spend(counter, "6", at);
        spend(counter, "4", at.plusSeconds(30));
        stands(counter, at.plusSeconds(60), "10", "0");
        stands(counter, at.plusSeconds(61), "4", "0");
        stands(counter, at.plusSeconds(90), "4", "0");
        stands(counter, at.plusSeconds(91), "0", "0");
    }

    @Test
    void aRollingWindowSaysWhenEnoughHasLeftIt() {
        Counter counter = counter("a", MINUTE);
        spend(counter, "6", NOON);
        spend(counter, "3", NOON.plusSeconds(20));
        String held = granted(NOON.plusSeconds(40), claim(counter, "1", "10"));
        Instant now = NOON.plusSeconds(50);
        assertThat(refused(now, claim(counter, "5", "10")).retryAt()).isEqualTo(NOON.plusSeconds(61));
        assertThat(refused(now, claim(counter, "7", "10")).retryAt()).isEqualTo(NOON.plusSeconds(81));
        assertThat(refused(now, claim(counter, "10", "10")).retryAt()).isEqualTo(NOON.plusSeconds(101));
        assertThat(refused(now, claim(counter, "11", "10")).retryAt()).isNull();
        refused(NOON.plusSeconds(61).minusNanos(1000), claim(counter, "5", "10"));
        granted(NOON.plusSeconds(61), claim(counter, "5", "10"));
        store.settle(held, List.of(amount("0")), NOON.plusSeconds(61));
    }

    @Test
    void whatIsSettledIsBookedWhereItWasReserved() {
        Counter rolling = counter("a", MINUTE);
        Counter day = counter("a", calendar(ChronoUnit.DAYS, ZoneOffset.UTC));
        Instant evening = Instant.parse("2026-05-06T23:59:30Z");
        String id = granted(evening, claim(rolling, "5", "10"), claim(day, "5", "10"));
        Instant night = evening.plusSeconds(40);
        stands(rolling, night, "0", "5");
        stands(day, night, "0", "0");
        store.settle(id, List.of(amount("4"), amount("4")), night);
        stands(rolling, night, "4", "0");
        stands(day, night, "0", "0");
        stands(rolling, evening.plusSeconds(61), "0", "0");
    }

    @Test
    void whatOutlivesItsRollingWindowIsNotBookedInALaterOne() {
        Counter counter = counter("a", MINUTE);
        String id = granted(NOON, claim(counter, "5", "10"));
        Instant later = NOON.plusSeconds(70);
        spend(counter, "1", later);
        store.settle(id, List.of(amount("4")), later);
        stands(counter, later, "1", "0");
    }

    @Test
    void aCalendarWindowSaysThatTheNextOneHelps() {
        Counter counter = counter("a", calendar(ChronoUnit.MONTHS, BERLIN));
        spend(counter, "10", Instant.parse("2026-02-10T12:00:00Z"));
        Decision.Refused refused = refused(Instant.parse("2026-02-28T22:59:59Z"), claim(counter, "1", "10"));
        assertThat(refused.retryAt()).isEqualTo("2026-02-28T23:00:00Z");
        assertThat(refused(Instant.parse("2026-02-28T22:59:59Z"), claim(counter, "11", "10"))
                        .retryAt())
                .isNull();
        granted(Instant.parse("2026-02-28T23:00:00Z"), claim(counter, "10", "10"));
    }

    @Test
    void calendarWindowsFollowTheirZone() {
        turns(ChronoUnit.HOURS, "2026-05-06T12:00:00Z", "2026-05-06T13:00:00Z");
        turns(ChronoUnit.DAYS, "2026-05-05T22:00:00Z", "2026-05-06T22:00:00Z");
        turns(ChronoUnit.WEEKS, "2026-05-03T22:00:00Z", "2026-05-10T22:00:00Z");
        turns(ChronoUnit.MONTHS, "2026-04-30T22:00:00Z", "2026-05-31T22:00:00Z");
        turns(ChronoUnit.YEARS, "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z");
        // the day with 23 hours, and the hour that is missing
        turns(ChronoUnit.DAYS, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
        turns(ChronoUnit.HOURS, "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z");
        turns(ChronoUnit.HOURS, "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
        // the day with 25 hours, and the hour that comes twice
        turns(ChronoUnit.DAYS, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        turns(ChronoUnit.HOURS, "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z");
        turns(ChronoUnit.HOURS, "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z");
        // the leap day ends February
        turns(ChronoUnit.MONTHS, "2028-01-31T23:00:00Z", "2028-02-29T23:00:00Z");
    }

    private void turns(ChronoUnit unit, String start, String end) {
        Counter counter = counter("turn " + unit + start, calendar(unit, BERLIN));
        Instant first = Instant.parse(start);
        Instant next = Instant.parse(end);
        spend(counter, "1", first.minusMillis(1));
        stands(counter, first, "0", "0");
        spend(counter, "10", first);
        spend(counter, "10", next.minusMillis(1));
        stands(counter, next.minusMillis(1), "20", "0");
        assertThat(refused(next.minusMillis(1), claim(counter, "1", "20")).retryAt())
                .isEqualTo(next);
        stands(counter, next, "0", "0");
    }

    @Test
    void aPastInTheCurrentWindowCanBeRestored() {
        Counter rolling = counter("a", MINUTE);
        Counter day = counter("a", calendar(ChronoUnit.DAYS, ZoneOffset.UTC));
        spend(rolling, "1", NOON);
        spend(day, "1", NOON);
        spend(rolling, "2", NOON.minusSeconds(40));
        spend(rolling, "4", NOON.minusSeconds(50));
        spend(day, "2", NOON.minusSeconds(40_000));
        stands(rolling, NOON, "7", "0");
        stands(day, NOON, "3", "0");
        stands(rolling, NOON.plusSeconds(11), "3", "0");
        stands(rolling, NOON.plusSeconds(21), "1", "0");
    }

    @Test
    void aClockPutBackOpensNothing() {
        Counter rolling = counter("a", MINUTE);
        Counter day = counter("a", calendar(ChronoUnit.DAYS, ZoneOffset.UTC));
        spend(rolling, "10", NOON);
        spend(day, "10", NOON);
        Instant back = NOON.minus(Duration.ofDays(2));
        refused(back, claim(rolling, "1", "10"));
        refused(back, claim(day, "1", "10"));
        stands(day, back, "10", "0");
    }
}
