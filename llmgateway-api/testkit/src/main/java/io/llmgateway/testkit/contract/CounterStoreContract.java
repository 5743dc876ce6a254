package io.llmgateway.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.spi.CounterStore.Claim;
import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Decision;
import io.llmgateway.spi.CounterStore.Level;
import io.llmgateway.spi.CounterStore.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every store of counters keeps to. Extend it in the store's tests and give a fresh store:
 *
 * <ul>
 *   <li>what is spent and reserved never exceeds a limit, whoever asks at once; a reservation is made whole or not at
 *       all;
 *   <li>settling books once, in the window the reservation was made in, also after its lease has run out;
 *   <li>rolling, calendar and endless windows begin, go on and end when they should, on days of 23 and 25 hours too;
 *   <li>a refusal says when it would fit; nonsense is refused.
 * </ul>
 */
public abstract class CounterStoreContract extends CounterWindowContract {
    /** For subclasses. */
    protected CounterStoreContract() {}

    @Test
    void aReservationIsHeldAndThenBooked() {
        Counter counter = counter("a", EVER);
        stands(counter, NOON, "0", "0");
        Decision decision = store.reserve("x", List.of(claim(counter, "1.50", "10")), NOON, LEASE);
        Level after = ((Decision.Granted) decision).levels().get(0);
        assertThat(after.used()).isEqualByComparingTo("1.5");
        stands(counter, NOON, "0", "1.5");
        List<Level> settled = store.settle("x", List.of(amount("0.000000000001")), NOON);
        assertThat(settled).hasSize(1);
        stands(counter, NOON, "0.000000000001", "0");
    }

    @Test
    void allThatIsLeftFitsAndNoMore() {
        Counter counter = counter("a", EVER);
        granted(NOON, claim(counter, "9.99", "10"));
        Decision.Refused refused = refused(NOON, claim(counter, "0.0100000001", "10"));
        assertThat(refused.claim()).isZero();
        assertThat(refused.level().reserved()).isEqualByComparingTo("9.99");
        granted(NOON, claim(counter, "0.01", "10"));
        granted(NOON, claim(counter, "0", "10"));
    }

    @Test
    void oneThatDoesNotFitLeavesAllOthersUntouched() {
        Counter first = counter("a", EVER);
        Counter second = counter("b", MINUTE);
        granted(NOON, claim(second, "5", "5"));
        Decision.Refused refused =
                refused(NOON, claim(first, "1", "10"), claim(second, "1", "5"), claim(counter("c", EVER), "1", "1"));
        assertThat(refused.claim()).isEqualTo(1);
        assertThat(refused.level().used()).isEqualByComparingTo("5");
        stands(first, NOON, "0", "0");
        stands(counter("c", EVER), NOON, "0", "0");
    }

    @Test
    void withoutALimitEverythingFits() {
        Counter counter = counter("a", EVER);
        granted(NOON, claim(counter, "1000000000", null));
        stands(counter, NOON, "0", "1000000000");
    }

    @Test
    void settlingMayExceedWhatWasReserved() {
        Counter counter = counter("a", EVER);
        String id = granted(NOON, claim(counter, "1", "2"));
        store.settle(id, List.of(amount("5")), NOON);
        stands(counter, NOON, "5", "0");
        refused(NOON, claim(counter, "0", "2"));
    }

    @Test
    void settlingAgainChangesNothing() {
        Counter counter = counter("a", EVER);
        String id = granted(NOON, claim(counter, "3", "10"));
        assertThat(store.settle(id, List.of(amount("2")), NOON)).isNotNull();
        assertThat(store.settle(id, List.of(amount("2")), NOON)).isNull();
        assertThat(store.settle("nobody's", List.of(amount("2")), NOON)).isNull();
        stands(counter, NOON, "2", "0");
    }

    @Test
    void whoeverCrashedHoldsNothingAfterTheLease() {
        Counter counter = counter("a", EVER);
        store.reserve("x", List.of(claim(counter, "8", "10")), NOON, Duration.ofMinutes(5));
        refused(NOON.plusSeconds(299), claim(counter, "8", "10"));
        stands(counter, NOON.plusSeconds(300), "0", "0");
        granted(NOON.plusSeconds(300), claim(counter, "8", "10"));
    }

    @Test
    void settlingAfterTheLeaseStillBooks() {
        Counter counter = counter("a", EVER);
        store.reserve("x", List.of(claim(counter, "8", "10")), NOON, Duration.ofMinutes(5));
        Instant late = NOON.plusSeconds(3600);
        granted(late, claim(counter, "4", "10"));
        assertThat(store.settle("x", List.of(amount("7")), late)).isNotNull();
        stands(counter, late, "7", "4");
        assertThat(store.settle("x", List.of(amount("7")), late)).isNull();
        stands(counter, late, "7", "4");
    }

