package io.llmgateway.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Purpose;
import io.llmgateway.core.config.StatisticsConfig;
import io.llmgateway.core.config.SteadyConfig.DriftConfig;
import io.llmgateway.core.config.SteadyConfig.HealthConfig;
import io.llmgateway.core.ledger.Entries;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.watch.Figures;
import io.llmgateway.watch.Statistics;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many series there are, and that nothing is lost between them. */
class BoardTest {
    private static final CallRecord NOTHING = new CallRecord() {
        @Override
        public List<Attempt> attempts() {
            return List.of();
        }

        @Override
        public Explanation explanation() {
            return Explanation.NONE;
        }
    };

    private final FakeWorld world = new FakeWorld();
    private final ClientStatistics statistics = new ClientStatistics(
            new StatisticsConfig(true, Duration.ofMinutes(1), List.of("team"), 10, 5),
            new TargetStates(
                    new HealthConfig(null, null, null, null, null, null), new DriftConfig(null, null, null), world),
            null,
            Map.of(),
            null,
            world);

    private void call(String team) {
        GatewayListener reader = statistics.call(NOTHING).orElseThrow();
        Map<String, String> tags = Map.of("team", team);
        reader.on(new GatewayEvent.CallStarted("op", world.now(), "chat", "smart", false, tags, null));
        reader.on(new GatewayEvent.Booked(Entries.paid("op", 1, team, "0.001", world.now())));
        reader.on(new GatewayEvent.CallEnded(
                "op", world.now(), Outcome.COMPLETE, null, null, null, null, null, Duration.ofMillis(20)));
    }

    private static long calls(Map<String, Figures> figures) {
        return figures.values().stream()
                .mapToLong(one -> one.calls().complete())
                .sum();
    }

    @Test
    void whoJudgesAnAnswerDoesNotGiveIt() {
        GatewayListener reader = statistics.call(NOTHING).orElseThrow();
        LedgerEntry answer = Entries.paid("op", 1, "search", "0.001", world.now());
        LedgerEntry judged = new LedgerEntry(
                "op",
                world.now(),
                new Attempt(
                        2,
                        "other",
                        "judge",
                        Outcome.COMPLETE,
                        null,
                        Duration.ofMillis(5),
                        Duration.ofMillis(5),
                        answer.usage(),
                        answer.cost()),
                Purpose.JUDGE,
                "smart",
                "judge",
                null,
                answer.tags(),
                false,
                null);
        reader.on(new GatewayEvent.CallStarted("op", world.now(), "chat", "smart", true, answer.tags(), null));
        reader.on(new GatewayEvent.Booked(answer));
        reader.on(new GatewayEvent.Booked(judged));
        reader.on(new GatewayEvent.CallEnded(
                "op", world.now(), Outcome.COMPLETE, null, null, null, null, null, Duration.ofMillis(25)));
        assertThat(statistics.recent().get(0).target()).isEqualTo("toy/one");
        assertThat(statistics.byModel().get("smart").attempts().complete()).isEqualTo(2);
        assertThat(statistics.byTarget().get("other/judge").firstContent().count())
                .isZero();
    }

    @Test
    void whatFindsNoRoomIsCountedAmongTheOthers() {
        for (int team = 0; team < 30; team++) {
            call("team-" + team);
        }
        // the model and the target have two of the ten
        assertThat(statistics.byTag("team"))
                .hasSize(8 + 1)
                .containsOnlyKeys(
                        "team-0",
                        "team-1",
                        "team-2",
                        "team-3",
                        "team-4",
                        "team-5",
                        "team-6",
                        "team-7",
                        Statistics.OTHER);
        Figures others = statistics.byTag("team").get(Statistics.OTHER);
        assertThat(others.calls().complete()).isEqualTo(22);
        assertThat(others.attempts().cost()).isEqualByComparingTo("0.022");
        assertThat(List.copyOf(statistics.byTag("team").keySet())).last().isEqualTo(Statistics.OTHER);
        assertThat(statistics.overall().calls().complete()).isEqualTo(30);
    }

    @Test
    void whoWasSilentForAWindowMakesRoom() {
        for (int team = 0; team < 8; team++) {
            call("team-" + team);
        }
        world.advance(Duration.ofSeconds(40));
        call("team-0");
        world.advance(Duration.ofSeconds(30));
        call("late");
        assertThat(statistics.byTag("team")).containsOnlyKeys("team-0", "late");
    }

    @Test
    void aLongCallKeepsItsPlace() {
        GatewayListener reader = statistics.call(NOTHING).orElseThrow();
        reader.on(new GatewayEvent.CallStarted("op", world.now(), "chat", "smart", true, Map.of("team", "slow"), null));
        world.advance(Duration.ofMinutes(10));
        for (int team = 0; team < 30; team++) {
            call("team-" + team);
        }
        assertThat(statistics.byTag("team").get("slow").calls().underWay()).isEqualTo(1);
        reader.on(new GatewayEvent.CallEnded(
                "op",
                world.now(),
                Outcome.FAILED,
                null,
                null,
                "StreamBrokenException",
                null,
                null,
                Duration.ofMinutes(10)));
        assertThat(statistics.byTag("team").get("slow").calls().failed()).isEqualTo(1);
        assertThat(statistics.byTag("team").get("slow").calls().underWay()).isZero();
    }

    @Test
    void nothingIsLostWhileSeriesComeAndGo() throws Exception {
        int threads = 8;
        int each = 25;
        long total = (long) threads * each;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        for (int round = 0; round < 60; round++) {
            world.advance(Duration.ofSeconds(63)); // all are silent: some come back at the moment they are given up
            CyclicBarrier go = new CyclicBarrier(threads);
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int from = round * 3 + thread;
                all.add(pool.submit(() -> {
                    go.await();
                    for (int i = 0; i < each; i++) {
                        call("team-" + (from + i) % 40);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
            Figures overall = statistics.overall();
            assertThat(overall.calls().complete()).isEqualTo(total);
            assertThat(overall.calls().underWay()).isZero();
            assertThat(overall.attempts().usage().output()).isEqualTo(5 * total);
            assertThat(overall.attempts().cost())
                    .isEqualByComparingTo(new BigDecimal("0.001").multiply(BigDecimal.valueOf(total)));
            assertThat(overall.attempts().took().count()).isEqualTo(total);
            assertThat(calls(statistics.byModel())).isEqualTo(total);
            assertThat(calls(statistics.byTag("team"))).isEqualTo(total);
            assertThat(statistics.byTag("team").size()).isLessThanOrEqualTo(8 + 1);
            assertThat(statistics.byTarget().values().stream()
                            .mapToLong(one -> one.complete())
                            .sum())
                    .isEqualTo(total);
            assertThat(statistics.recent()).hasSize(5);
        }
        pool.shutdown();
    }
}
