package io.llmgateway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Amounts and times stand in a line as they write themselves, whoever's line was before. */
class EntryWriterTest {
    private final Random random = new Random(11);
    private final EntryWriter writer = new EntryWriter();

    private String line(BigDecimal amount, Instant at) {
        byte[] line = writer.write(Entries.paid("op", 1, "x", amount.toString(), at));
        return new String(line, StandardCharsets.UTF_8);
    }

    private BigDecimal amount() {
        return new BigDecimal(new BigInteger(random.nextInt(90), random), random.nextInt(80) - 8);
    }

    private Instant time() {
        long second =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
                    case 1 -> random.nextLong(-100_000_000_000L, 300_000_000_000L);
                    default -> 1_800_000_000L + random.nextInt(2);
                };
        long nano =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(1_000) * 1_000_000L;
                    case 2 -> random.nextInt(1_000_000) * 1_000L;
                    default -> random.nextInt(1_000_000_000);
                };
        return Instant.ofEpochSecond(second, nano);
    }

    @Test
    void amountsAndTimesAreAsTheyWriteThemselves() {
        for (int i = 0; i < 20_000; i++) {
            BigDecimal amount = amount();
            Instant at = time();
            assertThat(line(amount, at))
                    .contains("\"at\":\"" + at + "\"")
                    .contains("\"amount\":\"" + amount.toPlainString() + "\"")
                    .endsWith("}\n");
        }
    }
}
