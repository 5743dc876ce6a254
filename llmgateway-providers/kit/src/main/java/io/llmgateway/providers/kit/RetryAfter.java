package io.llmgateway.providers.kit;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a vendor asks to wait before the next try. Answers that succeeded carry such headers as well, so look only
 * at failures. Waits are never negative; they are not capped to anything sensible either (a vendor may ask for a
 * month), except that what is beyond {@link #LONGEST} becomes that, so that it can be added to a time safely. Text that
 * cannot be understood counts as absent.
 */
public final class RetryAfter {
    /** The longest wait ever given back: a billion seconds, more than 31 years. */
    public static final Duration LONGEST = Duration.ofSeconds(1_000_000_000);

    private static final int LONGEST_TEXT = 64;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h|d)");
    private static final BigDecimal MILLI = new BigDecimal("0.001");

    private RetryAfter() {}

    /** Where to look headers up. */
    @FunctionalInterface
    public interface Headers {
        /** The value of the header with this name, given in lower case; null if there is none. */
        @Nullable
        String header(String name);
    }

    /**
     * The wait that the headers of a failed answer ask for: {@code retry-after-ms} in milliseconds, unless it says no
     * more than zero and there is a {@code retry-after}, which is in seconds, a duration like {@code 26s}, or a date
     * in any of the three forms of HTTP.
     *
     * @param headers the headers of the answer
     * @param now what a date is compared with
     */
    public static Optional<Duration> from(Headers headers, Instant now) {
        Optional<Duration> millis = number(headers.header("retry-after-ms"), MILLI);
        if (millis.isPresent() && !millis.get().isZero()) {
            return millis;
        }
        return seconds(headers.header("retry-after"), now).or(() -> millis);
    }

    /**
     * A duration as Go and Google write it: {@code 26s}, {@code 1m30.5s}, {@code 120ms}, {@code 6m0s}; days
     * ({@code d}) and a bare zero are understood too.
     */
    public static Optional<Duration> parseDuration(@Nullable String text) {
        String trimmed = trimmed(text);
        boolean negative = trimmed.startsWith("-");
        String parts = negative || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
        if (parts.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        return sum(parts).map(seconds -> duration(negative ? seconds.negate() : seconds));
    }

    private static Optional<Duration> seconds(@Nullable String text, Instant now) {
        return number(text, BigDecimal.ONE).or(() -> parseDuration(text)).or(() -> HttpDate.parse(trimmed(text), now)
                .map(date -> until(date, now)));
    }

    private static Optional<Duration> number(@Nullable String text, BigDecimal unit) {
        String trimmed = trimmed(text);
        if (!NUMBER.matcher(trimmed).matches()) {
            return Optional.empty();
        }
        return Optional.of(duration(new BigDecimal(trimmed).multiply(unit)));
    }

    private static Optional<BigDecimal> sum(String parts) {
        Matcher part = PART.matcher(parts);
        BigDecimal seconds = BigDecimal.ZERO;
        int at = 0;
        while (at < parts.length()) {
            if (!part.region(at, parts.length()).lookingAt()) {
                return Optional.empty();
            }
            seconds = seconds.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
            at = part.end();
        }
        return at == 0 ? Optional.empty() : Optional.of(seconds);
    }

    private static BigDecimal unit(String name) {
        return switch (name) {
            case "d" -> new BigDecimal(86_400);
            case "h" -> new BigDecimal(3_600);
            case "m" -> new BigDecimal(60);
            case "s" -> BigDecimal.ONE;
            case "ms" -> MILLI;
            case "ns" -> new BigDecimal("0.000000001");
            default -> new BigDecimal("0.000001");
        };
    }

    private static Duration duration(BigDecimal seconds) {
        if (seconds.signum() <= 0) {
            return Duration.ZERO;
        }
        if (seconds.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) >= 0) {
            return LONGEST;
        }
        return Duration.ofNanos(seconds.movePointRight(9).longValue());
    }

    private static Duration until(Instant date, Instant now) {
        Duration wait = Duration.between(now, date);
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    /** Without blanks around; empty as well if there is no text, or too much to be a wait. */
    private static String trimmed(@Nullable String text) {
        return text == null || text.length() > LONGEST_TEXT ? "" : text.trim();
    }
}
