package io.llmgateway.examples.benchmarks.kit;

import java.util.Arrays;
import java.util.List;

/** Times, all of them kept. Not thread-safe. */
final class Latencies {
    private long[] values;
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    Latencies(int room) {
        values = new long[room];
    }

    int size() {
        return size;
    }

    double mean() {
        return Arrays.stream(values, 0, size).average().orElse(Double.NaN);
    }

    double percentile(double percent) {
        if (size == 0) {
            return Double.NaN;
        }
        Arrays.sort(values, 0, size);
        return values[(int) Math.min(size - 1, size * percent / 100)];
    }

    static Latencies of(List<Latencies> parts) {
        Latencies all = new Latencies(1 << 10);
        for (Latencies part : parts) {
            for (int i = 0; i < part.size; i++) {
                all.add(part.values[i]);
            }
        }
        return all;
    }
}
