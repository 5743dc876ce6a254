package io.llmgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.error.CancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SimWorldTest {
    private final SimWorld world = new SimWorld();
    private final List<String> told = new ArrayList<>(); // on purpose without a lock: one runs at a time

    private void tell(String what) {
        told.add(world.elapsed().toMillis() + " " + what);
    }

    private void sleep(long millis) {
        world.sleep(Duration.ofMillis(millis), new Cancellation());
    }

    @Test
    void whoWakesFirstGoesOnAndAmongEqualsWhoLayDownFirst() {
        world.actor("a", () -> {
            sleep(30);
            tell("a");
            sleep(10);
            tell("a again");
        });
        world.actor("b", () -> {
            sleep(10);
            tell("b");
            sleep(30);
            tell("b again");
        });
        world.run();
        assertThat(told).containsExactly("10 b", "30 a", "40 b again", "40 a again");
        assertThat(world.now()).isEqualTo(FakeWorld.BEGINNING.plusMillis(40));
        assertThat(world.nanoTime()).isEqualTo(40_000_000);
    }

    @Test
    void noSleepAtAllLetsOthersOfTheMomentGoFirst() {
        world.actor("a", () -> {
            sleep(0);
            world.sleep(Duration.ofMillis(-5), new Cancellation());
            tell("a");
        });
        world.actor("b", () -> tell("b"));
        world.run();
        assertThat(told).containsExactly("0 b", "0 a");
    }

    @Test
    void anActorMayAddAnotherAndTimeGoesOnWithTheNextRun() {
        world.actor("a", () -> {
            sleep(5);
            world.actor("b", () -> tell("b"));
            sleep(5);
            tell("a");
        });
        world.run();
        world.actor("c", () -> tell("c"));
        world.run();
        world.run();
        assertThat(told).containsExactly("5 b", "10 a", "10 c");
    }

    @Test
    void aCancelWakesASleeperAtOnce() {
        Cancellation given = new Cancellation();
        world.actor("a", () -> {
            assertThatThrownBy(() -> world.sleep(Duration.ofSeconds(Long.MAX_VALUE), given))
                    .isInstanceOf(CancelledException.class);
            tell("a");
            assertThatThrownBy(() -> world.sleep(Duration.ofMillis(5), given)).isInstanceOf(CancelledException.class);
            tell("a again");
        });
        world.actor("b", () -> {
            sleep(7);
            given.cancel();
            tell("b");
            sleep(100);
        });
        world.run();
        assertThat(told).containsExactly("7 b", "7 a", "7 a again");
    }

    @Test
    void anInterruptShowsWhenTheTimeHasComeAndStaysSet() {
        Thread[] sleeper = new Thread[1];
        world.actor("a", () -> {
            sleeper[0] = Thread.currentThread();
            assertThatThrownBy(() -> sleep(10)).isInstanceOf(CancelledException.class);
            tell("a " + Thread.interrupted());
        });
        world.actor("b", () -> sleeper[0].interrupt());
        world.run();
        assertThat(told).containsExactly("10 a true");
    }

    @Test
    void theSameSeedGivesTheSameCourse() {
        assertThat(course(3)).isEqualTo(course(3)).hasSize(800).isNotEqualTo(course(4));
    }

    private static List<String> course(long seed) {
        SimWorld world = new SimWorld(seed);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String name = "actor " + i;
            world.actor(name, () -> {
                for (int step = 0; step < 20; step++) {
                    world.sleep(Duration.ofNanos((long) (world.random() * 1_000)), new Cancellation());
                    told.add(world.nanoTime() + name + world.newId());
                }
            });
        }
        world.run();
        return told;
    }

    @Test
    void nobodyLeftToWakeTheOthersFailsAndNamesThem() {
        for (String name : List.of("first", "second")) {
            world.actor(name, () -> {
                try {
                    world.sleep(Duration.ofDays(200_000), new Cancellation());
                } finally {
                    tell(name);
                }
            });
        }
        assertThatThrownBy(world::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("sleep for ever: first, second");
        assertThat(told).containsExactly("0 first", "0 second");
    }

    @Test
    void anActorThatFailsEndsTheOthers() {
        world.actor("calm", () -> {
            try {
                sleep(100);
            } catch (RuntimeException e) {
                tell("took it for a failure of its own");
            }
        });
        world.actor("wild", () -> {
            sleep(10);
            world.actor("late", () -> tell("late"));
            throw new IllegalStateException("enough");
        });
        assertThatThrownBy(world::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("wild failed")
                .hasRootCauseMessage("enough");
        assertThat(told).isEmpty();
        assertThat(world.elapsed()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void whoWaitsOutsideOfTheWorldIsToldOf() {
        SimWorld impatient = new SimWorld(1, Duration.ofMillis(50));
        CountDownLatch never = new CountDownLatch(1);
        impatient.actor("a", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(impatient::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a keeps its turn")
                .hasStackTraceContaining("CountDownLatch.await");
        assertThatThrownBy(impatient::run).isInstanceOf(IllegalStateException.class);
        never.countDown();
    }

    @Test
    void onlyActorsSleep() {
        assertThatThrownBy(() -> sleep(1)).isInstanceOf(IllegalStateException.class);
        SimWorld other = new SimWorld();
        other.actor("stranger", () -> assertThatThrownBy(() -> sleep(1)).isInstanceOf(IllegalStateException.class));
        other.run();
    }
}
