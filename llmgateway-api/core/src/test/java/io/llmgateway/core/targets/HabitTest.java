package io.llmgateway.core.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is usual, and what is not. */
class HabitTest {
    private static final int THREADS = 8;
    private static final int EACH = 2_000;

    private final Habit habit = new Habit(Habit.Scale.TIME, 2, TimeUnit.HOURS.toNanos(1));
    private final AtomicLong clock = new AtomicLong();
    private final Queue<Habit.Change> changes = new ConcurrentLinkedQueue<>();

    @Test
    void manyThreadsHearOfEachChangeOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 1; round <= 20; round++) {
                all(threads, 0);
                all(threads, Math.log(10));
                assertThat(changes).hasSize(2 * round - 1);
                assertThat(habit.drifted()).isTrue();
                assertThat(habit.share(clock.get())).isCloseTo(0.1, within(0.02));
                all(threads, 0);
                assertThat(changes).hasSize(2 * round);
                assertThat(habit.share(clock.get())).isEqualTo(1);
            }
            List<Habit.Change> told = new ArrayList<>(changes);
            for (int i = 0; i < told.size(); i++) {
                assertThat(told.get(i).share() < 1).as("change " + i).isEqualTo(i % 2 == 0);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void all(ExecutorService threads, double figure) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<?>> ends = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            ends.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < EACH; i++) {
                    Habit.Change change = habit.learn(figure, clock.addAndGet(1_000_000));
                    if (change != null) {
                        changes.add(change);
                    }
                }
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void chanceAloneIsSeldomTakenForDrift() {
        Random random = new Random(5);
        Habit errors = new Habit(Habit.Scale.ERRORS, 2, TimeUnit.HOURS.toNanos(1));
        int alarms = 0;
        for (int i = 0; i < 100_000; i++) {
            alarms += note(habit.learn(random.nextGaussian(), clock.addAndGet(1_000_000_000L)));
            alarms += note(errors.learn(random.nextDouble() < 0.02 ? 1 : 0, clock.get()));
        }
        assertThat(alarms).isLessThan(20);
    }

    private static int note(Habit.Change change) {
        return change == null ? 0 : 1;
    }

    @Test
    void theAverageOfPartsIsThatOfAll() {
        Random random = new Random(9);
        Average all = Average.NONE;
        Average some = Average.NONE;
        Average others = Average.NONE;
        for (int i = 0; i < 1_000; i++) {
            double figure = random.nextDouble() * 7;
            all = all.plus(figure);
            some = i % 3 == 0 ? some.plus(figure) : some;
            others = i % 3 == 0 ? others : others.plus(figure);
        }
        Average both = some.plus(others);
        assertThat(both.weight()).isEqualTo(1_000);
        assertThat(both.mean()).isCloseTo(all.mean(), within(1e-9));
        assertThat(both.spread()).isCloseTo(all.spread(), within(1e-9));
        assertThat(all.spread()).as("of an even distribution").isCloseTo(7 / Math.sqrt(12), within(0.05));
        assertThat(Average.NONE.plus(Average.NONE)).isEqualTo(Average.NONE);
        assertThat(all.faded(0.5).spread()).isCloseTo(all.spread(), within(1e-9));
    }
}
