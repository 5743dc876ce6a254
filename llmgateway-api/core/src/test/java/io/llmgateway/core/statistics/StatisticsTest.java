package io.llmgateway.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.llmgateway.watch.Attempts;
import io.llmgateway.watch.Calls;
import io.llmgateway.watch.Figures;
import io.llmgateway.watch.RecentCall;
import io.llmgateway.watch.Statistics;
import io.llmgateway.watch.TargetHealth;
import io.llmgateway.watch.Times;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client tells of its last minutes. */
@Timeout(30)
class StatisticsTest {
    private static final Usage USAGE =
            Usage.builder().input(100).cacheRead(20).output(40).reasoning(10).build();

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider one = new ScriptedProvider("one", world);
    private final ScriptedProvider two = new ScriptedProvider("two", world);

    private LlmClient client(String settings) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { steady: { retry: { attempts: 1 } }, " + settings + " }")
                .world(world)
                .provide("one", one)
                .provide("two", two)
                .model("both", "one/a", "two/b")
                .model("spare", "two/b", "two/c")
                .defaultModel("both")
                .build();
    }

    private LlmClient client() {
        return client("watch: { statistics: { tags: [team] } }");
    }

    private static Script answer(String dollars) {
        return Script.answer(new ChatResponse(
                List.of(new Part.Text("secret answer", null)),
                FinishReason.STOP,
                USAGE,
                ResponseInfo.builder("one", "a").billed(new BigDecimal(dollars)).build()));
    }

    private static void about(Duration real, Duration figure) {
        assertThat((double) figure.toNanos()).isCloseTo((double) real.toNanos(), within(real.toNanos() * 0.01));
    }

    @Test
    void aWholeAnswerIsInAllItsFigures() {
        one.then(answer("0.25").after(Duration.ofSeconds(2)));
        one.then(answer("0.50").after(Duration.ofSeconds(3)));
        try (LlmClient client = client()) {
            client.chat(c -> c.user("hi").tag("team", "search"));
            client.chat("hi");
            Figures all = client.statistics().overall();
            assertThat(all.calls().complete()).isEqualTo(2);
            assertThat(all.calls().ended()).isEqualTo(2);
            about(Duration.ofSeconds(2), all.calls().took().p50());
            about(Duration.ofMillis(2_500), all.calls().took().mean());
            about(Duration.ofSeconds(3), all.calls().took().max());
            Attempts attempts = all.attempts();
            assertThat(attempts.complete()).isEqualTo(2);
            about(Duration.ofSeconds(3), attempts.took().p99());
            assertThat(attempts.firstContent()).as("nothing was streamed").isEqualTo(Times.NONE);
            assertThat(attempts.usage()).isEqualTo(USAGE.plus(USAGE));
            assertThat(attempts.outputRate()).isEqualTo(100 / 5.0);
            assertThat(attempts.cost()).isEqualByComparingTo("0.75");
            assertThat(attempts.unpriced()).isZero();
            assertThat(client.statistics().byModel()).containsOnlyKeys("both").containsValue(all);
            assertThat(client.statistics().byTarget()).containsOnlyKeys("one/a").containsValue(attempts);
            assertThat(client.statistics().byTag("team")).containsOnlyKeys("search");
            Figures search = client.statistics().byTag("team").get("search");
            assertThat(search.calls().complete()).isEqualTo(1);
            assertThat(search.attempts().cost()).isEqualByComparingTo("0.25");
        }
    }

    @Test
    void aStreamedAnswerHasATimeToItsFirstContent() {
        one.then(Script.answer("some more words", USAGE)
                .after(Duration.ofMillis(400))
                .between(Duration.ofMillis(100)));
        try (LlmClient client = client()) {
            try (ChatStream stream = client.stream("hi")) {
                assertThat(client.statistics().overall().calls().underWay()).isEqualTo(1);
                assertThat(client.statistics().byModel().get("both").calls().underWay())
                        .isEqualTo(1);
                stream.await();
            }
            Attempts attempts = client.statistics().overall().attempts();
            assertThat(attempts.firstContent().count()).isEqualTo(1);
            about(Duration.ofMillis(500), attempts.firstContent().p50()); // the frame before it came at 400
            assertThat(attempts.took().p50())
                    .isGreaterThan(attempts.firstContent().max());
            assertThat(client.statistics().overall().calls().underWay()).isZero();
            assertThat(attempts.unpriced()).as("nobody knows its price").isEqualTo(1);
            assertThat(attempts.cost()).isEqualByComparingTo("0");
        }
    }

    @Test
    void failuresAreCountedByTheirClassAndLeaveTheTimesAlone() {
        one.then(Script.fail(FailureClass.OVERLOADED)).then(Script.fail(FailureClass.CALLER_FAULT));
        two.then(answer("1").after(Duration.ofSeconds(1)));
        try (LlmClient client = client()) {
            client.chat("hi");
            assertThat(catchThrowable(() -> client.chat("hi"))).isNotNull();
            Figures all = client.statistics().overall();
            assertThat(all.calls().complete()).isEqualTo(1);
            assertThat(all.calls().failed()).isEqualTo(1);
            assertThat(all.calls().refused()).isZero();
            assertThat(all.calls().took().count()).isEqualTo(1);
            assertThat(all.attempts().failed()).isEqualTo(2);
            assertThat(all.attempts().failures())
                    .containsOnly(Map.entry(FailureClass.OVERLOADED, 1L), Map.entry(FailureClass.CALLER_FAULT, 1L));
            assertThat(client.statistics().byTarget().get("one/a").failed()).isEqualTo(2);
            assertThat(client.statistics().byTarget().get("one/a").took().count())
                    .isZero();
            assertThat(client.statistics().byTarget().get("two/b").complete()).isEqualTo(1);
        }
    }

    @Test
    void refusalsAreCountedApart() {
        one.then(answer("1"));
        try (LlmClient client = client("admit: { limits: { all: { requests: 1, window: 1m } } }")) {
            client.chat("hi");
            assertThat(catchThrowable(() -> client.chat("hi"))).isNotNull();
            Calls calls = client.statistics().overall().calls();
            assertThat(calls.failed()).isEqualTo(1);
            assertThat(calls.refused()).isEqualTo(1);
            assertThat(client.statistics().recent().get(0).error()).isEqualTo("RefusedException");
            assertThat(client.statistics().recent().get(0).target()).isNull();
        }
    }

    @Test
    void aStreamTheReaderLeavesIsAbandoned() {
        one.then(Script.answer("some more words", USAGE));
        try (LlmClient client = client()) {
            try (ChatStream stream = client.stream("hi")) {
                stream.iterator().next();
            }
            Figures all = client.statistics().overall();
            assertThat(all.calls().abandoned()).isEqualTo(1);
            assertThat(all.calls().underWay()).isZero();
            assertThat(all.attempts().abandoned()).isEqualTo(1);
            assertThat(all.attempts().usage().estimated()).isTrue();
        }
    }

    @Test
    void aBrokenStreamHasFailed() {
        one.then(Script.answer("some more words", USAGE).cutAfter(2));
        try (LlmClient client = client()) {
            assertThat(catchThrowable(() -> {
                        try (ChatStream stream = client.stream("hi")) {
                            stream.await();
                        }
                    }))
                    .isNotNull();
            Figures all = client.statistics().overall();
            assertThat(all.calls().failed()).isEqualTo(1);
            assertThat(all.attempts().failures()).containsOnly(Map.entry(FailureClass.TRANSIENT, 1L));
            assertThat(client.statistics().recent().get(0).error()).isEqualTo("StreamBrokenException");
        }
    }

    @Test
    void aRememberedAnswerIsACallAndNoAttempt() {
        one.then(answer("0.25").after(Duration.ofSeconds(2)));
        try (LlmClient client = client("recall: { exact: { ttl: 10m } }")) {
            client.chat("hi");
            client.chat("hi");
            Figures all = client.statistics().overall();
            assertThat(all.calls().complete()).isEqualTo(2);
            assertThat(all.calls().remembered()).isEqualTo(1);
            assertThat(all.calls().saved()).isEqualByComparingTo("0.25");
            assertThat(all.attempts().complete()).isEqualTo(1);
            assertThat(all.attempts().cost()).isEqualByComparingTo("0.25");
            assertThat(client.statistics().byTarget().get("one/a").ended()).isEqualTo(1);
            assertThat(client.statistics().recent())
                    .extracting(call -> call.cost().known())
                    .satisfiesExactly(free -> assertThat(free).isZero(), paid -> assertThat(paid)
                            .isEqualByComparingTo("0.25"));
        }
    }

    @Test
    void bothOfAHedgedPairAreAttempts() throws Exception {
        ScriptedProvider slow =
                new ScriptedProvider("slow").then(Script.answer("late").heldBy(new Gate()));
        ScriptedProvider spare = new ScriptedProvider("spare").answers("here");
        CountDownLatch both = new CountDownLatch(2);
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { models: { m: { targets: [slow/x, spare/x], hedge-after: 5ms } } }")
                .provide("slow", slow)
                .provide("spare", spare)
                .listener(event -> {
                    if (event instanceof GatewayEvent.Booked) {
                        both.countDown();
                    }
                })
                .build()) {
            client.chat("hi");
            assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
            Statistics statistics = client.statistics();
            assertThat(statistics.overall().calls().complete()).isEqualTo(1);
            assertThat(statistics.byTarget().get("slow/x").abandoned()).isEqualTo(1);
            assertThat(statistics.byTarget().get("spare/x").complete()).isEqualTo(1);
            assertThat(statistics.byModel().get("m").attempts().ended()).isEqualTo(2);
            assertThat(statistics.recent().get(0).target()).isEqualTo("spare/x");
        }
    }

    @Test
    void aShadowIsAnAttemptWithoutACall() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        ScriptedProvider toy = new ScriptedProvider("toy").otherwise(call -> Script.answer("yes"));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { models: { m: { targets: [toy/x], shadow: { model: toy/y, percent: 100 } } } }")
                .provide("toy", toy)
                .listener(event -> {
                    if (event instanceof GatewayEvent.Booked) {
                        both.countDown();
                    }
                })
                .build()) {
            client.chat("hi");
            assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.statistics().overall().calls().complete()).isEqualTo(1);
            assertThat(client.statistics().overall().attempts().complete()).isEqualTo(2);
            assertThat(client.statistics().byTarget().get("toy/y").complete()).isEqualTo(1);
        }
    }

    @Test
    void waitsAreCounted() {
        one.otherwise(call -> Script.answer("yes"));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { providers: { one: { type: scripted, limits: { requests: 1, window: 10s, max-wait:"
                        + " 20s } } }, default-model: one/a }")
                .factory(ScriptedProvider.factory(one))
                .world(world)
                .build()) {
            client.chat("hi");
            client.chat("hi");
            assertThat(world.sleeps()).hasSize(1);
            assertThat(client.statistics().overall().attempts().waits()).isEqualTo(1);
            assertThat(client.statistics().byTarget().get("one/a").waits()).isEqualTo(1);
        }
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        one.otherwise(call -> answer("0.25"));
        try (LlmClient client = client("watch: { statistics: { window: 10m } }")) {
            client.chat("hi");
            world.advance(Duration.ofMinutes(9).plusSeconds(29));
            client.chat("hi");
            assertThat(client.statistics().overall().calls().complete()).isEqualTo(2);
            world.advance(Duration.ofSeconds(31));
            assertThat(client.statistics().overall().calls().complete()).isEqualTo(1);
            assertThat(client.statistics().overall().attempts().cost()).isEqualByComparingTo("0.25");
            world.advance(Duration.ofMinutes(10));
            assertThat(client.statistics().overall()).isEqualTo(Figures.NONE);
            assertThat(client.statistics().byModel()).isEmpty();
            assertThat(client.statistics().recent())
                    .as("calls are kept by number")
                    .hasSize(2);
        }
    }

    @Test
    void allViewsShareThem() {
        one.otherwise(call -> answer("0.25"));
        try (LlmClient client = client()) {
            LlmClient view = client.with(o -> o.tag("team", "search"));
            view.chat("hi");
            client.chat("hi");
            assertThat(view.statistics()).isSameAs(client.statistics());
            assertThat(client.statistics().byTag("team").get("search").calls().complete())
                    .isEqualTo(1);
            assertThatThrownBy(() -> client.statistics().byTag("app"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("llmgateway.watch.statistics.tags")
                    .hasMessageContaining("[team]");
        }
    }

    @Test
    void switchedOffTheySaySoAndKeepNothing() {
        one.otherwise(call -> answer("0.25"));
        try (LlmClient client = client("watch: { statistics: { enabled: false, tags: [team] } }")) {
            client.chat(c -> c.user("hi").tag("team", "search"));
            Statistics statistics = client.statistics();
            assertThat(statistics.enabled()).isFalse();
            assertThat(statistics.overall()).isEqualTo(Figures.NONE);
            assertThat(statistics.byModel()).isEmpty();
            assertThat(statistics.byTag("team")).isEmpty();
            assertThat(statistics.byTarget()).isEmpty();
            assertThat(statistics.recent()).isEmpty();
            assertThat(statistics.health()).as("routing knows it anyway").isNotEmpty();
        }
    }

    @Test
    void theHealthOfRoutesIsKnownWithoutAskingAnybody() {
        one.then(Script.fail(
                new Failure(FailureClass.RATE_LIMITED, "slow down", 429, null, null, Duration.ofSeconds(10))));
        two.then(answer("1").after(Duration.ofSeconds(3)));
        try (LlmClient client = client()) {
            Statistics statistics = client.statistics();
            assertThat(statistics.health())
                    .extracting(TargetHealth::target, TargetHealth::state, TargetHealth::share)
                    .containsExactly(
                            tuple("one/a", TargetHealth.State.CLOSED, 1.0),
                            tuple("two/b", TargetHealth.State.CLOSED, 1.0),
                            tuple("two/c", TargetHealth.State.CLOSED, 1.0));
            client.chat("hi");
            Map<String, List<TargetHealth>> routes = statistics.routes();
            assertThat(routes).containsOnlyKeys("both", "spare");
            TargetHealth cooling = routes.get("both").get(0);
            assertThat(cooling.state()).isEqualTo(TargetHealth.State.COOLING);
            assertThat(cooling.available()).isFalse();
            assertThat(cooling.until()).isEqualTo(FakeWorld.BEGINNING.plusSeconds(10));
            assertThat(cooling.share()).isZero();
            TargetHealth well = routes.get("both").get(1);
            assertThat(well.state()).isEqualTo(TargetHealth.State.CLOSED);
            assertThat(well.until()).isNull();
            assertThat(well.answer()).isEqualTo(Duration.ofSeconds(3));
            assertThat(well.firstContentP95()).as("one answer is too few").isNull();
            assertThat(well.headroom()).isEqualTo(1);
            assertThat(well.underWay()).isZero();
            world.advance(Duration.ofSeconds(10));
            assertThat(statistics.routes().get("both").get(0).state()).isEqualTo(TargetHealth.State.PROBING);
            assertThat(one.calls()).hasSize(1);
        }
    }

    @Test
    void recentCallsTellTheirCourseWithoutContent() {
        one.then(Script.fail(FailureClass.OVERLOADED)).otherwise(call -> answer("0.25"));
        two.then(answer("0.50"));
        try (LlmClient client = client("watch: { statistics: { recent: 2 } }")) {
            client.chat("first question");
            world.advance(Duration.ofSeconds(1));
            client.chat(c -> c.user("second question").tag("team", "search"));
            List<RecentCall> recent = client.statistics().recent();
            assertThat(recent).hasSize(2);
            RecentCall second = recent.get(0);
            assertThat(second.model()).isEqualTo("both");
            assertThat(second.kind()).isEqualTo("chat");
            assertThat(second.tags()).isEqualTo(Map.of("team", "search"));
            assertThat(second.outcome()).isEqualTo(Outcome.COMPLETE);
            RecentCall first = recent.get(1);
            assertThat(first.target()).isEqualTo("two/b");
            assertThat(first.cost().known()).isEqualByComparingTo("0.50");
            assertThat(first.explanation().toString()).contains("one/a", "two/b");
            assertThat(recent.toString()).doesNotContain("question").doesNotContain("secret");
            world.advance(Duration.ofSeconds(1));
            client.chat("third");
            assertThat(client.statistics().recent())
                    .extracting(RecentCall::at)
                    .hasSize(2)
                    .isSortedAccordingTo((a, b) -> b.compareTo(a))
                    .contains(second.at())
                    .doesNotContain(first.at());
        }
    }

    @Test
    void noneIsKeptWhereNoneIsWanted() {
        one.otherwise(call -> answer("0.25"));
        try (LlmClient client = client("watch: { statistics: { recent: 0 } }")) {
            client.chat("hi");
            assertThat(client.statistics().recent()).isEmpty();
            assertThat(client.statistics().overall().calls().complete()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window: 9s | from 10s to 1d",
                "window: 25h | from 10s to 1d",
                "max-series: 9 | from 10 to 100000",
                "recent: -1 | from 0 to 10000",
                "recent: 10001 | from 0 to 10000",
                "tags: ['', team] | blank"
            })
    void nonsenseIsRefused(String setting, String why) {
        assertThatThrownBy(() -> client("watch: { statistics: { " + setting + " } }"))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.watch.statistics")
                .hasMessageContaining(why);
    }
}
