package io.llmgateway.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeCountsTest {
    private static final long SEED = Long.getLong("seed", new Random().nextLong());
    private static final int[] PER_MILLE = {10, 100, 500, 900, 950, 990, 999, 1_000};

    private static Histogram read(TimeCounts counts) {
        Histogram all = TimeCounts.empty();
        counts.addTo(all);
        return all;
    }

    @Test
    void percentilesAreWithinOnePercentOfTheTrueOnes() {
        Random random = new Random(SEED);
        for (int round = 0; round < 50; round++) {
            TimeCounts counts = new TimeCounts();
            long[] exact = new long[1 + random.nextInt(5_000)];
            double middle = random.nextDouble() * 18;
            double spread = random.nextDouble() * 2;
            for (int i = 0; i < exact.length; i++) {
                double micros = Math.exp(middle + spread * random.nextGaussian());
                exact[i] = Math.round(Math.min(3.6e9, Math.max(1, micros)));
                counts.record(Duration.ofNanos(exact[i] * 1_000));
            }
            Arrays.sort(exact);
            Histogram all = read(counts);
            assertThat(all.getTotalCount()).isEqualTo(exact.length);
            for (int perMille : PER_MILLE) {
                // the rank in whole numbers: 99.9 / 100 * 5000 is a little more than 4995, which is another time
                double expected = exact[(perMille * exact.length + 999) / 1_000 - 1];
                double percent = perMille / 10.0;
                assertThat((double) all.getValueAtPercentile(percent))
                        .as("p%s of %s times, -Dseed=%s", percent, exact.length, SEED)
                        .isCloseTo(expected, within(expected * 0.01));
            }
            double mean = Arrays.stream(exact).average().orElseThrow();
            assertThat(all.getMean()).as("-Dseed=%s", SEED).isCloseTo(mean, within(mean * 0.01));
        }
    }

    @Test
    void theyAreInTheVeryBucketsHdrHistogramHas() {
        TimeCounts counts = new TimeCounts();
        Histogram direct = TimeCounts.empty();
        for (long micros = 1; micros <= 3_600_000_000L; micros += Math.max(1, micros / 1_000)) {
            counts.record(Duration.ofNanos(micros * 1_000));
            direct.recordValue(micros);
        }
        assertThat(read(counts)).isEqualTo(direct);
    }

    @ParameterizedTest
    @CsvSource({"-PT1S, 1", "PT0S, 1", "PT0.000000999S, 1", "PT0.000001S, 1", "PT1H, 3600000000", "PT5000H, 3600000000"
    })
    void whatIsOutsideCountsAsTheNearest(Duration time, long micros) {
        TimeCounts counts = new TimeCounts();
        counts.record(time);
        Histogram all = read(counts);
        assertThat(all.getTotalCount()).isEqualTo(1);
        assertThat(all.valuesAreEquivalent(all.getMaxValue(), micros)).isTrue();
    }

    @Test
    void nothingIsLostAmongManyThreads() throws Exception {
        TimeCounts counts = new TimeCounts();
        int each = 20_000;
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            long seed = SEED + thread;
            all.add(pool.submit(() -> {
                Random random = new Random(seed);
                go.await();
                for (int i = 0; i < each; i++) {
                    counts.record(Duration.ofNanos(1L << random.nextInt(42)));
                }
                return null;
            }));
        }
        go.countDown();
        for (Future<?> one : all) {
            one.get(30, TimeUnit.SECONDS);
        }
        pool.shutdown();
        assertThat(read(counts).getTotalCount()).isEqualTo((long) each * threads);
    }
}
