package io.llmgateway.core.steady;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.core.config.ProviderLimitsConfig;
import io.llmgateway.core.steady.Allowance.Sign;
import io.llmgateway.error.CancelledException;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many calls may be under way, as the vendor bears them. */
@Timeout(60)
class AllowanceTest {
    private static final World WORLD = World.real();
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Allowance allowance = new Allowance(16);
    private long call;

    /** As many calls at once as are allowed, then all end so. */
    private int round(Sign sign, long delay) {
        int calls = allowance.now();
        long first = call + 1;
        call += calls;
        for (int i = 0; i < calls; i++) {
            allowance.over(first + i, call, calls - i, sign, delay);
        }
        return allowance.now();
    }

    @Test
    void aRoundOfPushbackHalvesItOnceAndARoundOfAnswersAllowsOneMore() {
        assertThat(round(Sign.GOOD, 0)).as("never more than the most").isEqualTo(16);
        assertThat(round(Sign.PUSHED_BACK, 0)).isEqualTo(8);
        assertThat(round(Sign.NONE, 0)).isEqualTo(8);
        assertThat(round(Sign.PUSHED_BACK, 0)).isEqualTo(4);
        for (int i = 0; i < 5; i++) {
            round(Sign.PUSHED_BACK, 0);
        }
        assertThat(allowance.now()).as("never none").isEqualTo(1);
        assertThat(round(Sign.GOOD, 0)).isEqualTo(2);
        call++; // the first half of the places is what counts
        allowance.over(call, call, 2, Sign.GOOD, 0);
        assertThat(allowance.now()).isEqualTo(2);
        call++;
        allowance.over(call, call, 1, Sign.GOOD, 0);
        assertThat(allowance.now()).isEqualTo(3);
    }

    @Test
    void placesThatAreNotUsedAreNotAddedTo() {
        round(Sign.PUSHED_BACK, 0);
        for (int i = 0; i < 100; i++) {
            call++;
            allowance.over(call, call, 3, Sign.GOOD, 0);
        }
        assertThat(allowance.now()).isEqualTo(8);
    }

    @Test
    void answersThatBeginLaterThanUsualLessenIt() {
        for (int i = 0; i < 5; i++) {
            round(Sign.GOOD, 100);
        }
        assertThat(round(Sign.GOOD, 190)).as("within what prompts differ").isEqualTo(16);
        int slow = round(Sign.GOOD, 1_000);
        assertThat(slow).isBetween(8, 15);
        assertThat(round(Sign.GOOD, 1_000)).isLessThan(slow);
        for (int i = 0; i < 100; i++) {
            round(Sign.GOOD, 100);
        }
        assertThat(allowance.now()).as("well again").isEqualTo(16);
    }

    @Test
    void whatStaysSlowBecomesUsual() {
        for (int i = 0; i < 10; i++) {
            round(Sign.GOOD, 100);
        }
        int least = 16;
        for (int i = 0; i < 400; i++) {
            least = Math.min(least, round(Sign.GOOD, 1_000));
        }
        assertThat(least).as("slow is not full").isEqualTo(4);
        assertThat(allowance.now()).isEqualTo(16);
    }

    @Test
    void whoWaitsIsWokenWhenItGrows() throws Exception {
        Turnstile turnstile = turnstile(2);
        long pushed = turnstile.tryEnter(0);
        turnstile.exit(pushed, 0, 0, Sign.PUSHED_BACK, 0);
        assertThat(turnstile.allowed()).isEqualTo(1);
        long held = turnstile.tryEnter(0);
        assertThat(turnstile.tryEnter(0)).isZero();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Long>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(threads.submit(() -> turnstile.enter(call(), "a", 0, LONG)));
            }
            while (turnstile.waiting() < 2) {
                Thread.onSpinWait();
            }
            turnstile.exit(held, 0, 0, Sign.GOOD, 0);
            for (Future<Long> one : waiting) {
                assertThat(one.get(10, TimeUnit.SECONDS))
                        .as("both, though one left")
                        .isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theLimitHoldsAndNobodyIsLostHoweverItMoves() throws Exception {
        Turnstile turnstile = turnstile(8);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        storm(12, 500, (thread, random) -> {
            Call call = call();
            if (random.nextInt(5) == 0) {
                call.cancellation().cancel();
            }
            try {
                long number = turnstile.enter(call, "caller " + thread % 4, 0, LONG);
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                inside.decrementAndGet();
                Sign sign = random.nextInt(10) == 0 ? Sign.PUSHED_BACK : Sign.GOOD;
                turnstile.exit(number, 0, 0, sign, 100 + random.nextInt(400));
            } catch (CancelledException e) {
                // given up while it waited
            }
            ended.incrementAndGet();
        });
        assertThat(ended.get()).isEqualTo(12 * 500);
        assertThat(most.get()).isBetween(1, 8);
        assertThat(turnstile.inside()).isZero();
        assertThat(turnstile.waiting()).isZero();
        assertThat(turnstile.allowed()).isBetween(1, 8);
    }

    @Test
    void aLessenedLimitHoldsToo() throws Exception {
        Turnstile turnstile = turnstile(8);
        while (turnstile.allowed() > 2) {
            turnstile.exit(turnstile.tryEnter(0), 0, 0, Sign.PUSHED_BACK, 0);
        }
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        storm(12, 300, (thread, random) -> {
            long number = turnstile.enter(call(), "caller " + thread % 4, 0, LONG);
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            LockSupport.parkNanos(20_000); // so that places are taken
            inside.decrementAndGet();
            turnstile.exit(number, 0, 0, Sign.NONE, 0);
        });
        assertThat(most.get()).isBetween(1, 2);
        assertThat(turnstile.inside()).isZero();
    }

    private interface Work {
        void once(int thread, Random random) throws Exception;
    }

    private static void storm(int threads, int times, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                all.add(pool.submit(() -> {
                    Random random = new Random(thread);
                    for (int i = 0; i < times; i++) {
                        work.once(thread, random);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(40, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Turnstile turnstile(int concurrent) {
        return new Turnstile(new ProviderLimitsConfig(null, null, concurrent, true, null, null), WORLD);
    }

    private static Call call() {
        return Call.of(ChatRequest.of("hi"), false, "op", WORLD.nanoTime());
    }
}
