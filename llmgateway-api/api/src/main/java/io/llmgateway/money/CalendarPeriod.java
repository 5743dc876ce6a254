package io.llmgateway.money;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.Objects;

/**
 * Time cut by the calendar, where the sun stands by this zone. Periods follow each other without a gap or an overlap. One
 * in which clocks are changed is longer or shorter than others; an hour in which they are changed is cut there in two.
 *
 * @param unit {@code HOURS}, {@code DAYS}, {@code WEEKS} (from Monday), {@code MONTHS} or {@code YEARS}
 * @param zone the time zone
 */
public record CalendarPeriod(ChronoUnit unit, ZoneId zone) {
    public CalendarPeriod {
        Objects.requireNonNull(zone, "zone");
        switch (unit) {
            case HOURS, DAYS, WEEKS, MONTHS, YEARS -> {}
            default ->
                throw new IllegalArgumentException(
                        "a period of " + unit + ": one by the calendar is an hour, day, week, month or year");
        }
    }

    /**
     * When the period around a moment began.
     *
     * @param now the moment
     * @return the period's first instant
     */
    public Instant start(Instant now) {
        ZonedDateTime time = now.atZone(zone);
        LocalDate day = time.toLocalDate();
        return switch (unit) {
            case HOURS -> {
                Instant hour =
                        time.toOffsetDateTime().truncatedTo(ChronoUnit.HOURS).toInstant();
                // with the moment of the change itself
                ZoneOffsetTransition change = zone.getRules().previousTransition(now.plusNanos(1));
                yield change == null || change.getInstant().isBefore(hour) ? hour : change.getInstant();
            }
            case DAYS -> day.atStartOfDay(zone).toInstant();
            case WEEKS ->
                day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                        .atStartOfDay(zone)
                        .toInstant();
            case MONTHS -> day.withDayOfMonth(1).atStartOfDay(zone).toInstant();
            default -> day.withDayOfYear(1).atStartOfDay(zone).toInstant();
        };
    }

    /**
     * When the period around a moment ends.
     *
     * @param now the moment
     * @return the first instant of the next period
     */
    public Instant end(Instant now) {
        if (unit == ChronoUnit.HOURS) {
            Instant hour = now.atZone(zone)
                    .toOffsetDateTime()
                    .truncatedTo(ChronoUnit.HOURS)
                    .plusHours(1)
                    .toInstant();
            ZoneOffsetTransition change = zone.getRules().nextTransition(now);
            return change == null || change.getInstant().isAfter(hour) ? hour : change.getInstant();
        }
        LocalDate day = start(now).atZone(zone).toLocalDate();
        return day.plus(1, unit).atStartOfDay(zone).toInstant();
    }
}
