package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Stage;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.money.BudgetState;
import io.llmgateway.spi.CounterStore;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets, seen from the application. */
class BudgetsTest {
    private static final Instant MORNING = Instant.parse("2026-05-06T06:00:00Z");

    private final FakeWorld world = new FakeWorld().setNow(MORNING);
    private final ScriptedProvider dear = new ScriptedProvider("dear", world).otherwise(call -> Script.answer("well"));
    private final ScriptedProvider cheap = new ScriptedProvider("cheap", world).otherwise(call -> Script.answer("ok"));
    private final List<GatewayEvent> events = new CopyOnWriteArrayList<>();

    private LlmGateway.Builder builder(String budgets) {
        return LlmGateway.builder()
                .environment(Map.of("LLMGATEWAY_STEADY_RETRY_ATTEMPTS", "1"))
                .yaml("llmgateway: { admit: { budgets: { " + budgets + " } } }")
                .world(world)
                .provide("dear", dear)
                .provide("cheap", cheap)
                .model("smart", "dear/big", "cheap/small")
                .model("thrifty", "cheap/small")
                .defaultModel("smart")
                .listener(events::add);
    }

    private static RefusedException refused(LlmClient client, ChatRequest request) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> client.chat(request));
        assertThat(refused).as("a refusal").isNotNull();
        return refused;
    }

    private static ChatRequest by(String user) {
        return ChatRequest.builder().user("Why?").endUser(user).build();
    }

    private static ChatRequest question() {
        return ChatRequest.of("Why?");
    }

    private static BudgetState state(LlmClient client, String budget) {
        return client.budgets().states().stream()
                .filter(state -> state.budget().equals(budget))
                .findFirst()
                .orElseThrow();
    }

    private static void stands(LlmClient client, String budget, long spent, long reserved) {
        BudgetState state = state(client, budget);
        assertThat(state.spent()).as("spent").isEqualByComparingTo(BigDecimal.valueOf(spent));
        assertThat(state.reserved()).as("reserved").isEqualByComparingTo(BigDecimal.valueOf(reserved));
    }

    private <T extends GatewayEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void whatIsSpentIsRefusedUntilTheWindowEnds() {
        try (LlmClient client = builder("all: { amount: 2 requests, window: day, zone: Europe/Berlin }")
                .build()) {
            client.chat(question());
            client.chat(question());
            RefusedException refused = refused(client, question());
            assertThat(refused.rule()).isEqualTo("llmgateway.admit.budgets.all");
            assertThat(refused.retryAfter()).contains(Duration.ofHours(16));
            assertThat(refused)
                    .hasMessageContainingAll(
                            "\"all\"", "2 requests", "2026-05-06T22:00:00Z", "llmgateway.admit.budgets.all.amount");
            assertThat(dear.calls()).hasSize(2);
            assertThat(state(client, "all").since()).isEqualTo("2026-05-05T22:00:00Z");
            assertThat(state(client, "all").until()).isEqualTo("2026-05-06T22:00:00Z");
            world.advance(Duration.ofHours(16));
            client.chat(question());
            stands(client, "all", 1, 0);
        }
    }

    @Test
    void aCallThatIsMoreThanTheWholeBudgetIsToldThatWaitingDoesNotHelp() {
        try (LlmClient client =
                builder("all: { amount: 1000 tokens, window: 1h }").build()) {
            RefusedException refused = refused(
                    client, ChatRequest.builder().user("Why?").maxTokens(1001).build());
            assertThat(refused.retryAfter()).isEmpty();
            assertThat(refused.retryable()).isFalse();
            assertThat(refused).hasMessageContaining("maxTokens");
            assertThat(events(GatewayEvent.BudgetReached.class)).isEmpty();
        }
    }

    static Stream<Arguments> moreThanCanBeCounted() {
        return Stream.of(
                Arguments.of("n", 1e18),
                Arguments.of("n", Double.POSITIVE_INFINITY),
                Arguments.of("n", BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE)),
                Arguments.of("n", new BigDecimal("1e1000000000")),
                Arguments.of("max_tokens", Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource
    void moreThanCanBeCounted(String field, Number value) {
        ChatRequest absurd = question().toBuilder().extra(field, value).build();
        try (LlmClient client =
                builder("all: { amount: 1000000 tokens, window: 1h }").build()) {
            assertThat(refused(client, absurd).retryable()).isFalse();
        }
        assertThat(dear.calls()).isEmpty();
    }

    @Test
    void whatIsBelowZeroLetsNobodyReserveLess() {
        ChatRequest less = question().toBuilder()
                .maxTokens(1001)
                .extra("max_tokens", -1000)
                .extra("n", -1)
                .build();
        try (LlmClient client =
                builder("all: { amount: 1000 tokens, window: 1h }").build()) {
            refused(client, less);
        }
    }

    @Test
    void tokensAreBookedAsTheVendorToldThem() {
        dear.then(Script.answer(
                "well",
                Usage.builder().input(300).cacheRead(50).output(40).reasoning(2).build()));
        try (LlmClient client =
                builder("all: { amount: 100000 tokens, window: month }").build()) {
            client.chat(ChatRequest.builder().user("Why?").maxTokens(500).build());
            stands(client, "all", 392, 0);
        }
    }

    @Test
    void everyUserHasAShareAndThoseWithoutANameHaveOneTogether() {
        try (LlmClient client =
                builder("each: { per: user, amount: 1 requests, window: day }").build()) {
            client.chat(by("u1"));
            client.chat(by("u2"));
            client.chat(question());
            assertThat(refused(client, by("u1"))).hasMessageContaining("user=u1");
            assertThat(refused(client, question())).hasMessageContaining("user=(none)");
            client.chat(by("u3"));
            assertThat(client.budgets().states())
                    .extracting(state -> state.scope().get("user"))
                    .containsExactlyInAnyOrder("u1", "u2", "", "u3");
        }
    }

    @Test
    void valuesThatHoldEachOthersSeparatorsAreNotMixedUp() {
        try (LlmClient client = builder("each: { per: [user, team], amount: 1 requests, window: day }")
                .build()) {
            client.chat(by("a\n1:b").toBuilder().tag("team", "c").build());
            client.chat(by("a").toBuilder().tag("team", "1:b\nc").build());
            client.chat(by("a1:b").toBuilder().tag("team", "c").build());
        }
    }

    @Test
    void onlyCallsThatMatchAreCounted() {
        try (LlmClient client = builder(
                        "search: { match: { team: search, model: smart }, amount: 1 requests, window: day }")
                .build()) {
            ChatRequest search = question().toBuilder().tag("team", "search").build();
            client.chat(question());
            client.chat(search.toBuilder().model("thrifty").build());
            client.chat(search);
            stands(client, "search", 1, 0);
            refused(client, search);
            client.chat(search.toBuilder().model("thrifty").build());
        }
    }

    @Test
    void whereOneBudgetRefusesTheOthersAreUntouched() {
        try (LlmClient client = builder("first: { amount: 100 requests, window: day },"
                        + " second: { amount: 1 requests, window: hour }")
                .build()) {
            client.chat(question());
            assertThat(refused(client, question()).rule()).isEqualTo("llmgateway.admit.budgets.second");
            stands(client, "first", 1, 0);
            stands(client, "second", 1, 0);
        }
    }

    @Test
    void everyAttemptIsReservedAndBooked() {
        dear.fails(FailureClass.OVERLOADED);
        try (LlmClient client =
                builder("all: { amount: 3 requests, window: day }").build()) {
            assertThat(client.chat(question()).provider()).isEqualTo("cheap");
            stands(client, "all", 2, 0);
            dear.fails(FailureClass.OVERLOADED);
            RefusedException second = refused(client, question());
            assertThat(second.attempts()).hasSize(1);
            stands(client, "all", 3, 0);
            assertThat(cheap.calls()).hasSize(1);
        }
    }

    @Test
    void aStreamHoldsItsReservationAndIsBookedInTheWindowItBeganIn() {
        try (LlmClient client =
                builder("day: { amount: 10 requests, window: day }").build()) {
            world.setNow(Instant.parse("2026-05-06T23:59:59Z"));
            try (ChatStream stream = client.stream(question())) {
                stands(client, "day", 0, 1);
                world.advance(Duration.ofSeconds(2));
                stands(client, "day", 0, 0);
                stream.await();
            }
            stands(client, "day", 0, 0);
        }
    }

    @Test
    void aReaderThatGoesAwayLetsGoOfWhatIsNotUsed() {
        try (LlmClient client =
                builder("all: { amount: 100000 tokens, window: day }").build()) {
            ChatRequest request =
                    ChatRequest.builder().user("Why?").maxTokens(5000).build();
            try (ChatStream stream = client.stream(request)) {
                assertThat(state(client, "all").reserved()).isGreaterThanOrEqualTo(BigDecimal.valueOf(5000));
                assertThat(stream.iterator().hasNext()).isTrue();
            }
            BudgetState state = state(client, "all");
            assertThat(state.reserved()).isEqualByComparingTo("0");
            assertThat(state.spent()).isLessThan(BigDecimal.valueOf(5000));
        }
    }

    @Test
    void whoeverForgetsAStreamHoldsNothingForEver() {
        try (LlmClient client =
                builder("all: { amount: 1 requests, window: month }").build()) {
            ChatStream forgotten = client.stream(question());
            assertThat(refused(client, question()).retryAfter()).contains(Duration.ofSeconds(1));
            world.advance(Duration.ofMinutes(11));
            client.chat(question());
            forgotten.close();
            stands(client, "all", 2, 0);
        }
    }

    @Test
    void anAnswerThatNeedsNoAttemptCostsNothing() {
        ChatResponse remembered = new ChatResponse(
                List.of(),
                io.llmgateway.chat.FinishReason.STOP,
                Usage.NONE,
                ResponseInfo.builder("memory", "m").build());
        try (LlmClient client = builder("all: { amount: 1 requests, window: day, at: { 1: throttle 1/h } }")
                .before(Stage.RECALL, (call, chain) -> Reply.of(remembered))
                .build()) {
            for (int i = 0; i < 5; i++) {
                client.chat(question());
            }
            stands(client, "all", 0, 0);
        }
    }

    @Test
    void embeddingsAreCountedToo() {
        try (LlmClient client = builder("all: { amount: 1 requests, window: day, at: { 1: downgrade thrifty } }")
                .build()) {
            client.embed(EmbeddingRequest.of("smart", "a text"));
            assertThatThrownBy(() -> client.embed(EmbeddingRequest.of("smart", "a text")))
                    .isInstanceOf(RefusedException.class);
            assertThat(cheap.calls()).as("vectors of another model").isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fromAMarkOnACheaperModelAnswers(boolean streamed) {
        try (LlmClient client = builder(
                        "all: { amount: 4 requests, window: day, at: { 50: downgrade thrifty, 100: warn } }")
                .build()) {
            for (int i = 0; i < 2; i++) {
                assertThat(ask(client, streamed).provider()).isEqualTo("dear");
            }
            ChatResponse third = ask(client, streamed);
            assertThat(third.provider()).isEqualTo("cheap");
            assertThat(third.warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.code()).isEqualTo("downgraded");
                assertThat(warning.message()).contains("\"thrifty\"", "\"smart\"", "\"all\"");
            });
            assertThat(third.explain().steps())
                    .filteredOn(step -> step.text().startsWith("warning"))
                    .singleElement()
                    .satisfies(step -> assertThat(step.room()).isEqualTo("admit"));
            assertThat(client.chat(question().toBuilder().model("thrifty").build())
                            .warnings())
                    .as("asked for the cheaper one anyway")
                    .isEmpty();
            assertThat(cheap.calls().get(0).get(Attributes.INSTEAD_OF)).contains(new Target("dear", "big"));
            assertThat(events(GatewayEvent.Booked.class).get(2).entry().modelAsked())
                    .isEqualTo("smart");
        }
    }

    private static ChatResponse ask(LlmClient client, boolean streamed) {
        if (!streamed) {
            return client.chat(question());
        }
        try (ChatStream stream = client.stream(question())) {
            return stream.await();
        }
    }

    @Test
    void fromAMarkOnOnlySoManyGoThrough() {
        try (LlmClient client = builder("all: { amount: 100 requests, window: day, at: { 1: throttle 2/m } }")
                .build()) {
            client.chat(question());
            client.chat(question());
            client.chat(question());
            RefusedException refused = refused(client, question());
            assertThat(refused).hasMessageContaining("2/m");
            assertThat(refused.retryAfter()).contains(Duration.ofSeconds(61));
            stands(client, "all", 3, 0);
            world.advance(Duration.ofSeconds(61));
            client.chat(question());
        }
    }

    @Test
    void aBlockBelowAHundredIsTheLimit() {
        try (LlmClient client = builder("all: { amount: 10 requests, window: day, at: { 20: block } }")
                .build()) {
            client.chat(question());
            client.chat(question());
            refused(client, question());
        }
    }

    @Test
    void eachMarkIsToldOnceInAWindow() {
        try (LlmClient client = builder("all: { per: team, amount: 4 requests, window: day, at: { 50: warn } }")
                .build()) {
            ChatRequest search = question().toBuilder().tag("team", "search").build();
            for (int i = 0; i < 4; i++) {
                client.chat(search);
            }
            refused(client, search);
            refused(client, search);
            List<GatewayEvent.BudgetReached> reached = events(GatewayEvent.BudgetReached.class);
            assertThat(reached).extracting(GatewayEvent.BudgetReached::percent).containsExactly(50, 100);
            assertThat(reached).extracting(GatewayEvent.BudgetReached::action).containsExactly("warn", "block");
            GatewayEvent.BudgetReached first = reached.get(0);
            assertThat(first.scope()).containsExactly(Map.entry("team", "search"));
            assertThat(first.used()).isEqualByComparingTo("2");
            assertThat(first.limit()).isEqualByComparingTo("4");
            assertThat(first.unit()).isEqualTo("requests");
            assertThat(first.until()).isEqualTo("2026-05-07T00:00:00Z");
            assertThat(first.operation()).isNotEmpty();
            client.chat(question().toBuilder().tag("team", "ads").build());
            assertThat(events(GatewayEvent.BudgetReached.class)).hasSize(2);
            world.advance(Duration.ofDays(1));
            client.chat(search);
            client.chat(search);
            assertThat(events(GatewayEvent.BudgetReached.class)).hasSize(3);
        }
    }

    @Test
    void whereAHundredOnlyWarnsNothingIsRefused() {
        try (LlmClient client = builder("all: { amount: 2 requests, window: 1h, at: { 100: warn } }")
                .build()) {
            for (int i = 0; i < 6; i++) {
                client.chat(question());
            }
            assertThat(events(GatewayEvent.BudgetReached.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.action()).isEqualTo("warn"));
            assertThat(state(client, "all").left()).isEqualByComparingTo("-4");
        }
    }

    @Test
    void burningTooFastIsToldBeforeItIsGone() {
        world.setNow(Instant.parse("2026-05-06T00:00:00Z"));
        try (LlmClient client = builder("day: { amount: 100 requests, window: day },"
                        + " rolling: { amount: 100 requests, window: 10h }")
                .build()) {
            for (int i = 0; i < 4; i++) {
                world.advance(Duration.ofMinutes(30));
                for (int j = 0; j < 8; j++) {
                    client.chat(question());
                }
            }
            List<GatewayEvent.BudgetBurning> burning = events(GatewayEvent.BudgetBurning.class);
            assertThat(burning)
                    .extracting(GatewayEvent.BudgetBurning::budget)
                    .containsExactlyInAnyOrder("day", "rolling");
            // 17 in the first hour and a half
            GatewayEvent.BudgetBurning day = burning.stream()
                    .filter(event -> event.budget().equals("day"))
                    .findFirst()
                    .orElseThrow();
            assertThat(day.used()).isEqualByComparingTo("17");
            assertThat(Duration.between(MORNING, day.goneBy()).abs()).isLessThan(Duration.ofHours(4));
            assertThat(state(client, "day").goneBy())
                    .isBetween(world.now(), world.now().plus(Duration.ofHours(6)));
            assertThat(state(client, "rolling").goneBy()).isAfter(world.now());
        }
    }

    @Test
    void spendingSlowlyIsNoNews() {
        world.setNow(Instant.parse("2026-05-06T00:00:00Z"));
        try (LlmClient client = builder("day: { amount: 100 requests, window: day },"
                        + " rolling: { amount: 100 requests, window: 10h }")
                .build()) {
            for (int i = 0; i < 90; i++) {
                world.advance(Duration.ofMinutes(15));
                client.chat(question());
            }
            assertThat(events(GatewayEvent.BudgetBurning.class)).isEmpty();
            assertThat(state(client, "day").goneBy()).isNull();
        }
    }

    @Test
    void aBudgetCanBeRaisedForAWhile() {
        try (LlmClient client =
                builder("each: { per: user, amount: 1 requests, window: day }").build()) {
            client.chat(by("u1"));
            client.chat(by("u2"));
            refused(client, by("u1"));
            Instant noon = MORNING.plus(Duration.ofHours(6));
            client.budgets().raise("each", Map.of("user", "u1"), BigDecimal.ONE, noon);
            client.chat(by("u1"));
            refused(client, by("u1"));
            refused(client, by("u2"));
            client.budgets().raise("each", Map.of(), BigDecimal.ONE, noon);
            client.chat(by("u1"));
            client.chat(by("u2"));
            assertThat(client.budgets().states())
                    .extracting(BudgetState::limit)
                    .containsExactlyInAnyOrder(BigDecimal.valueOf(3), BigDecimal.valueOf(2));
            world.setNow(noon);
            refused(client, by("u2"));
            assertThat(state(client, "each").limit()).isEqualByComparingTo("1");
        }
    }

    @Test
    void raisesThatMakeNoSenseAreRefused() {
        Instant noon = MORNING.plus(Duration.ofHours(6));
        try (LlmClient client =
                builder("each: { per: user, amount: 1 requests, window: day }").build()) {
            var budgets = client.budgets();
            assertThatThrownBy(() -> budgets.raise("eech", Map.of(), BigDecimal.ONE, noon))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("did you mean \"each\"?");
            assertThatThrownBy(() -> budgets.raise("each", Map.of("team", "a"), BigDecimal.ONE, noon))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[user]");
            assertThatThrownBy(() -> budgets.raise("each", Map.of(), BigDecimal.ZERO, noon))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> budgets.raise("each", Map.of(), BigDecimal.ONE, MORNING))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anAllowanceOfTheApplicationsOwnIsAskedToo() {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger settled = new AtomicInteger();
        Allowance own = (call, target) -> {
            if (taken.incrementAndGet() == 2) {
                throw new RefusedException("own", "not twice", null);
            }
            return (usage, cost) -> settled.incrementAndGet();
        };
        try (LlmClient client = builder("all: { amount: 10 requests, window: day }")
                .before(Stage.ADMIT, (call, chain) -> chain.proceed(call.with(Allowance.ATTRIBUTE, own)))
                .build()) {
            client.chat(question());
            assertThat(settled).hasValue(1);
            assertThat(refused(client, question()).rule()).isEqualTo("own");
            stands(client, "all", 1, 0);
        }
    }

    @Test
    void usersBeyondTheBoundShareAndTheApplicationIsTold() {
        try (LlmClient client = builder("each: { per: user, amount: 2 requests, window: day }")
                .counters(Admission.countersInMemory(2))
                .build()) {
            client.chat(by("u1"));
            client.chat(by("u2"));
            assertThat(client.chat(by("u3")).warnings()).singleElement().satisfies(warning -> assertThat(warning.code())
                    .isEqualTo("too_many_counters"));
            assertThat(client.chat(by("u4")).warnings()).isEmpty();
            refused(client, by("u5"));
            client.chat(by("u1"));
        }
    }

    @Test
    void withoutCountersNothingGoesThroughButWhatIsAnsweredStands() {
        class Failing implements CounterStore {
            private final CounterStore good = Admission.countersInMemory(10);
            private boolean closedForReserving;

            @Override
            public Decision reserve(String id, List<Claim> claims, Instant now, Duration lease) {
                if (closedForReserving) {
                    throw new IllegalStateException("the store is gone");
                }
                return good.reserve(id, claims, now, lease);
            }

            @Override
            public List<Level> settle(String id, List<BigDecimal> spent, Instant now) {
                throw new IllegalStateException("the store is gone");
            }

            @Override
            public List<Level> levels(List<Counter> counters, Instant now) {
                return good.levels(counters, now);
            }
        }
        Failing store = new Failing();
        try (LlmClient client = builder("all: { amount: 9 requests, window: day }")
                .counters(store)
                .build()) {
            assertThat(client.chat(question()).text()).isEqualTo("well");
            store.closedForReserving = true;
            assertThat(refused(client, question()).rule()).isEqualTo("llmgateway.admit");
            assertThat(dear.calls()).hasSize(1);
        }
    }

    @Test
    void whatAUserLayerMakesDearerIsReservedAnew() {
        try (LlmClient client = builder("all: { amount: 10000 tokens, window: day }")
                .before(
                        Stage.ROUTE,
                        (call, chain) -> chain.proceed(call.withRequest(((ChatRequest) call.request())
                                .toBuilder()
                                        .maxTokens(Long.parseLong(Objects.requireNonNull(
                                                call.request().tags().get("most"))))
                                        .build())))
                .build()) {
            ChatRequest small =
                    ChatRequest.builder().user("Why?").maxTokens(100).build();
            client.chat(small.toBuilder().tag("most", "9000").build());
            refused(client, small.toBuilder().tag("most", "10001").build());
            BudgetState state = state(client, "all");
            assertThat(state.reserved()).isEqualByComparingTo("0");
            assertThat(dear.calls()).hasSize(1);
        }
    }
}
