package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.spi.CounterStore;
import io.llmgateway.spi.CounterStore.Claim;
import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Decision;
import io.llmgateway.spi.CounterStore.Window;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.contract.CounterStoreContract;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryCountersTest extends CounterStoreContract {
    private static final Instant NOW = FakeWorld.BEGINNING;
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Window DAY = new Window.Calendar(ChronoUnit.DAYS, ZoneOffset.UTC);

    @Override
    protected CounterStore store() {
        return new MemoryCounters(1000);
    }

    private static boolean spend(MemoryCounters store, String key, int amount, @Nullable Integer limit, Instant now) {
        String id = key + "#" + amount;
        Claim claim = new Claim(
                new Counter(key, DAY), BigDecimal.valueOf(amount), limit == null ? null : BigDecimal.valueOf(limit));
        if (store.reserve(id, List.of(claim), now, LEASE) instanceof Decision.Refused) {
            return false;
        }
        store.settle(id, List.of(BigDecimal.valueOf(amount)), now);
        return true;
    }

    private static int spent(MemoryCounters store, String key, Instant now) {
        return store.levels(List.of(new Counter(key, DAY)), now).get(0).spent().intValue();
    }

    @Test
    void whereThereAreTooManyTheNewOnesShareAndNobodyGoesUnseen() {
        MemoryCounters store = new MemoryCounters(3);
        for (String key : List.of("a\n1", "a\n2", "a\n3")) {
            assertThat(spend(store, key, 5, 10, NOW)).isTrue();
        }
        assertThat(store.tellsCrowded()).isFalse();
        assertThat(spend(store, "a\n4", 5, 10, NOW)).isTrue();
        assertThat(spend(store, "a\n5", 5, 10, NOW)).isTrue();
        assertThat(spend(store, "a\n6", 1, 10, NOW))
                .as("a share of what 4 and 5 have")
                .isFalse();
        assertThat(spend(store, "b\n6", 1, 10, NOW)).as("another budget's").isTrue();
        assertThat(spend(store, "a\n1", 5, 10, NOW))
                .as("one that was there before")
                .isTrue();
        assertThat(spent(store, "a\n6", NOW)).isEqualTo(10);
        assertThat(store.tellsCrowded()).isTrue();
        assertThat(store.tellsCrowded()).as("told once").isFalse();
    }

    @Test
    void thoseThatStandAtZeroMakeRoom() {
        MemoryCounters store = new MemoryCounters(3);
        for (String key : List.of("a\n1", "a\n2", "a\n3")) {
            spend(store, key, 5, 10, NOW);
        }
        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        spend(store, "a\n1", 5, 10, tomorrow);
        spend(store, "a\n4", 6, 10, tomorrow);
        spend(store, "a\n5", 7, 10, tomorrow);
        assertThat(spent(store, "a\n1", tomorrow)).isEqualTo(5);
        assertThat(spent(store, "a\n4", tomorrow)).isEqualTo(6);
        assertThat(spent(store, "a\n5", tomorrow)).isEqualTo(7);
        assertThat(store.tellsCrowded()).isFalse();
    }

    @Test
    void oneThatIsHeldIsNotDropped() {
        MemoryCounters store = new MemoryCounters(1);
        store.reserve("x", List.of(new Claim(new Counter("a\n1", DAY), BigDecimal.TEN, null)), NOW, LEASE);
        Instant afterTheLease = NOW.plus(LEASE);
        spend(store, "a\n2", 5, null, afterTheLease);
        store.settle("x", List.of(BigDecimal.TEN), afterTheLease);
        assertThat(spent(store, "a\n1", afterTheLease)).isEqualTo(10);
        assertThat(spent(store, "a\n2", afterTheLease)).isEqualTo(5);
    }

    @Test
    void aMillionUsersFitIntoBoundedMemory() {
        MemoryCounters store = new MemoryCounters(1000);
        for (int i = 0; i < 1_000_000; i++) {
            spend(store, "a\n" + i, 1, null, NOW.plusMillis(i));
        }
        Instant now = NOW.plusMillis(1_000_000);
        assertThat(spent(store, "a\n999", now)).isEqualTo(1);
        assertThat(spent(store, "a\n999999", now)).as("what all others share").isEqualTo(999_000);
        assertThat(spent(store, "a\n1000000", now)).isEqualTo(999_000);
    }

    private static final Window MINUTE = new Window.Rolling(Duration.ofMinutes(1));

    private static Decision claimOne(MemoryCounters store, Instant now) {
        Claim claim = new Claim(new Counter("a", MINUTE), BigDecimal.ONE, BigDecimal.ONE);
        return store.reserve(store.newId(), List.of(claim), now, Duration.ofDays(1));
    }

    @Test
    void aClockPutBackIsFollowedFromWhereItIs() {
        MemoryCounters store = new MemoryCounters(10);
        Instant wrong = NOW.plus(Duration.ofHours(2));
        assertThat(claimOne(store, wrong)).isInstanceOf(Decision.Granted.class);
        assertThat(claimOne(store, NOW))
                .isInstanceOfSatisfying(Decision.Refused.class, refused -> assertThat(refused.retryAt())
                        .isEqualTo(NOW.plusSeconds(61)));
        assertThat(claimOne(store, NOW.plusSeconds(60))).isInstanceOf(Decision.Refused.class);
        assertThat(claimOne(store, NOW.plusSeconds(61))).isInstanceOf(Decision.Granted.class);
        assertThat(claimOne(store, NOW.plusSeconds(121))).isInstanceOf(Decision.Refused.class);
        assertThat(claimOne(store, NOW.plusSeconds(122))).isInstanceOf(Decision.Granted.class);
        // and put back once more
        assertThat(claimOne(store, NOW.minusSeconds(1000))).isInstanceOf(Decision.Refused.class);
        assertThat(claimOne(store, NOW.minusSeconds(939))).isInstanceOf(Decision.Granted.class);
    }

    @Test
    void aTimeThatComesLateOpensNothing() {
        MemoryCounters store = new MemoryCounters(10);
        assertThat(claimOne(store, NOW)).isInstanceOf(Decision.Granted.class);
        assertThat(claimOne(store, NOW.minusSeconds(90))).isInstanceOf(Decision.Refused.class);
        assertThat(claimOne(store, NOW.plusSeconds(60))).isInstanceOf(Decision.Refused.class);
        assertThat(claimOne(store, NOW.plusSeconds(61))).isInstanceOf(Decision.Granted.class);
    }

    @Test
    void aStoreForNoneMakesNoSense() {
        assertThatThrownBy(() -> new MemoryCounters(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
