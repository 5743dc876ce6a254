package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits in counters that are not the client's own. */
class SharedCountersTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider toy = new ScriptedProvider("toy", world).otherwise(call -> Script.answer("well"));

    private record Foreign(CounterStore own) implements CounterStore {
        @Override
        public Decision reserve(String id, List<Claim> claims, Instant now, Duration lease) {
            return own.reserve(id, claims, now, lease);
        }

        @Override
        public @Nullable List<Level> settle(String id, List<BigDecimal> spent, Instant now) {
            return own.settle(id, spent, now);
        }

        @Override
        public List<Level> levels(List<Counter> asked, Instant now) {
            return own.levels(asked, now);
        }
    }

    private LlmClient client(String limits, CounterStore counters) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { admit: { limits: { " + limits + " } } }")
                .world(world)
                .provide("toy", toy)
                .defaultModel("toy/a")
                .counters(counters)
                .build();
    }

    @Test
    void limitsHoldInACounterStoreOfOnesOwn() {
        ChatRequest why = ChatRequest.builder().user("Why?").build();
        try (LlmClient client =
                client("all: { requests: 2, concurrent: 1 }", new Foreign(Admission.countersInMemory(10)))) {
            client.chat(why);
            client.chat(why);
            assertThatThrownBy(() -> client.chat(why))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("2 requests");
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
