package io.llmgateway.core.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaneTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void end() {
        held.countDown();
        pool.shutdownNow();
    }

    private <T> Lane<T> lane(Lane.Place place, Consumer<T> worker) {
        Executor counted = task -> {
            starts.incrementAndGet();
            pool.execute(task);
        };
        return new Lane<>("it", place, worker, (thing, error) -> lost.incrementAndGet(), counted, World.real());
    }

    private static Lanes lanes(Lane<?> lane, Duration wait) {
        return new Lanes(List.of(lane), List.of(), wait);
    }

    private void hold() {
        try {
            assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsHandedToALingeringWorkerComesWithoutAnyFurtherCall() throws InterruptedException {
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        Lane<Integer> lane = lane(Lane.Place.APART, seen::add);
        for (int i = 0; i < 300; i++) {
            lane.offer(i); // often while it lingers, sometimes when it goes
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(i);
            LockSupport.parkNanos(i * 20_000L);
        }
    }

    @Test
    void whoWaitsSeesAllAndFewThreadsAreStarted() {
        AtomicInteger seen = new AtomicInteger();
        Lane<Integer> lane = lane(Lane.Place.APART, thing -> seen.incrementAndGet());
        Lanes lanes = lanes(lane, LONG);
        for (int i = 1; i <= 1_000; i++) {
            lane.offer(i);
            lanes.settle();
            assertThat(seen).hasValue(i);
        }
        assertThat(starts).hasValueLessThan(500);
    }

    @Test
    void closingLeavesNoThread() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CountDownLatch gone = new CountDownLatch(1);
            Lane<Integer> lane = new Lane<>(
                    "it",
                    Lane.Place.APART,
                    thing -> threads.add(Thread.currentThread()),
                    (thing, error) -> lost.incrementAndGet(),
                    task -> pool.execute(() -> {
                        task.run();
                        gone.countDown();
                    }),
                    World.real());
            lane.offer(i);
            lanes(lane, LONG).close(LONG);
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
            lane.offer(i);
        }
        assertThat(threads).hasSize(50);
        assertThat(lost).as("what comes after").hasValue(50);
    }

    @Test
    void oneThatIsQuickWorksOnTheThreadThatIsThere() {
        List<Thread> threads = new ArrayList<>();
        Lane<Integer> lane = lane(Lane.Place.HERE, thing -> threads.add(Thread.currentThread()));
        for (int i = 0; i < 200; i++) {
            lane.offer(i);
        }
        assertThat(threads).hasSize(200).containsOnly(Thread.currentThread());
        assertThat(starts).hasValue(0);
    }

    @Test
    void theOthersDoNotWaitForWhoWorksHereAndItGoesBackSoon() throws Exception {
        List<Integer> seen = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        Lane<Integer> lane = lane(Lane.Place.HERE, thing -> {
            begun.countDown();
            hold();
            seen.add(thing);
        });
        Future<?> first = pool.submit(() -> lane.offer(0));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 1; i < 1_000; i++) {
            lane.offer(i);
        }
        long start = System.nanoTime();
        Lanes hasty = lanes(lane, Duration.ofMillis(50));
        for (int i = 0; i < 100; i++) {
            hasty.settle();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("one waits in vain, no other")
                .isBetween(Duration.ofMillis(50), Duration.ofSeconds(2));
        held.countDown();
        first.get(10, TimeUnit.SECONDS);
        lanes(lane, LONG).close(LONG);
        assertThat(seen).hasSize(1_000).isSorted();
        assertThat(starts).as("a thread takes over from the one that was there").hasValue(1);
    }

    @Test
    void whoIsToldOfALossIsWaitedForAgain() {
        List<String> told = new ArrayList<>();
        Lane<String> listener = lane(Lane.Place.APART, told::add);
        Lane<Integer> sink = new Lane<>(
                "a sink",
                Lane.Place.APART,
                thing -> {
                    throw new IllegalStateException("full");
                },
                (thing, error) -> listener.offer(thing + " lost: " + error),
                pool,
                World.real());
        Lanes both = new Lanes(List.of(sink), List.of(listener), LONG);
        for (int i = 1; i <= 500; i++) {
            sink.offer(i);
            both.settle();
            assertThat(told).hasSize(i);
        }
        assertThat(told.get(0)).isEqualTo("1 lost: java.lang.IllegalStateException: full");
    }

    /** A thing of a thread. */
    private record Thing(int from, int number) {}

    @ParameterizedTest
    @EnumSource(Lane.Place.class)
    void manyAtOnceLoseNothingAndKeepTheirOrder(Lane.Place place) throws Exception {
        int threads = 16;
        int each = 2_000;
        Map<Integer, List<Integer>> seen = new HashMap<>(); // one at a time
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        Lane<Thing> lane = lane(place, thing -> {
            together.addAndGet(inside.getAndIncrement());
            seen.computeIfAbsent(thing.from(), fresh -> new ArrayList<>()).add(thing.number());
            inside.decrementAndGet();
        });
        Lanes lanes = lanes(lane, LONG);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int from = t;
            Random random = new Random(t);
            all.add(pool.submit(() -> {
                for (int i = 0; i < each; i++) {
                    lane.offer(new Thing(from, i));
                    if (random.nextInt(8) == 0) {
                        lanes.settle();
                    }
                    if (random.nextInt(200) == 0) { // about as long as it lingers
                        LockSupport.parkNanos(4_500_000 + random.nextInt(1_000_000));
                    }
                }
            }));
        }
        for (Future<?> one : all) {
            one.get(30, TimeUnit.SECONDS);
        }
        lanes.settle();
        assertThat(together).hasValue(0);
        assertThat(lost).hasValue(0);
        assertThat(seen).hasSize(threads);
        assertThat(seen.values())
                .allSatisfy(numbers -> assertThat(numbers).hasSize(each).isSorted());
    }
}
