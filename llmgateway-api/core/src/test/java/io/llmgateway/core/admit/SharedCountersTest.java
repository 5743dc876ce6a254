package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.spi.CounterStore;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits in counters that are not the client's own. */
class SharedCountersTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider toy = new ScriptedProvider("toy", world).otherwise(call -> Script.answer("well"));

    private record Foreign(CounterStore own, Set<String> broken) implements CounterStore {
        Foreign() {
            this(Admission.countersInMemory(10), new CopyOnWriteArraySet<>());
        }

        private void ask(String what) {
            if (broken.contains(what)) {
                throw new IllegalStateException("a secret");
            }
        }

        @Override
        public Decision reserve(String id, List<Claim> claims, Instant now, Duration lease) {
            ask("reserve");
            return own.reserve(id, claims, now, lease);
        }

        @Override
        public @Nullable List<Level> settle(String id, List<BigDecimal> spent, Instant now) {
            ask("settle");
            return own.settle(id, spent, now);
        }

        @Override
        public List<Level> levels(List<Counter> asked, Instant now) {
            ask("levels");
            return own.levels(asked, now);
        }
    }

    private LlmClient client(String limits, CounterStore counters) {
        return admitting("limits: { " + limits + " }", counters);
    }

    private LlmClient admitting(String rules, CounterStore counters) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { admit: { " + rules + " } }")
                .world(world)
                .provide("toy", toy)
                .defaultModel("toy/a")
                .counters(counters)
                .build();
    }

    @Test
    void limitsHoldInACounterStoreOfOnesOwn() {
        ChatRequest why = ChatRequest.builder().user("Why?").build();
        try (LlmClient client = client("all: { requests: 2, concurrent: 1 }", new Foreign())) {
            client.chat(why);
            client.chat(why);
            assertThatThrownBy(() -> client.chat(why))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("2 requests");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limits: { all: { requests: 2 } } | reserve",
                "limits: { all: { requests: 2, fair-by: team } } | levels",
                "budgets: { all: { amount: 2 requests, window: day } } | reserve",
                "budgets: { all: { amount: 2 requests, window: day, at: { 90: throttle 1/m } } } | levels"
            })
    void aStoreThatFailsRefusesTheCallsItCounts(String rules, String what) {
        Foreign store = new Foreign();
        ChatRequest why = ChatRequest.builder().user("Why?").build();
        try (LlmClient client = admitting(rules, store)) {
            store.broken().add(what);
            RefusedException refused = catchThrowableOfType(RefusedException.class, () -> client.chat(why));
            assertThat(refused.rule()).isEqualTo("llmgateway.admit");
            assertThat(refused)
                    .hasMessageContainingAll("java.lang.IllegalStateException", "counters(…)")
                    .hasMessageNotContaining("secret");
            assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));
            assertThat(toy.calls()).isEmpty();
            store.broken().clear();
            client.chat(why);
            client.chat(why);
            assertThatThrownBy(() -> client.chat(why)).hasMessageContaining("2 requests");
        }
    }

    @Test
    void aStoreThatGoesOnFailingIsToldOnce() {
        Foreign store = new Foreign();
        List<java.util.logging.Level> told = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(Till.class.getName());
        Filter before = logger.getFilter();
        logger.setFilter(line -> {
            told.add(line.getLevel());
            return false;
        });
        try (LlmClient client = client("all: { requests: 9 }", store)) {
            for (int incident = 1; incident <= 2; incident++) {
                store.broken().add("reserve");
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> client.chat("?")).isInstanceOf(RefusedException.class);
                }
                store.broken().clear();
                client.chat("?");
                assertThat(told).hasSize(incident).containsOnly(java.util.logging.Level.WARNING);
            }
        } finally {
            logger.setFilter(before);
        }
    }

    @Test
    void whatAnAttemptCannotReserveItDoesNotSpend() {
        Foreign store = new Foreign();
        ChatRequest why = ChatRequest.builder().user("Why?").build();
        try (LlmClient client = admitting("budgets: { all: { amount: 9 requests, window: day } }", store)) {
            toy.otherwise(call -> {
                store.broken().add("reserve"); // when the second attempt reserves for itself
                return Script.fail(FailureClass.TRANSIENT);
            });
            assertThatThrownBy(() -> client.chat(why)).isInstanceOf(RefusedException.class);
            assertThat(toy.calls()).hasSize(1);
            store.broken().add("levels");
            assertThatThrownBy(client.budgets()::states).isInstanceOf(RefusedException.class);
            store.broken().clear();
            assertThat(client.budgets().states().get(0).spent()).isEqualByComparingTo("1");
        }
    }

    @Test
    void clientsThatShareCountersDoNotTakeEachOthersReservations() {
        CounterStore shared = Admission.countersInMemory(10);
        ChatRequest why = ChatRequest.builder().user("Why?").build();
        try (LlmClient one = client("all: { concurrent: 2 }", shared);
                LlmClient other = client("all: { concurrent: 2 }", shared);
                ChatStream first = one.stream(why);
                ChatStream second = other.stream(why)) {
            assertThatThrownBy(() -> one.chat(why)).isInstanceOf(RefusedException.class);
            first.await();
            assertThat(other.chat(why).text()).isEqualTo("well");
            second.await();
        }
    }
}
