package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TillTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0ms",
        "PT0.0000001S, 1ms",
        "PT0.35S, 350ms",
        "PT1S, 1s",
        "PT1M0.5S, 1m 1s",
        "PT61S, 1m 1s",
        "PT24H, 1d",
        "PT26H0M5S, 1d 2h 5s"
    })
    void timesAreWrittenAsPeopleDo(Duration time, String text) {
        assertThat(Till.text(time)).isEqualTo(text);
    }
}
