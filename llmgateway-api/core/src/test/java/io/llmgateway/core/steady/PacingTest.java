package io.llmgateway.core.steady;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.llmgateway.testkit.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own limits of a provider. */
@Timeout(30)
class PacingTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider one = new ScriptedProvider("one", world).otherwise(call -> Script.answer("one"));
    private final ScriptedProvider two = new ScriptedProvider("two", world).otherwise(call -> Script.answer("two"));

    private LlmClient client(String limits) {
        return client(limits, Map.of());
    }

    private LlmClient client(String limits, Map<String, String> environment) {
        return LlmGateway.builder()
                .environment(environment)
                .yaml("llmgateway: { providers: { one: { type: scripted, limits: { " + limits + " } } },"
                        + " steady: { max-attempts: 3, retry: { attempts: 1 } },"
                        + " models: { both: { targets: [one/a, two/b] }, lone: { targets: [one/a] } } }")
                .defaultModel("both")
                .factory(ScriptedProvider.factory(one))
                .world(world)
                .provide("two", two)
                .build();
    }

    private static String who(LlmClient client) {
        return client.chat("hi").provider();
    }

    private static String small(LlmClient client) {
        return client.chat(c -> c.user("hi").maxTokens(50)).provider();
    }

    @Test
    void requestsBeyondTheLimitWaitForTheirTurn() {
        try (LlmClient client = client("requests: 2, window: 10s, max-wait: 6s")) {
            who(client);
            who(client);
            assertThat(world.sleeps()).isEmpty();
            ChatResponse third = client.chat("hi");
            assertThat(third.provider()).isEqualTo("one");
            assertThat(world.sleeps()).containsExactly(Duration.ofSeconds(5));
            assertThat(third.explain().toString())
                    .contains("steady", "waits up to 6000 ms for one/a: its limits, llmgateway.providers.one.limits,");
        }
    }

    @Test
    void whoCannotGetARoomInTimeGoesToTheNextTargetAtOnce() {
        try (LlmClient client = client("requests: 2, window: 10s, max-wait: 4s")) {
            who(client);
            who(client);
            ChatResponse third = client.chat("hi");
            assertThat(third.provider()).isEqualTo("two");
            assertThat(third.attempts()).as("nothing was sent").hasSize(1);
            assertThat(world.sleeps()).isEmpty();
            world.advance(Duration.ofSeconds(5));
            assertThat(who(client)).as("its health did not suffer").isEqualTo("one");
        }
    }

    @Test
    void theWindowIsAMinuteAndALoneTargetIsWaitedForFiveSecondsIfNotSaid() {
        try (LlmClient client = client("requests: 12")) {
            LlmClient lone = client.with(o -> o.model("lone"));
            for (int i = 0; i < 12; i++) {
                assertThat(who(lone)).isEqualTo("one");
            }
            assertThat(lone.chat("hi").explain().toString()).contains("waits up to 5000 ms for one/a");
            assertThat(world.sleeps()).containsExactly(Duration.ofSeconds(5));
        }
    }

    @Test
    void nobodyWaitsWhereAnotherTargetIsLeftIfNotSaid() {
        try (LlmClient client = client("requests: 1")) {
            assertThat(who(client)).isEqualTo("one");
            assertThat(who(client)).isEqualTo("two");
            assertThat(world.sleeps()).isEmpty();
        }
    }

    @Test
    void nobodyWaitsPastTheDeadline() {
        try (LlmClient client = client("requests: 1, window: 10s, max-wait: 20s")) {
            who(client);
            assertThat(who(client.with(o -> o.timeout(Duration.ofSeconds(8))))).isEqualTo("two");
            assertThat(world.sleeps()).isEmpty();
        }
    }

    @Test
    void aLoneTargetFailsAsIfRateLimitedAndSaysWhatToDo() {
        try (LlmClient client = client("requests: 1, window: 10m, max-wait: 0s")) {
            LlmClient lone = client.with(o -> o.model("lone"));
            who(lone);
            ProviderFailedException failed = catchThrowableOfType(ProviderFailedException.class, () -> lone.chat("hi"));
            assertThat(failed.kind()).isEqualTo(FailureClass.RATE_LIMITED);
            assertThat(failed.retryAfter()).contains(Duration.ofMinutes(10));
            assertThat(failed).hasMessageContaining("not sent").hasMessageContaining("llmgateway.providers.one.limits");
            assertThat(one.calls()).hasSize(1);
        }
    }

    @Test
    void aFullTargetIsNotAskedForEver() {
        try (LlmClient client = client("concurrent: 1, max-wait: 0s")) {
            LlmClient lone = client.with(o -> o.model("lone"));
            try (ChatStream held = lone.stream(ChatRequest.of("hi"))) {
                assertThatThrownBy(() -> lone.chat("hi"))
                        .isInstanceOf(LlmException.class)
                        .hasStackTraceContaining("RATE_LIMITED");
                assertThat(one.calls()).hasSize(1);
                assertThat(held.await().text()).isEqualTo("one");
            }
        }
    }

    @Test
    void tokensAreExpectedFirstAndCountedAsToldLater() {
        one.otherwise(
                call -> Script.answer("x", Usage.builder().input(10).output(890).build()));
        try (LlmClient client = client("tokens: 1000, window: 10s, max-wait: 0s")) {
            assertThat(small(client)).isEqualTo("one");
            assertThat(small(client)).as("100 are left for some 60").isEqualTo("one");
            assertThat(small(client)).as("800 in debt").isEqualTo("two");
            world.advance(Duration.ofSeconds(8));
            assertThat(small(client)).as("nothing left yet").isEqualTo("two");
            world.advance(Duration.ofSeconds(1));
            assertThat(small(client)).isEqualTo("one");
        }
    }

    @Test
    void aRequestLargerThanTheLimitGoesAloneInsteadOfNever() {
        try (LlmClient client = client("tokens: 100, window: 10s, max-wait: 0s")) {
            String large = "many words ".repeat(200);
            assertThat(client.chat(large).provider()).isEqualTo("one");
            assertThat(client.chat(large).provider()).isEqualTo("two");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callsUnderWayAreBoundedUntilTheyEnd(boolean complete) {
        try (LlmClient client = client("concurrent: 1, max-wait: 2s")) {
            ChatStream held = client.stream(ChatRequest.of("hi"));
            assertThat(who(client)).isEqualTo("two");
            assertThat(world.sleeps()).containsExactly(Duration.ofSeconds(2));
            if (complete) {
                held.await();
            }
            held.close();
            assertThat(who(client)).isEqualTo("one");
        }
    }

    @Test
    void whoWaitsIsLetInAsSoonAsSomebodyLeaves() {
        try (LlmClient client = client("concurrent: 1, max-wait: 2s")) {
            ChatStream held = client.stream(ChatRequest.of("hi"));
            world.onSleep(wait -> held.close());
            assertThat(who(client)).isEqualTo("one");
            assertThat(world.elapsed()).isZero();
        }
    }

    @Test
    void aCancelEndsTheWaitAtOnceAndLeavesNothingBehind() {
        try (LlmClient client = client("concurrent: 1, max-wait: 2s")) {
            try (ChatStream held = client.stream(ChatRequest.of("hi"))) {
                world.onSleep(wait -> Thread.currentThread().interrupt());
                assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(CancelledException.class);
                assertThat(Thread.interrupted()).isTrue();
                assertThat(world.elapsed()).isZero();
                assertThat(held.await().text()).isEqualTo("one");
            }
            assertThat(who(client)).isEqualTo("one");
        }
    }

    @Test
    void failuresGiveTheirPlaceBack() {
        one.fails(FailureClass.OVERLOADED).fails(FailureClass.TRANSIENT);
        try (LlmClient client = client("concurrent: 1, max-wait: 0s")) {
            assertThat(who(client)).isEqualTo("two");
            assertThat(who(client)).isEqualTo("two");
            assertThat(who(client)).isEqualTo("one");
        }
    }

    /** How many of twelve streams at once the first target gets; they are given up afterwards. */
    private int room(LlmClient client) {
        int before = one.calls().size();
        List<ChatStream> held = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            held.add(client.stream(ChatRequest.of("hi")));
        }
        held.forEach(ChatStream::close);
        return one.calls().size() - before;
    }

    private static Script clockRanOut(String code) {
        return Script.fail(new Failure(FailureClass.TRANSIENT, "nothing came", null, code, null, null));
    }

    @Test
    void anAdaptiveLimitShrinksWhenTheVendorPushesBackAndGrowsWhenItIsWell() {
        try (LlmClient client = client("concurrent: 8, adaptive: true, max-wait: 0s")) {
            assertThat(room(client)).isEqualTo(8);
            one.fails(FailureClass.OVERLOADED);
            who(client);
            assertThat(room(client)).isEqualTo(4);
            one.then(clockRanOut("timeout_first_token"));
            who(client);
            assertThat(room(client)).isEqualTo(2);
            one.then(clockRanOut("unreachable")).then(clockRanOut("connection_lost"));
            who(client);
            who(client);
            assertThat(room(client)).as("nothing of its load").isEqualTo(2);
            who(client);
            who(client);
            assertThat(room(client)).as("two more good answers").isEqualTo(3);
        }
    }

    @Test
    void aStreamThatFailsInItsMiddleShrinksItToo() {
        Failure overloaded = Failure.of(FailureClass.OVERLOADED, "too much to do");
        try (LlmClient client = client("concurrent: 8, adaptive: true, max-wait: 0s")) {
            one.then(Script.answer("one two three").cutAfter(3, overloaded));
            assertThatThrownBy(() -> {
                        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                            stream.await();
                        }
                    })
                    .isInstanceOf(StreamBrokenException.class);
            assertThat(room(client)).isEqualTo(4);
        }
    }

    @Test
    void streamsThatBeginLaterShrinkItAndWholeAnswersDoNot() {
        try (LlmClient client = client("concurrent: 8, adaptive: true, max-wait: 0s")) {
            for (int i = 0; i < 40; i++) {
                Duration pace = Duration.ofMillis(i < 20 ? 100 : 1_500);
                one.then(Script.answer("one").after(pace));
                who(client);
            }
            assertThat(room(client)).isEqualTo(8);
            for (int i = 0; i < 110; i++) {
                Duration pace = Duration.ofMillis(i < 100 ? 100 : 1_500);
                one.then(Script.answer("one").after(pace));
                try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                    stream.await();
                }
            }
            assertThat(room(client)).as("a quarter").isEqualTo(2);
        }
    }

    @Test
    void whoWaitsIsToldHowManyAreAllowed() {
        one.fails(FailureClass.OVERLOADED);
        try (LlmClient client = client("concurrent: 2, adaptive: true, max-wait: 2s")) {
            who(client);
            ChatStream held = client.stream(ChatRequest.of("hi"));
            world.onSleep(wait -> held.close());
            ChatResponse response = client.chat("hi");
            assertThat(response.provider()).isEqualTo("one");
            assertThat(response.explain().toString())
                    .contains("llmgateway.providers.one.limits, are reached; allowed at the moment: 1 at a time");
        }
    }

    @Test
    void usersComeInTurnAlsoWhereAPrincipalNamesThem() {
        SimWorld world = new SimWorld();
        ScriptedProvider vendor = new ScriptedProvider("one", world)
                .otherwise(call -> Script.answer("one").after(Duration.ofSeconds(10)));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { providers: { one: { type: scripted, limits: { concurrent: 1, max-wait: 1m } } } }")
                .defaultModel("one/a")
                .factory(ScriptedProvider.factory(vendor))
                .world(world)
                .build()) {
            List<String> coming = List.of("ann 0", "ann 1", "ann 2", "bob 3");
            for (String question : coming) {
                Principal who =
                        Principal.builder().user(question.substring(0, 3)).build();
                Duration second = Duration.ofSeconds(Integer.parseInt(question.substring(4)));
                world.actor(question, () -> {
                    world.sleep(second, new Cancellation());
                    client.with(o -> o.principal(who)).chat(question);
                });
            }
            world.run();
            assertThat(vendor.chats())
                    .extracting(chat -> chat.messages().get(0).text())
                    .containsExactly("ann 0", "ann 1", "bob 3", "ann 2");
        }
    }

    @Test
    void eachModelHasItsOwnLimit() {
        try (LlmClient client = client("requests: 1, max-wait: 0s")) {
            assertThat(client.chat(c -> c.model("one/a").user("hi")).provider()).isEqualTo("one");
            assertThat(client.chat(c -> c.model("one/b").user("hi")).provider()).isEqualTo("one");
            assertThat(who(client)).isEqualTo("two");
        }
    }

    @Test
    void theEnvironmentSetsLimitsToo() {
        try (LlmClient client = client(
                "requests: 100",
                Map.of(
                        "LLMGATEWAY_PROVIDERS_ONE_LIMITS_REQUESTS", "1",
                        "LLMGATEWAY_PROVIDERS_ONE_LIMITS_TOKENS", "100000",
                        "LLMGATEWAY_PROVIDERS_ONE_LIMITS_CONCURRENT", "7",
                        "LLMGATEWAY_PROVIDERS_ONE_LIMITS_ADAPTIVE", "true",
                        "LLMGATEWAY_PROVIDERS_ONE_LIMITS_WINDOW", "3s",
                        "LLMGATEWAY_PROVIDERS_ONE_LIMITS_MAX_WAIT", "4s"))) {
            who(client);
            assertThat(who(client)).isEqualTo("one");
            assertThat(world.sleeps()).containsExactly(Duration.ofSeconds(3));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-wait: 1s | names no limit",
                "requests: 0 | requests is 0",
                "tokens: -1 | tokens is -1",
                "concurrent: 0 | concurrent is 0",
                "requests: 1, adaptive: true | adaptive is true, but there is no concurrent",
                "requests: 1, window: 0s | window is PT0S",
                "concurrent: 1, window: 5s | neither requests nor tokens",
                "requests: 1, per: user | there is no such property",
            })
    void whatMakesNoSenseIsRefused(String limits, String why) {
        assertThatThrownBy(() -> client(limits))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.one.limits")
                .hasMessageContaining(why);
    }
}
