package io.llmgateway.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
    @Test
    void actionsRunOnceInTheOrderTheyWereRegisteredUnlessTheyWereTakenBack() {
        Cancellation cancellation = new Cancellation();
        List<String> run = new ArrayList<>();
        cancellation.onCancel(() -> run.add("first"));
        Cancellation.Registration second = cancellation.onCancel(() -> run.add("second"));
        cancellation.onCancel(() -> {
            throw new IllegalStateException("a bug");
        });
        cancellation.onCancel(() -> run.add("third"));
        second.close();
        second.close();
        assertThat(cancellation.cancelled()).isFalse();
        cancellation.cancel();
        cancellation.cancel();
        assertThat(cancellation.cancelled()).isTrue();
        assertThat(run).containsExactly("first", "third");
        cancellation.onCancel(() -> run.add("late")).close();
        assertThat(run).containsExactly("first", "third", "late");
    }

    @Test
    void whoeverRegistersWhileItIsCancelledIsHeard() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        try {
            for (int round = 0; round < 300; round++) {
                Cancellation cancellation = new Cancellation();
                CountDownLatch go = new CountDownLatch(1);
                List<AtomicInteger> kept = new ArrayList<>();
                List<AtomicInteger> takenBack = new ArrayList<>();
                List<Callable<Void>> works = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    AtomicInteger stays = new AtomicInteger();
                    AtomicInteger goes = new AtomicInteger();
                    kept.add(stays);
                    takenBack.add(goes);
                    works.add(() -> {
                        go.await();
                        Cancellation.Registration back = cancellation.onCancel(goes::incrementAndGet);
                        cancellation.onCancel(stays::incrementAndGet);
                        back.close();
                        return null;
                    });
                }
                works.add(() -> {
                    go.await();
                    cancellation.cancel();
                    return null;
                });
                List<Future<Void>> ends = new ArrayList<>();
                for (Callable<Void> work : works) {
                    ends.add(pool.submit(work));
                }
                go.countDown();
                for (Future<Void> end : ends) {
                    end.get(10, TimeUnit.SECONDS);
                }
                assertThat(kept).allSatisfy(count -> assertThat(count).hasValue(1));
                assertThat(takenBack).allSatisfy(count -> assertThat(count).hasValueBetween(0, 1));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void manyMayWaitForOneCancellation() {
        Cancellation cancellation = new Cancellation();
        List<Integer> run = new ArrayList<>();
        List<Cancellation.Registration> all = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            int number = i;
            all.add(cancellation.onCancel(() -> run.add(number)));
        }
        all.get(0).close();
        all.get(50_000).close();
        cancellation.cancel();
        assertThat(run).hasSize(99_998).isSorted();
    }
}
