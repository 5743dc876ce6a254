package io.llmgateway.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void whatIsInUseOrHoldsSomethingIsNotRetired() {
        Series series = new Series();
        assertThat(series.enter()).isTrue();
        assertThat(series.retire(100)).isFalse();
        series.at(81).waited();
        series.leave();
        assertThat(series.retire(100)).isFalse();
        assertThat(series.retire(101)).isTrue();
        assertThat(series.enter()).isFalse();
        assertThat(series.enter()).isFalse();
    }

    @Test
    void aSliceIsNotPutBackByWhoIsLate() {
        Series series = new Series();
        Slice fresh = series.at(25);
        assertThat(series.at(5)).isSameAs(fresh);
        assertThat(series.at(25)).isSameAs(fresh);
        assertThat(series.at(45)).isNotSameAs(fresh);
    }

    @Test
    void nothingIsWrittenToWhatIsRetired() {
        int many = 100_000;
        List<Series> all = Stream.generate(Series::new).limit(many).toList();
        AtomicInteger at = new AtomicInteger(-1);
        CompletableFuture<int[]> writer = CompletableFuture.supplyAsync(() -> IntStream.range(0, many)
                .filter(i -> {
                    at.set(i);
                    Series series = all.get(i);
                    if (!series.enter()) {
                        return false;
                    }
                    series.at(50).waited();
                    series.leave();
                    return true;
                })
                .toArray());
        boolean[] retired = new boolean[many];
        for (int i = 0; i < many; i++) {
            while (at.get() < i) {
                Thread.onSpinWait();
            }
            retired[i] = all.get(i).retire(50);
        }
        int[] written = writer.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(IntStream.of(written).filter(i -> retired[i])).isEmpty();
    }
}
