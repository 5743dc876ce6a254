package io.llmgateway.providers.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

    @ParameterizedTest
    @CsvSource({
        "5, PT5S",
        "' 5 ', PT5S",
        "0, PT0S",
        "1.5, PT1.5S",
        "0.0000000001, PT0S",
        "-3, PT0S",
        "86400, PT24H",
        "172800, PT48H",
        "99999999999999999999999999, PT1000000000S",
        "26s, PT26S",
        "'Sun, 06 Nov 1994 08:49:37 GMT', PT37S",
        "'Sun, 6 Nov 1994 08:49:37 UTC', PT37S",
        "'sun, 06 NOV 1994 08:49:37 gmt', PT37S",
        "'Sunday, 06-Nov-94 08:49:37 GMT', PT37S",
        "'Sunday, 06-Nov-43 08:49:00 GMT', PT429528H",
        "'Sunday, 06-Nov-45 08:49:00 GMT', PT0S",
        "'Sun Nov  6 08:49:37 1994', PT37S",
        "'Wed Nov 16 08:49:37 1994', PT240H37S",
        "'Sun, 06 Nov 1994 08:49:60 GMT', PT59S",
        "'Sun, 06 Nov 1994 08:48:00 GMT', PT0S",
        "'Fri, 31 Dec 9999 23:59:59 GMT', PT1000000000S",
    })
    void readsRetryAfter(String value, Duration expected) {
        assertThat(from(value, null))
                .contains(expected.compareTo(RetryAfter.LONGEST) > 0 ? RetryAfter.LONGEST : expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "5 s",
                "5x",
                "1e3",
                "0x10",
                "--5",
                "NaN",
                "Infinity",
                ".",
                "1,5",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 06 Foo 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 25:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 PST"
            })
    void ignoresGarbage(String value) {
        assertThat(from(value, null)).isEmpty();
        assertThat(from(null, value)).isEmpty();
        assertThat(from("7", value)).contains(Duration.ofSeconds(7));
        assertThat(from(value, "7")).contains(Duration.ofMillis(7));
    }

    @Test
    void ignoresTextOfUnreasonableLength() {
        assertThat(from("9".repeat(100_000), null)).isEmpty();
        assertThat(RetryAfter.parseDuration("1s".repeat(100_000))).isEmpty();
    }

    @Test
    void knowsNothingWithoutHeaders() {
        assertThat(from(null, null)).isEmpty();
    }

    @Test
    void prefersMillisecondsUnlessTheySayNothing() {
        assertThat(from(null, "250")).contains(Duration.ofMillis(250));
        assertThat(from("1", "250")).contains(Duration.ofMillis(250));
        assertThat(from("1", "0.5")).contains(Duration.ofNanos(500_000));
        assertThat(from("1", "0")).contains(Duration.ofSeconds(1));
        assertThat(from("1", "-4")).contains(Duration.ofSeconds(1));
        assertThat(from("soon", "0")).contains(Duration.ZERO);
        assertThat(from(null, "0")).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "26s, PT26S",
        "1m30.5s, PT1M30.5S",
        "120ms, PT0.12S",
        "6m0s, PT6M",
        "17.379s, PT17.379S",
        "2m59.56s, PT2M59.56S",
        "1h2m3s, PT1H2M3S",
        "1d12h, PT36H",
        "1.5h, PT1H30M",
        ".5s, PT0.5S",
        "3us, PT0.000003S",
        "3\u00b5s, PT0.000003S",
        "3\u03bcs, PT0.000003S",
        "7ns, PT0.000000007S",
        "0, PT0S",
        "0s, PT0S",
        "-5s, PT0S",
        "+5s, PT5S",
        "3.123456789123s, PT3.123456789S",
        "99999999999999h, PT1000000000S",
    })
    void parsesDuration(String text, Duration expected) {
        assertThat(RetryAfter.parseDuration(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "5", "5 s", "1m 30s", "5sec", "s5", "1s2", "-", "--1s", "1..5s", "5S", "later"})
    void refusesWhatIsNoDuration(String text) {
        assertThat(RetryAfter.parseDuration(text)).isEmpty();
    }

    @Test
    void knowsNothingOfAMissingDuration() {
        assertThat(RetryAfter.parseDuration(null)).isEmpty();
    }

    private static Optional<Duration> from(@Nullable String seconds, @Nullable String millis) {
        Map<String, @Nullable String> headers = new HashMap<>();
        headers.put("retry-after", seconds);
        headers.put("retry-after-ms", millis);
        return RetryAfter.from(headers::get, NOW);
    }
}
