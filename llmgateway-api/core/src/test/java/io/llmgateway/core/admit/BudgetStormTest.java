package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.money.BudgetState;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.money.PriceRule;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many callers at once at one budget, with answers, failures, fallbacks, cuts and readers that go away. */
class BudgetStormTest {
    private static final int THREADS = 64;
    private static final int CALLS = 1_000;
    private static final int MOST = 200;

    private final FakeWorld world = new FakeWorld();
    private final AtomicLong told = new AtomicLong();
    private final ConcurrentLinkedQueue<LedgerEntry> booked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();

    private enum Manner {
        ANSWERS,
        FAILS,
        BREAKS_OFF,
        IS_LEFT
    }

    private static Manner manner(int seed) {
        int chance = new Random(seed).nextInt(20);
        return chance < 14
                ? Manner.ANSWERS
                : chance < 16 ? Manner.FAILS : chance < 18 ? Manner.BREAKS_OFF : Manner.IS_LEFT;
    }

    private static int seed(ChatRequest request) {
        return Integer.parseInt(Objects.requireNonNull(request.tags().get("seed")));
    }

    // the vendor, which keeps a count of its own of what it told to those who heard it out
    private Script play(Call call) {
        int seed = seed((ChatRequest) call.request());
        Manner manner = manner(seed);
        boolean first = call.request().model().orElse("").equals("first");
        if (manner == Manner.FAILS && first) {
            return Script.fail(FailureClass.OVERLOADED);
        }
        int tokens = 1 + new Random(~seed).nextInt(MOST);
        Script answer =
                Script.answer("one two three", Usage.builder().output(tokens).build());
        if (manner == Manner.BREAKS_OFF) {
            return answer.cutAfter(3);
        }
        if (manner != Manner.IS_LEFT) {
            told.addAndGet(tokens);
        }
        return answer;
    }

    private LlmGateway.Builder builder(String amount) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml(
                        "llmgateway: { ledger: { keep: 10 }, watch: { listener-wait: 1m }, admit: { budgets: { all: { amount: "
                                + amount + ", window: year } } } }")
                .world(world)
                .provide("toy", new ScriptedProvider("toy", world).otherwise(this::play))
                .model("smart", "toy/first", "toy/second")
                .defaultModel("smart")
                .listener(event -> {
                    if (event instanceof GatewayEvent.Booked line) {
                        booked.add(line.entry());
                    }
                });
    }

    @Test
    void tokens() throws Exception {
        try (LlmClient client = builder("2000000 tokens").build()) {
            storm(client, entry -> BigDecimal.valueOf(entry.usage().total()));
        }
    }

    @Test
    void money() throws Exception {
        try (LlmClient client = builder("20 USD")
                .modelInfo(priced("first", "10"))
                .modelInfo(priced("second", "7.5"))
                .build()) {
            storm(client, entry -> entry.cost().known());
        }
    }

    private static ModelInfo priced(String model, String output) {
        return new ModelInfo(
                "toy",
                model,
                Set.of(),
                "chat",
                null,
                null,
                Set.of(),
                null,
                List.of(PriceRule.always(
                        Map.of(Bucket.INPUT, new BigDecimal("0.3"), Bucket.OUTPUT, new BigDecimal(output)))),
                Map.of(),
                new ModelInfo.PriceSource("test", null, null));
    }

    private void storm(LlmClient client, Function<LedgerEntry, BigDecimal> amount) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<@Nullable BudgetState> overdrawn = new AtomicReference<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try {
            CompletableFuture<Integer> watcher = CompletableFuture.supplyAsync(
                    () -> {
                        int looks = 0;
                        for (; !over.get(); looks++) {
                            BudgetState state = client.budgets().states().get(0);
                            if (state.left().signum() < 0) {
                                overdrawn.set(state);
                            }
                        }
                        return looks;
                    },
                    threads);
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int from = i * CALLS;
                callers.add(CompletableFuture.runAsync(() -> calls(client, from), threads));
            }
            for (CompletableFuture<Void> caller : callers) {
                caller.get();
            }
            over.set(true);
            assertThat(watcher.get()).as("looks at the budget").isPositive();
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(overdrawn.get())
                .as("a moment at which more than all was used")
                .isNull();
        BudgetState end = client.budgets().states().get(0);
        assertThat(end.reserved()).isEqualByComparingTo("0");
        BigDecimal sum = booked.stream().map(amount).reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(end.spent()).as("what the budget says").isEqualByComparingTo(sum);
        assertThat(end.spent()).isLessThanOrEqualTo(end.limit());
        assertThat(refused).as("calls for which nothing was left").hasPositiveValue();
        long heard = booked.stream()
                .map(LedgerEntry::usage)
                .filter(usage -> !usage.estimated())
                .mapToLong(Usage::total)
                .sum();
        assertThat(heard).as("what the ledger says").isEqualTo(told.get());
    }

    private void calls(LlmClient client, int from) {
        for (int seed = from; seed < from + CALLS; seed++) {
            ChatRequest request = ChatRequest.builder()
                    .user("Why?")
                    .maxTokens(MOST)
                    .tag("seed", String.valueOf(seed))
                    .build();
            try {
                ask(client, request, seed);
            } catch (RefusedException e) {
                refused.incrementAndGet();
            } catch (LlmException e) {
                assertThat(manner(seed)).as("what fails").isEqualTo(Manner.BREAKS_OFF);
            }
        }
    }

    private static void ask(LlmClient client, ChatRequest request, int seed) {
        if (manner(seed) != Manner.IS_LEFT && seed % 2 == 0) {
            client.chat(request);
            return;
        }
        try (ChatStream stream = client.stream(request)) {
            if (manner(seed) == Manner.IS_LEFT) {
                assertThat(stream.iterator().hasNext()).isTrue();
            } else {
                stream.await();
            }
        }
    }
}
