package io.llmgateway.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarPeriodTest {
    /** Around changes of the clock: by an hour, by half an hour, at midnight, over a day, of a whole zone. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29T01:00:00Z",
        "Europe/Berlin, 2026-10-25T01:00:00Z",
        "Australia/Lord_Howe, 2026-10-03T15:30:00Z",
        "Australia/Lord_Howe, 2026-04-04T15:00:00Z",
        "America/Havana, 2026-03-08T05:00:00Z",
        "America/Sao_Paulo, 2018-11-04T03:00:00Z",
        "America/Sao_Paulo, 2019-02-17T02:00:00Z",
        "Pacific/Apia, 2011-12-30T10:00:00Z",
        "Asia/Kathmandu, 1985-12-31T18:30:00Z",
        "Asia/Kolkata, 2026-01-01T00:00:00Z"
    })
    void periodsFollowEachOther(ZoneId zone, Instant change) {
        for (ChronoUnit unit : new ChronoUnit[] {
            ChronoUnit.HOURS, ChronoUnit.DAYS, ChronoUnit.WEEKS, ChronoUnit.MONTHS, ChronoUnit.YEARS
        }) {
            CalendarPeriod period = new CalendarPeriod(unit, zone);
            Instant until = change.plus(Duration.ofHours(30));
            for (Instant now = change.minus(Duration.ofHours(30)); now.isBefore(until); now = now.plusSeconds(300)) {
                Instant start = period.start(now);
                Instant end = period.end(now);
                assertThat(now).as("%s of %s", unit, zone).isBetween(start, end.minusNanos(1));
                assertThat(period.start(start)).isEqualTo(start);
                assertThat(period.start(end.minusNanos(1))).isEqualTo(start);
                assertThat(period.end(start)).isEqualTo(end);
                assertThat(period.start(end)).isEqualTo(end);
                if (unit == ChronoUnit.HOURS) {
                    assertThat(Duration.between(start, end)).isLessThanOrEqualTo(Duration.ofHours(1));
                }
            }
        }
    }
}
