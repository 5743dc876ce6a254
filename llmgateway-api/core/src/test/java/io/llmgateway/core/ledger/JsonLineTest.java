package io.llmgateway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What it writes by itself is what the JDK writes. */
class JsonLineTest {
    private final Random random = new Random(7);

    @Test
    void times() {
        for (String at : new String[] {
            "1969-12-31T23:59:59.999999999Z",
            "1970-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "-0001-12-31T23:59:59Z",
            "9999-12-31T23:59:59.999Z",
            "+10000-01-01T00:00:00Z",
            "2024-02-29T12:00:00.000001Z",
            "2026-07-01T09:08:07.010Z"
        }) {
            assertTime(Instant.parse(at));
        }
        for (int i = 0; i < 10_000; i++) {
            int unit = List.of(1, 1_000, 1_000_000, 1_000_000_000).get(random.nextInt(4));
            assertTime(Instant.ofEpochSecond(
                    random.nextLong(-100_000_000_000L, 300_000_000_000L),
                    random.nextInt(1_000_000_000 / unit) * (long) unit));
        }
    }

    private static void assertTime(Instant at) {
        JsonLine line = new JsonLine();
        line.time(at);
        assertThat(line).hasToString("\"" + at + "\"");
    }

    @Test
    void numbers() {
        for (long number : new long[] {0, 1, -1, 9, 10, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertNumber(number, 0);
            assertNumber(number, 3);
        }
        for (int i = 0; i < 10_000; i++) {
            assertNumber(random.nextLong() >> random.nextInt(64), random.nextInt(4));
        }
    }

    private static void assertNumber(long number, int behind) {
        JsonLine line = new JsonLine();
        line.number(number, behind);
        assertThat(line).hasToString(BigDecimal.valueOf(number, behind).toPlainString());
    }

    @Test
    void amounts() {
        for (int i = 0; i < 10_000; i++) {
            BigInteger digits = new BigInteger(random.nextInt(80), random);
            BigDecimal amount = new BigDecimal(random.nextBoolean() ? digits : digits.negate(), random.nextInt(-3, 25));
            JsonLine line = new JsonLine();
            line.amount(amount);
            assertThat(line).hasToString("\"" + amount.toPlainString() + "\"");
        }
    }

    @Test
    void aLineGrowsAsItMust() {
        JsonLine line = new JsonLine();
        line.open('[');
        for (int i = 0; i < 10_000; i++) {
            line.number(i % 10);
        }
        line.close(']');
        assertThat(line.toString()).hasSize(20_001).startsWith("[0,1,2,").endsWith(",8,9]");
    }
}
