package io.llmgateway.providers.kit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates in the three forms of HTTP. The name of the weekday is not checked against the date. */
final class HttpDate {
    private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
    private static final String ZONE = "(?: (?:GMT|UTC?|Z|\\+0000))?";
    private static final Pattern NEW =
            form("[a-z]+, ?(?<day>\\d\\d?) (?<month>[a-z]{3}) (?<year>\\d{4}) " + TIME + ZONE);
    private static final Pattern OLD =
            form("[a-z]+, ?(?<day>\\d\\d?)-(?<month>[a-z]{3})-(?<year>\\d\\d) " + TIME + ZONE);
    private static final Pattern C = form("[a-z]+ (?<month>[a-z]{3}) +(?<day>\\d\\d?) " + TIME + " (?<year>\\d{4})");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private HttpDate() {}

    /**
     * The time that a date of at most a line's length stands for; empty if it is none. A year of two digits is taken
     * to be within fifty years from now.
     */
    static Optional<Instant> parse(String text, Instant now) {
        for (Pattern form : List.of(NEW, OLD, C)) {
            Matcher date = form.matcher(text);
            if (date.matches()) {
                return instant(date, now);
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> instant(Matcher date, Instant now) {
        int month = MONTHS.indexOf(date.group("month").toLowerCase(Locale.ROOT)) + 1;
        int second = Math.min(number(date, "second"), 59); // a leap second is as good as the one before
        try {
            LocalDateTime time = LocalDate.of(year(date.group("year"), now), month, number(date, "day"))
                    .atTime(number(date, "hour"), number(date, "minute"), second);
            return Optional.of(time.toInstant(ZoneOffset.UTC));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static int year(String digits, Instant now) {
        int year = Integer.parseInt(digits);
        if (digits.length() > 2) {
            return year;
        }
        int first = now.atOffset(ZoneOffset.UTC).getYear() - 49;
        return first + Math.floorMod(year - first, 100);
    }

    private static int number(Matcher date, String group) {
        return Integer.parseInt(date.group(group));
    }

    private static Pattern form(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