    @Test
    void nonsenseIsRefused() {
        Counter counter = counter("a", EVER);
        assertThatThrownBy(() -> granted(NOON, claim(counter, "-1", "10")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> granted(NOON, claim(counter, "1", "10"), claim(counter("a", EVER), "1", null)))
                .isInstanceOf(IllegalArgumentException.class);
        String id = granted(NOON, claim(counter, "1", "10"));
        assertThatThrownBy(() -> store.reserve(id, List.of(claim(counter("b", EVER), "1", null)), NOON, LEASE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.settle(id, List.of(), NOON)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.settle(id, List.of(amount("-1")), NOON))
                .isInstanceOf(IllegalArgumentException.class);
        stands(counter, NOON, "0", "1");
        stands(counter("b", EVER), NOON, "0", "0");
    }

    @Test
    void countersOfOneKeyAndAnotherWindowAreOthers() {
        spend(counter("a", EVER), "1", NOON);
        spend(counter("a", MINUTE), "2", NOON);
        spend(counter("a", calendar(ChronoUnit.DAYS, BERLIN)), "3", NOON);
        stands(counter("a", EVER), NOON, "1", "0");
        stands(counter("a", MINUTE), NOON, "2", "0");
        stands(counter("a", calendar(ChronoUnit.DAYS, BERLIN)), NOON, "3", "0");
        stands(counter("a", calendar(ChronoUnit.DAYS, ZoneOffset.UTC)), NOON, "0", "0");
    }

    @Test
    void levelsComeInTheOrderAsked() {
        spend(counter("a", EVER), "1", NOON);
        spend(counter("b", EVER), "2", NOON);
        assertThat(store.levels(
                        List.of(counter("b", EVER), counter("new", EVER), counter("a", EVER), counter("b", EVER)),
                        NOON))
                .extracting(level -> level.spent().intValue())
                .containsExactly(2, 0, 1, 2);
        assertThat(store.levels(List.of(), NOON)).isEmpty();
    }

    @Test
    void forEverOnlyOthersCanHelp() {
        Counter counter = counter("a", EVER);
        granted(NOON, claim(counter, "10", "10"));
        assertThat(refused(NOON, claim(counter, "1", "10")).retryAt()).isNull();
    }

    /** Many take from two counters at once, settle to less, and give up; somebody watches. */
    @Test
    void neverMoreThanTheLimitAndAllOrNothing() throws Exception {
        Counter first = counter("a", calendar(ChronoUnit.YEARS, ZoneOffset.UTC));
        Counter second = counter("b", new Window.Rolling(Duration.ofDays(1)));
        Counter tight = counter("c", EVER);
        AtomicReference<@Nullable String> wrong = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        try {
            CompletableFuture<Void> watcher = CompletableFuture.runAsync(
                    () -> {
                        while (!over.get()) {
                            List<Level> levels = store.levels(List.of(first, second, tight), NOON);
                            if (levels.get(0).used().compareTo(amount("500")) > 0
                                    || levels.get(1).used().compareTo(amount("700")) > 0
                                    || levels.get(2).used().compareTo(amount("20")) > 0
                                    || levels.get(0)
                                                    .reserved()
                                                    .compareTo(levels.get(1).reserved())
                                            != 0) {
                                wrong.set(levels.toString());
                            }
                        }
                    },
                    pool);
            List<CompletableFuture<Long>> workers = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int seed = thread;
                workers.add(CompletableFuture.supplyAsync(() -> work(seed, first, second, tight), pool));
            }
            long cents = 0;
            for (CompletableFuture<Long> worker : workers) {
                cents += worker.get();
            }
            over.set(true);
            watcher.get();
            assertThat(wrong.get()).as("a moment at which too much was used").isNull();
            assertThat(cents).as("what went through").isPositive();
            stands(first, NOON, BigDecimal.valueOf(cents, 2).toPlainString(), "0");
            stands(second, NOON, BigDecimal.valueOf(cents, 2).toPlainString(), "0");
            stands(tight, NOON, "0", "0");
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
    }

    private long work(int seed, Counter first, Counter second, Counter tight) {
        Random random = new Random(seed);
        long spent = 0;
        for (int i = 0; i < 300; i++) {
            String id = "w" + seed + "/" + i;
            long cents = 1L + random.nextInt(300);
            BigDecimal most = BigDecimal.valueOf(cents, 2);
            List<Claim> claims = List.of(
                    new Claim(first, most, amount("500")),
                    new Claim(second, most, amount("700")),
                    new Claim(tight, most, amount("20")));
            if (store.reserve(id, claims, NOON, LEASE) instanceof Decision.Granted) {
                long came = random.nextInt(4) == 0 ? 0 : random.nextInt((int) cents + 1);
                BigDecimal booked = BigDecimal.valueOf(came, 2);
                store.settle(id, List.of(booked, booked, BigDecimal.ZERO), NOON);
                store.settle(id, List.of(booked, booked, BigDecimal.ZERO), NOON);
                spent += came;
            }
        }
        return spent;
    }
}
