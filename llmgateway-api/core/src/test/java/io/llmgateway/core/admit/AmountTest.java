package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AmountTest {
    private static final List<String> ODD = List.of(
            "0", "0.000", "1", "0.1", "0.000125", "99999999999999999", "999999999999999999999", "1E+3", "123456789.5");

    @Test
    void itIsWhatDecimalsComeTo() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            boolean whole = round % 3 == 0;
            Amount[] amounts = {new Amount(), new Amount()};
            BigDecimal[] decimals = {BigDecimal.ZERO, BigDecimal.ZERO};
            for (int step = 0; step < 100; step++) {
                int which = random.nextInt(2);
                BigDecimal next = whole
                        ? BigDecimal.valueOf(random.nextInt(1_000_000))
                        : new BigDecimal(ODD.get(random.nextInt(ODD.size())));
                if (random.nextBoolean()) {
                    amounts[which].add(next);
                    decimals[which] = decimals[which].add(next);
                } else {
                    BigDecimal less = random.nextInt(4) == 0 ? decimals[which] : next.min(decimals[which]);
                    amounts[which].subtract(less);
                    decimals[which] = decimals[which].subtract(less);
                }
                assertThat(amounts[which].value()).isEqualByComparingTo(decimals[which]);
                assertThat(amounts[which].isZero()).isEqualTo(decimals[which].signum() == 0);
                BigDecimal limit = decimals[0].add(decimals[1]).add(next);
                for (int off = -1; off <= 1; off++) {
                    assertThat(Amount.fit(amounts[0], amounts[1], next, limit.add(BigDecimal.valueOf(off))))
                            .isEqualTo(off >= 0);
                }
            }
        }
    }

    @Test
    void theLargestWholeNumbersDoNotOverflow() {
        Amount amount = new Amount();
        BigDecimal large = new BigDecimal("99999999999999999");
        for (int i = 0; i < 1_000; i++) {
            amount.add(large);
        }
        assertThat(amount.value()).isEqualByComparingTo(large.multiply(BigDecimal.valueOf(1_000)));
        assertThat(Amount.fit(amount, amount, large, large)).isFalse();
    }
}
