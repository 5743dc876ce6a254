package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RecentTest {
    @Test
    void theTextThatWasNotAskedForTheLongestIsForgotten() {
        Recent<Integer> recent = new Recent<>(2);
        recent.put("a", 1);
        recent.put("b", 2);
        assertThat(recent.get("a")).isEqualTo(1);
        recent.put("c", 3);
        assertThat(recent.get("b")).isNull();
        assertThat(recent.get("a")).isEqualTo(1);
        assertThat(recent.get("c")).isEqualTo(3);
        recent.put("c", 4);
        assertThat(recent.get("c")).isEqualTo(4);
        assertThat(recent.size()).isEqualTo(2);
    }

    @Test
    void manyAtOnceNeverSeeAnothersValueNorMoreThanThereMayBe() throws Exception {
        Recent<String> recent = new Recent<>(50);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int seed = thread;
                all.add(threads.submit(() -> {
                    Random random = new Random(seed);
                    for (int i = 0; i < 20_000; i++) {
                        String text = "text " + random.nextInt(120);
                        String known = recent.get(text);
                        if (known != null) {
                            assertThat(known).isEqualTo("of " + text);
                        }
                        recent.put(text, "of " + text);
                        assertThat(recent.size()).isLessThanOrEqualTo(50);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(recent.size()).isEqualTo(50);
    }
}
