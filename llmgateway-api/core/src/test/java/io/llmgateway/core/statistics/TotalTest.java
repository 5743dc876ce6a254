package io.llmgateway.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TotalTest {
    @Test
    void whateverIsAddedTheSumIsExact() {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            Total total = new Total();
            BigDecimal sum = BigDecimal.ZERO;
            for (int j = 0; j < 100; j++) {
                BigInteger digits = new BigInteger(random.nextInt(70), random);
                BigDecimal amount =
                        new BigDecimal(random.nextInt(4) == 0 ? digits.negate() : digits, random.nextInt(-2, 16));
                total.add(amount);
                sum = sum.add(amount);
                assertThat(total.get()).isEqualByComparingTo(sum);
            }
        }
    }

    @Test
    void aSumHasNoMoreDigitsThanItNeeds() {
        assertThat(sum("0.50", "0.50")).isEqualTo("1");
        assertThat(sum("0.50", "0.25")).isEqualTo("0.75");
        assertThat(sum("100")).isEqualTo("100");
        assertThat(sum("1000000.50")).isEqualTo("1000000.5");
        assertThat(sum()).isEqualTo("0");
    }

    private static String sum(String... amounts) {
        Total total = new Total();
        for (String amount : amounts) {
            total.add(new BigDecimal(amount));
        }
        return total.get().toString();
    }

    @Test
    void whatRunsOverIsAddedAllTheSame() {
        Total total = new Total();
        BigDecimal large = new BigDecimal("999999.999999999999");
        for (int i = 1; i <= 30; i++) {
            total.add(large);
            assertThat(total.get()).isEqualByComparingTo(large.multiply(BigDecimal.valueOf(i)));
        }
    }

    @Test
    void manyAddAtOnce() throws Exception {
        Total total = new Total();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            IntStream.range(0, 4)
                    .forEach(thread -> all.add(pool.submit(
                            () -> IntStream.range(0, 5_000).forEach(i -> total.add(new BigDecimal("0.00000125"))))));
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(total.get()).isEqualByComparingTo("0.025");
    }
}
