package io.llmgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.error.CancelledException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeWorldTest {
    private final FakeWorld world = new FakeWorld();

    @Test
    void theTickerMovesWithTheClock() {
        world.advance(Duration.ofSeconds(5));
        assertThat(world.now()).isEqualTo(FakeWorld.BEGINNING.plusSeconds(5));
        assertThat(world.nanoTime()).isEqualTo(5_000_000_000L);
        world.setNow(FakeWorld.BEGINNING.plusSeconds(7));
        assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void theTickerStandsStillWhenTheClockIsPutBack() {
        world.advance(Duration.ofSeconds(5));
        world.setNow(FakeWorld.BEGINNING);
        assertThat(world.now()).isEqualTo(FakeWorld.BEGINNING);
        assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> world.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWaitMovesTheClockAndIsWrittenDown() {
        world.sleep(Duration.ofMillis(20), new Cancellation());
        world.sleep(Duration.ofSeconds(1), new Cancellation());
        assertThat(world.sleeps()).isEqualTo(List.of(Duration.ofMillis(20), Duration.ofSeconds(1)));
        assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(1020));
    }

    @Test
    void aCancelBeforeOrWithinTheWaitEndsIt() {
        Cancellation cancellation = new Cancellation();
        world.onSleep(duration -> cancellation.cancel());
        assertThatThrownBy(() -> world.sleep(Duration.ofSeconds(1), cancellation))
                .isInstanceOf(CancelledException.class);
        assertThatThrownBy(() -> world.sleep(Duration.ofSeconds(1), cancellation))
                .isInstanceOf(CancelledException.class);
        assertThat(world.elapsed()).isZero();
        assertThat(world.sleeps()).hasSize(1);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> world.sleep(Duration.ofSeconds(1), new Cancellation()))
                .isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void chanceFollowsTheSeedOrTheTest() {
        assertThat(new FakeWorld(7).random()).isEqualTo(new FakeWorld(7).random());
        assertThat(new FakeWorld(7).random()).isNotEqualTo(new FakeWorld(8).random());
        world.nextRandom(0.25, 0.5);
        assertThat(world.random()).isEqualTo(0.25);
        assertThat(world.random()).isEqualTo(0.5);
        assertThat(world.random()).isEqualTo(new FakeWorld().random());
        assertThatThrownBy(() -> world.nextRandom(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsCount() {
        assertThat(world.newId()).isEqualTo("id-1");
        assertThat(world.newId()).isEqualTo("id-2");
    }
}
