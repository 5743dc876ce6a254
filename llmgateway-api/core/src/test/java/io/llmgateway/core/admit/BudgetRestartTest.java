package io.llmgateway.core.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.money.BudgetState;
import io.llmgateway.spi.CounterStore;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was spent before a restart is still spent after it, where the ledger is kept in a file. */
class BudgetRestartTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider vendor = new ScriptedProvider("toy", world)
            .otherwise(call ->
                    Script.answer("fine", Usage.builder().input(100).output(500).build()));

    @TempDir
    private Path dir;

    private LlmClient client() {
        return client("");
    }

    private LlmClient client(String more) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml(
                        """
                        llmgateway:
                          default-model: toy/one
                          ledger: { file: "%s" }
                          admit: { budgets: { all: { per: user, amount: 1000 tokens, window: day } } }
                        """
                                        .formatted(dir.resolve("ledger.jsonl"))
                                + more)
                .world(world)
                .provide("toy", vendor)
                .build();
    }

    @Test
    void budgetsSurviveARestart() {
        try (LlmClient client = client()) {
            client.chat(c -> c.user("hi").endUser("ann").maxTokens(600));
        }
        try (LlmClient client = client()) {
            assertThat(client.budgets().states()).singleElement().satisfies(state -> {
                assertThat(state.scope()).isEqualTo(Map.of("user", "ann"));
                assertThat(state.spent()).isEqualByComparingTo("600");
            });
            assertThatThrownBy(
                            () -> client.chat(c -> c.user("hi").endUser("ann").maxTokens(600)))
                    .isInstanceOf(RefusedException.class);
            assertThat(client.chat(c -> c.user("hi").endUser("bob").maxTokens(600))
                            .text())
                    .isEqualTo("fine");
        }
        world.advance(Duration.ofDays(1));
        try (LlmClient client = client()) {
            assertThat(client.chat(c -> c.user("hi").endUser("ann").maxTokens(600))
                            .text())
                    .isEqualTo("fine");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"placeholder", "redact"})
    void aUserWhoIsMaskedForVendorsIsStillTheOneWhoSpent(String operator) {
        String masked = "  guard: { pii: { enabled: true, operator: " + operator + " } }\n";
        try (LlmClient client = client(masked)) {
            client.chat(c -> c.user("hi").endUser("ann@example.org").maxTokens(600));
        }
        try (LlmClient client = client(masked)) {
            assertThat(client.budgets().states()).singleElement().satisfies(state -> {
                assertThat(state.scope()).isEqualTo(Map.of("user", "ann@example.org"));
                assertThat(state.spent()).isEqualByComparingTo("600");
            });
            assertThatThrownBy(() -> client.chat(
                            c -> c.user("hi").endUser("ann@example.org").maxTokens(600)))
                    .isInstanceOf(RefusedException.class);
            client.chat(c -> c.user("hi").endUser("bob@example.org").maxTokens(600));
        }
        assertThat(vendor.chats())
                .hasSize(2)
                .allSatisfy(sent -> assertThat(sent.endUser().orElseThrow()).doesNotContain("example"));
    }

    @Test
    void aBudgetThatIsAddedCountsWhatWasSpentBeforeAndOnlyOnce() {
        Map<String, Object> budgets = new LinkedHashMap<>();
        Map<String, Object> tree = Map.of(
                "default-model",
                "toy/one",
                "ledger",
                Map.of("file", dir.resolve("ledger.jsonl").toString()),
                "admit",
                Map.of("budgets", budgets));
        Map<String, String> added = Map.of("amount", "1000 tokens", "window", "day", "per", "user");
        budgets.put("old", Map.of("amount", "5000 tokens", "window", "day"));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .properties(() -> new LlmGateway.Properties(tree, Map.of()))
                .world(world)
                .provide(
                        "toy",
                        new ScriptedProvider("toy", world)
                                .otherwise(call -> Script.answer(
                                        "fine",
                                        Usage.builder().input(100).output(500).build())))
                .build()) {
            client.chat(c -> c.user("hi").endUser("ann").maxTokens(600));
            budgets.put("added", added);
            client.reload();
            assertThat(spent(client)).containsExactly("old 600", "added 600");
            assertThatThrownBy(
                            () -> client.chat(c -> c.user("hi").endUser("ann").maxTokens(600)))
                    .isInstanceOf(RefusedException.class);
            client.chat(c -> c.user("hi").endUser("bob").maxTokens(600));

            budgets.put("old", Map.of("amount", "6000 tokens", "window", "day"));
            client.reload();
            assertThat(spent(client)).containsExactlyInAnyOrder("old 1200", "added 600", "added 600");

            budgets.remove("added");
            client.reload();
            world.advance(Duration.ofMinutes(1));
            client.chat(c -> c.user("hi").endUser("zoe").maxTokens(600));
            client.chat(c -> c.user("hi").endUser("ann").maxTokens(600));
            budgets.put("added", added);
            client.reload();
            assertThat(spent(client)).containsExactlyInAnyOrder("old 2400", "added 600", "added 600", "added 1200");

            budgets.put("old", Map.of("amount", "6000 tokens", "window", "month"));
            client.reload();
            assertThat(spent(client)).contains("old 2400");

            budgets.put("old", Map.of("amount", "6000 tokens", "window", "month", "match", Map.of("user", "ann")));
            client.reload();
            assertThat(spent(client)).contains("old 1200");
        }
    }

    @Test
    void aRefusedConfigurationBooksNothing() throws Exception {
        Path file = dir.resolve("ledger.jsonl");
        Map<String, Object> budgets = new LinkedHashMap<>();
        Map<String, Object> tree = Map.of(
                "default-model", "toy/one",
                "ledger", Map.of("file", file.toString()),
                "admit", Map.of("budgets", budgets));
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .properties(() -> new LlmGateway.Properties(tree, Map.of()))
                .world(world)
                .provide("toy", new ScriptedProvider("toy", world).otherwise(call -> Script.answer("fine")))
                .build()) {
            client.chat("hi");
            String good = Files.readString(file);
            Files.writeString(file, "{\"no\":\"entry\"}\n", StandardOpenOption.APPEND);
            budgets.put("all", Map.of("amount", "10 requests", "window", "day"));
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(client::reload).isInstanceOf(MisconfiguredException.class);
            }
            Files.writeString(file, good);
            client.reload();
            assertThat(spent(client)).containsExactly("all 1");
        }
    }

    private static List<String> spent(LlmClient client) {
        return client.budgets().states().stream()
                .map(state -> state.budget() + " " + state.spent().toPlainString())
                .toList();
    }

    @Test
    void aFileThatCannotBeReadBackIsToldAndLeftClosed() throws Exception {
        try (LlmClient client = client()) {
            client.chat(c -> c.user("hi").endUser("ann").maxTokens(600));
        }
        Path file = dir.resolve("ledger.jsonl");
        Files.writeString(file, "no entry\n", StandardOpenOption.APPEND);
        long open = open(file);
        assertThatThrownBy(this::client)
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.ledger.file")
                .hasMessageContaining("line 2");
        assertThat(open(file)).isEqualTo(open);
    }

    // how often this process has the file open, where the system tells
    private static long open(Path file) throws IOException {
        Path own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return 0;
        }
        long open = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(own)) {
            for (Path one : all) {
                open += Files.exists(one) && Files.isSameFile(one, file) ? 1 : 0;
            }
        }
        return open;
    }

    @Test
    void whatNoWindowHoldsIsNotReadBack() throws Exception {
        try (LlmClient client = client()) {
            client.chat(c -> c.user("hi").endUser("ann").maxTokens(600));
        }
        Path file = dir.resolve("ledger.jsonl");
        String line = Files.readString(file);
        String old = line.replace("\"at\":\"2026-01-01", "\"at\":\"2025-12-31");
        assertThat(old).isNotEqualTo(line);
        Files.writeString(file, old.replace("\"v\":1", "\"v\":7") + old + line);
        try (LlmClient client = client()) {
            assertThat(client.budgets().states()).singleElement().satisfies(state -> assertThat(state.spent())
                    .isEqualByComparingTo("600"));
        }
    }

    @Test
    void aBudgetForAllIsNeverForgotten() {
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml(
                        """
                        llmgateway:
                          default-model: toy/one
                          admit:
                            budgets:
                              rare: { match: { team: rare }, amount: 5 requests, window: day }
                              each: { per: user, amount: 5 requests, window: day }
                        """)
                .world(world)
                .provide("toy", new ScriptedProvider("toy", world).otherwise(call -> Script.answer("fine")))
                .build()) {
            for (int i = 0; i < 10_010; i++) {
                String user = "u" + i;
                client.chat(c -> c.user("hi").endUser(user));
            }
            assertThat(client.budgets().states())
                    .extracting(BudgetState::budget)
                    .contains("rare")
                    .hasSize(10_001);
        }
    }

    @Test
    void theClientClosesTheCountersItWasGiven() {
        AtomicBoolean closed = new AtomicBoolean();
        CounterStore memory = Admission.countersInMemory(10);
        LlmGateway.builder()
                .environment(Map.of())
                .provide("toy", new ScriptedProvider("toy"))
                .counters(new CounterStore() {
                    @Override
                    public Decision reserve(String id, List<Claim> claims, Instant now, Duration lease) {
                        return memory.reserve(id, claims, now, lease);
                    }

                    @Override
                    public @Nullable List<Level> settle(String id, List<BigDecimal> spent, Instant now) {
                        return memory.settle(id, spent, now);
                    }

                    @Override
                    public List<Level> levels(List<Counter> counters, Instant now) {
                        return memory.levels(counters, now);
                    }

                    @Override
                    public void close() {
                        closed.set(true);
                    }
                })
                .build()
                .close();
        assertThat(closed).isTrue();
    }
}
