package io.llmgateway.core.steady;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.core.config.ProviderLimitsConfig;
import io.llmgateway.error.CancelledException;
import io.llmgateway.spi.World;
import io.llmgateway.testkit.FakeWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnstileTest {
    private static final World WORLD = World.real();
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Call call() {
        return Call.of(ChatRequest.of("hi"), false, "op", WORLD.nanoTime());
    }

    private static Turnstile turnstile(Long requests, Integer concurrent, Duration window) {
        return new Turnstile(new ProviderLimitsConfig(requests, null, concurrent, null, window, null), WORLD);
    }

    private static void awaitWaiting(Turnstile turnstile, int waiting) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (turnstile.waiting() != waiting) {
            assertThat(System.nanoTime()).as("%s wait", waiting).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void callersComeInTurnAndEachInItsOrder() throws Exception {
        Turnstile turnstile = turnstile(null, 1, null);
        assertThat(turnstile.tryEnter(0)).isPositive();
        List<String> order = new CopyOnWriteArrayList<>();
        List<Future<?>> all = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            int waiting = 0;
            for (String name : List.of("a1", "a2", "a3", "a4", "b1", "b2", "c1")) {
                all.add(threads.submit(() -> {
                    turnstile.enter(call(), name.substring(0, 1), 0, LONG);
                    order.add(name);
                    turnstile.exit(0, 0);
                    return null;
                }));
                awaitWaiting(turnstile, ++waiting);
            }
            assertThat(turnstile.tryEnter(0)).as("nobody overtakes").isZero();
            turnstile.exit(0, 0);
            for (Future<?> one : all) {
                one.get(10, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(order).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
    }

    /** A thousand names, all used up: what is new shares one, until the others have got back what they used. */
    @Test
    void inventedNamesOpenNoLimitAndAreForgotten() {
        FakeWorld world = new FakeWorld();
        Turnstiles all =
                new Turnstiles(new ProviderLimitsConfig(1L, null, null, null, Duration.ofMinutes(1), null), world);
        int through = 0;
        for (int i = 0; i < 5_000; i++) {
            Turnstile turnstile = all.of(new Target("toy", "invented" + i));
            if (turnstile.tryEnter(0) > 0) {
                through++;
                turnstile.exit(0, 0);
            }
        }
        assertThat(through).isEqualTo(1_001);
        Turnstile first = all.of(new Target("toy", "invented0"));
        Turnstile common = all.of(new Target("toy", "one more"));
        assertThat(all.of(new Target("toy", "another"))).isSameAs(common).isNotSameAs(first);
        assertThat(first.tryEnter(0)).as("used up").isZero();

        world.advance(Duration.ofMinutes(1));
        assertThat(all.of(new Target("toy", "another"))).isNotSameAs(common);
        assertThat(first.tryEnter(0)).as("another one takes its place").isNegative();
        assertThat(all.of(new Target("toy", "invented0")).tryEnter(0)).isPositive();
    }

    @Test
    void whoBecomesTheNextWatchesTheClock() throws Exception {
        Turnstile turnstile = turnstile(1L, null, Duration.ofMillis(40));
        assertThat(turnstile.tryEnter(0)).isPositive();
        List<Future<?>> all = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < 10; i++) {
                String caller = "caller " + i % 3;
                all.add(threads.submit(() -> {
                    turnstile.enter(call(), caller, 0, LONG);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(10, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(turnstile.waiting()).isZero();
        assertThat(turnstile.inside()).isEqualTo(11);
    }

    @Test
    void nobodyGoesThroughOneThatIsGivenUp() throws Exception {
        Turnstile turnstile = turnstile(null, 1, null);
        assertThat(turnstile.tryEnter(0)).isPositive();
        assertThat(turnstile.retire()).isFalse();
        turnstile.exit(0, 0);
        assertThat(turnstile.retire()).isTrue();
        assertThat(turnstile.tryEnter(0)).isNegative();
        assertThat(turnstile.enter(call(), "ann", 0, Duration.ZERO)).isNegative();
        assertThat(turnstile.waiting()).isZero();
    }

    @Test
    void noPlaceLeaksHoweverCallsEnd() throws Exception {
        Turnstile turnstile = turnstile(null, 3, null);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger went = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int t = 0; t < 12; t++) {
                Random random = new Random(t);
                String caller = "caller " + t % 4;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 400; i++) {
                        Call call = call();
                        Future<?> cancel = random.nextInt(3) == 0
                                ? threads.submit(() -> call.cancellation().cancel())
                                : null;
                        try {
                            turnstile.enter(call, caller, 0, Duration.ofNanos(random.nextInt(300_000)));
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            LockSupport.parkNanos(20_000); // so that places are taken
                            went.incrementAndGet();
                            inside.decrementAndGet();
                            turnstile.exit(0, 0);
                        } catch (Turnstile.Full | CancelledException e) {
                            ended.incrementAndGet();
                        }
                        if (cancel != null) {
                            cancel.get();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(went.get()).isPositive();
        assertThat(ended.get()).isPositive();
        assertThat(turnstile.inside()).isZero();
        assertThat(turnstile.waiting()).isZero();
        for (int i = 0; i < 3; i++) {
            assertThat(turnstile.tryEnter(0)).isPositive();
        }
        assertThat(turnstile.tryEnter(0)).isZero();
    }
}
