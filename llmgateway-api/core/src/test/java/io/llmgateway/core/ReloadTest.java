package io.llmgateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayEvent.ConfigurationRead;
import io.llmgateway.money.BudgetState;
import io.llmgateway.money.Budgets;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.llmgateway.watch.Statistics;
import io.llmgateway.watch.TargetHealth;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration takes the place of another while calls go on. */
class ReloadTest {
    private final FakeWorld world = new FakeWorld();
    private final BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
    private final Vendors vendors = new Vendors();
    private final LlmGateway.Builder builder = LlmGateway.builder()
            .environment(Map.of())
            .world(world)
            .factory(vendors)
            .listener(event -> {
                if (event instanceof ConfigurationRead) {
                    events.add(event);
                }
            });

    @TempDir
    Path folder;

    private LlmClient client;

    /** Makes providers that answer with what their option {@code says} says, and keeps them. */
    private final class Vendors implements ProviderFactory {
        final List<ScriptedProvider> made = new CopyOnWriteArrayList<>();

        @Override
        public String type() {
            return "toy";
        }

        @Override
        public Set<String> options() {
            return Set.of("says");
        }

        @Override
        public Provider create(ProviderSettings settings) {
            String says = settings.option("says").orElse(settings.id());
            if (says.equals("impossible")) {
                throw new MisconfiguredException(
                        "llmgateway.providers." + settings.id() + ".options.says is impossible");
            }
            if (says.equals("broken")) {
                throw new IllegalStateException("a secret");
            }
            ScriptedProvider provider =
                    new ScriptedProvider(settings.id(), world).otherwise(call -> Script.answer(says));
            made.add(provider);
            return provider;
        }

        ScriptedProvider last() {
            return made.get(made.size() - 1);
        }
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    private Path file() {
        return folder.resolve("llmgateway.yaml");
    }

    private void write(String yaml) {
        try {
            Path whole = Files.writeString(folder.resolve("new"), yaml); // nobody is to read a half of it
            Files.move(whole, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String toy(String says) {
        return "llmgateway:\n  providers: { toy: { options: { says: " + says + " } } }\n  default-model: toy/m\n";
    }

    private void start(String yaml) {
        write(yaml);
        client = builder.file(file()).build();
    }

    private void reload(String yaml) {
        write(yaml);
        client.reload();
    }

    private ConfigurationRead told() throws InterruptedException {
        return (ConfigurationRead) events.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void callsThatBeginLaterFindWhatIsNew() throws Exception {
        start(toy("one"));
        assertThat(client.chat("?").text()).isEqualTo("one");

        reload(toy("two"));

        assertThat(client.chat("?").text()).isEqualTo("two");
        assertThat(client.stream("?").await().text()).isEqualTo("two");
        assertThat(client.chatAsync(ChatRequest.of("?"))
                        .get(10, TimeUnit.SECONDS)
                        .text())
                .isEqualTo("two");
        assertThat(told()).isEqualTo(new ConfigurationRead(world.now(), List.of("providers"), null));
    }

    @Test
    void callsUnderWayEndAsTheyBegan() throws Exception {
        start(toy("one"));
        ScriptedProvider old = vendors.last();
        Gate gate = new Gate();
        old.then(Script.answer("held").heldBy(gate)).then(Script.answer("a stream of words"));
        CompletableFuture<ChatResponse> held = client.chatAsync(ChatRequest.of("?"));
        gate.awaitArrival();
        ChatStream stream = client.stream("?");

        reload(toy("two"));

        assertThat(client.chat("?").text()).isEqualTo("two");
        assertThat(old.closed()).isFalse();
        assertThat(stream.await().text()).isEqualTo("a stream of words");
        assertThat(old.closed()).isFalse();
        gate.open();
        assertThat(held.get(10, TimeUnit.SECONDS).text()).isEqualTo("held");
        awaitClosed(old);
        assertThat(client.ledger().booked()).isEqualTo(3);
        assertThat(vendors.last().closed()).isFalse();
    }

    private static void awaitClosed(ScriptedProvider provider) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!provider.closed()) {
            assertThat(System.nanoTime()).as("it is closed in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatMakesNoSenseChangesNothing() throws Exception {
        start(toy("one"));
        for (String bad : List.of(
                toy("impossible"),
                toy("two").replace("toy/m", "nobody/m"),
                toy("two") + "  admit: { budgets: { all: { amount: 1 MUSD } } }\n",
                "llmgateway: { modles: {} }",
                "llmgateway: [",
                toy("two") + "  ledger: { file: " + folder + " }\n")) {
            write(bad);
            assertThatThrownBy(client::reload).as(bad).isInstanceOf(MisconfiguredException.class);
            assertThat(told().error()).isNotBlank();
            assertThat(client.statistics().defaultModel()).contains("toy/m");
            assertThat(client.chat("?").text()).isEqualTo("one");
        }
        assertThat(vendors.made.get(0).closed()).isFalse();
        assertThat(vendors.made.subList(1, vendors.made.size())).allMatch(ScriptedProvider::closed);
        Files.delete(file());
        assertThatThrownBy(client::reload).hasMessageContaining("does not exist");
        assertThat(client.chat("?").text()).isEqualTo("one");
    }

    @Test
    void aProviderWhoseSettingsAreAsBeforeStays() {
        start(toy("one"));
        reload(toy("one") + "  timeouts: { total: 5s }\n");
        assertThat(vendors.made).hasSize(1);
        reload(toy("one").replace("says: one", "says: one }, headers: { A: b"));
        assertThat(vendors.made).hasSize(2);
        reload(toy("one").replace("toy: {", "toy: { api-key: k,"));
        assertThat(vendors.made).hasSize(3);
        reload(toy("one").replace("toy: {", "toy: { api-key: k,"));
        assertThat(vendors.made).hasSize(3);
        awaitClosed(vendors.made.get(0));
        awaitClosed(vendors.made.get(1));
        assertThat(vendors.last().closed()).isFalse();
    }

    @Test
    void aProviderOfCodeIsClosedWithTheClientOnly() {
        ScriptedProvider own = new ScriptedProvider("own", world).otherwise(call -> Script.answer("own"));
        builder.provide("own", own);
        start("llmgateway: { default-model: own/a }");
        reload("llmgateway: { default-model: own/b }");
        assertThat(client.chat("?").model()).isEqualTo("b");
        assertThat(own.closed()).isFalse();
        client.close();
        assertThat(own.closed()).isTrue();
    }

    @Test
    void aFactoryMayHandOutTheSameProviderAgain() {
        ScriptedProvider one = new ScriptedProvider("one", world).otherwise(call -> Script.answer("one"));
        builder.factory(ScriptedProvider.factory(one));
        start("llmgateway: { providers: { one: { type: scripted } }, default-model: one/m }");
        reload("llmgateway: { providers: { one: { type: scripted, region: eu } }, default-model: one/m }");
        reload("llmgateway: { providers: { one: { type: scripted, headers: { a: b } } }, default-model: one/m }");
        assertThat(client.chat("?").text()).isEqualTo("one");
        assertThat(one.closed()).isFalse();
        client.close();
        assertThat(one.closed()).isTrue();
    }

    @Test
    void viewsFollow() {
        start(toy("one") + "  models: { a: { targets: [toy/a] }, b: { targets: [toy/b] } }\n"
                + "  timeouts: { idle: 3s, total: 7s }\n");
        LlmClient tagged = client.with(o -> o.tag("app", "search"));
        LlmClient fixed = client.with(o -> o.model("a").timeout(Duration.ofSeconds(9)));
        LlmClient both = fixed.with(o -> o.tag("app", "search"));

        reload(toy("two").replace("toy/m", "b") + "  models: { a: { targets: [toy/a2] }, b: { targets: [toy/b] } }\n"
                + "  timeouts: { idle: 4s, total: 8s }\n");

        assertThat(tagged.chat("?").model()).isEqualTo("b");
        assertThat(timeouts()).isEqualTo(List.of(Duration.ofSeconds(4), Duration.ofSeconds(8)));
        assertThat(fixed.chat("?").model()).isEqualTo("a2");
        assertThat(timeouts()).isEqualTo(List.of(Duration.ofSeconds(4), Duration.ofSeconds(9)));
        assertThat(both.chat("?").model()).isEqualTo("a2");
        assertThat(client.ledger().entries())
                .filteredOn(entry -> entry.tags().containsKey("app"))
                .hasSize(2);
        assertThat(tagged.statistics()).isSameAs(client.statistics());
        fixed.reload();
        fixed.close();
        assertThat(client.chat("?").text()).isEqualTo("two");
    }

    private List<Duration> timeouts() {
        var calls = vendors.last().calls();
        var last = calls.get(calls.size() - 1).timeouts();
        return List.of(last.idle(), last.total());
    }

    @Test
    void whatWasSpentAndRaisedStays() {
        String budgets = toy("one") + "  catalogue: { models: { toy/*: { prices: { input: 0, output: 1000000 } } } }\n"
                + "  admit: { budgets: { all: { amount: %s USD, window: day } } }\n";
        start(String.format(budgets, "10"));
        Budgets held = client.budgets();
        client.chat(c -> c.user("?").maxTokens(5));
        BigDecimal spent = held.states().get(0).spent();
        assertThat(spent).isPositive();
        held.raise("all", Map.of(), BigDecimal.ONE, world.now().plusSeconds(3_600));

        reload(String.format(budgets, "20"));

        BudgetState state = held.states().get(0);
        assertThat(state.spent()).isEqualByComparingTo(spent);
        assertThat(state.limit()).isEqualByComparingTo("21");
        reload(String.format(budgets, "0.5"));
        assertThatThrownBy(() -> client.chat(c -> c.user("?").maxTokens(5))).isInstanceOf(RefusedException.class);
    }

    @Test
    void whatIsRememberedStaysUnlessItIsAboutSomebodyElse() {
        start(toy("one") + "  recall: { exact: { ttl: 1h } }\n");
        client.chat(c -> c.user("?").temperature(0.0));
        reload(toy("one") + "  recall: { exact: { ttl: 2h } }\n  timeouts: { total: 5s }\n");
        assertThat(client.chat(c -> c.user("?").temperature(0.0)).cache()).isPresent();
        assertThat(client.cache().stats().hits()).isEqualTo(1);
        reload(toy("two") + "  recall: { exact: { ttl: 2h } }\n");
        assertThat(client.chat(c -> c.user("?").temperature(0.0)).text()).isEqualTo("two");
    }

    @Test
    void figuresGoOnAndHealthIsThatOfTheSameProvider() {
        start(toy("one") + "  steady: { retry: { attempts: 1 } }\n");
        Statistics held = client.statistics();
        vendors.last().fails(FailureClass.CREDENTIAL);
        assertThatThrownBy(() -> client.chat("?")).isInstanceOf(LlmException.class);
        assertThat(held.health().get(0).available()).isFalse();
        reload(toy("one") + "  steady: { retry: { attempts: 1 } }\n  timeouts: { total: 5s }\n");
        assertThat(held.health().get(0).available()).isFalse();

        reload(toy("one").replace("toy: {", "toy: { api-key: better,") + "  steady: { retry: { attempts: 1 } }\n");

        assertThat(client.chat("?").text()).isEqualTo("one");
        assertThat(held.health().get(0).available()).isTrue();
        assertThat(held.overall().calls().complete()).isEqualTo(1);
        assertThat(held.overall().calls().failed()).isEqualTo(1);
    }

    @Test
    void howTheOldKeyEndsIsNotHeldAgainstTheNewOne() throws Exception {
        String once = "  steady: { retry: { attempts: 1 } }\n";
        start(toy("one") + once);
        Gate gate = new Gate();
        vendors.last().then(Script.fail(FailureClass.CREDENTIAL).heldBy(gate));
        CompletableFuture<ChatResponse> held = client.chatAsync(ChatRequest.of("?"));
        gate.awaitArrival();

        reload(toy("one").replace("toy: {", "toy: { api-key: better,") + once);
        gate.open();
        assertThatThrownBy(() -> held.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LlmException.class);

        assertThat(client.chat("?").text()).isEqualTo("one");
        assertThat(client.statistics().health()).allMatch(TargetHealth::available);
    }

    @Test
    void ourOwnLimitsGoOnBesideOtherProviders() {
        String limited =
                "llmgateway:\n  default-model: toy/m\n  steady: { retry: { attempts: 1 } }\n  providers:\n    toy: { limits: { requests: 1, max-wait: 0s } }\n";
        start(limited);
        client.chat("?");
        reload(limited + "    another: { type: toy }\n");
        assertThat(waited()).isGreaterThan(Duration.ofSeconds(30));
        reload(limited.replace("requests: 1", "requests: 2"));
        assertThat(waited()).isZero();
    }

    private Duration waited() {
        Instant before = world.now();
        client.chat("?");
        return Duration.between(before, world.now());
    }

    @Test
    void aBudgetOfEachUserMayBeRaisedAndItsUnitChanged() {
        String budgets = toy("one") + "  catalogue: { models: { toy/*: { free: true } } }\n"
                + "  admit: { budgets: { all: { per: [user], amount: %s, window: day } } }\n";
        start(String.format(budgets, "1000 tokens"));
        client.chat(c -> c.user("?").endUser("ada").maxTokens(5));
        BudgetState before = client.budgets().states().get(0);
        reload(String.format(budgets, "2000 tokens"));
        assertThat(client.budgets().states()).singleElement().satisfies(state -> {
            assertThat(state.limit()).isEqualByComparingTo("2000");
            assertThat(state.spent()).isEqualByComparingTo(before.spent());
        });
        reload(String.format(budgets, "3 requests"));
        client.chat(c -> c.user("?").endUser("ada").maxTokens(5));
        assertThat(client.budgets().states().get(0).spent()).isEqualByComparingTo("1");
    }

    @Test
    void whateverAFactoryThrowsChangesNothing() throws Exception {
        start(toy("one"));
        write(toy("broken"));
        assertThatThrownBy(client::reload)
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageEndingWith("java.lang.IllegalStateException");
        assertThat(told().error()).doesNotContain("secret");
        assertThat(client.chat("?").text()).isEqualTo("one");
    }

    @Test
    void whateverASourceOfPropertiesThrowsChangesNothing() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        AtomicReference<String> says = new AtomicReference<>("one");
        client = builder.properties(() -> {
                    if (broken.get()) {
                        throw new IllegalStateException("a secret");
                    }
                    Map<String, ?> toy = Map.of("options", Map.of("says", says.get()));
                    return new LlmGateway.Properties(
                            Map.of("providers", Map.of("toy", toy), "default-model", "toy/m", "reload", "30s"),
                            Map.of());
                })
                .build();
        broken.set(true);
        assertThatThrownBy(client::reload)
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageEndingWith("java.lang.IllegalStateException")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(told().error()).contains("IllegalStateException").doesNotContain("secret");
        assertThat(client.chat("?").text()).isEqualTo("one");

        broken.set(false);
        says.set("two");
        client.reload();
        assertThat(told().error()).isNull();
        assertThat(client.chat("?").text()).isEqualTo("two");

        broken.set(true);
        world.advance(Duration.ofSeconds(30));
        client.chat("?"); // has it looked at
        assertThat(told().error()).contains("IllegalStateException");
        assertThat(client.chat("?").text()).isEqualTo("two");
    }

    @Test
    void whatCouldNotBeHadIsHadLater() throws Exception {
        start(toy("one") + "  reload: 30s\n");
        write("llmgateway: [");
        assertThatThrownBy(client::reload).isInstanceOf(MisconfiguredException.class);
        assertThat(told().error()).isNotNull();
        write(toy("one") + "  reload: 30s\n");
        world.advance(Duration.ofSeconds(30));
        client.chat("?");
        assertThat(told()).isEqualTo(new ConfigurationRead(world.now(), List.of(), null));
    }

    @Test
    void aRefusedConfigurationLeavesTheSnapshotAlone() throws Exception {
        Path other = folder.resolve("other");
        Files.writeString(other, "precious");
        start(toy("one") + "  recall: { exact: { ttl: 1h } }\n");
        write(toy("one") + "  recall: { exact: { ttl: 1h }, snapshot: " + other + " }\n  ledger: { file: " + folder
                + " }\n");
        assertThatThrownBy(client::reload).isInstanceOf(MisconfiguredException.class);
        assertThat(other).hasContent("precious");
    }

    @Test
    void whatIsForgottenDoesNotComeBackWithTheSnapshot() {
        String recall =
                toy("one") + "  recall: { exact: { max-bytes: %s }, snapshot: " + folder.resolve("recall.bin") + " }\n";
        start(String.format(recall, "1000000"));
        client.chat("?");
        client.close();
        start(String.format(recall, "1000000"));
        assertThat(client.cache().forget(one -> true)).isEqualTo(1);
        reload(String.format(recall, "2000000"));
        assertThat(client.cache().stats().entries()).isZero();
    }

    @Test
    void theLedgerGoesToANewFileAndLosesNothing() throws Exception {
        start(toy("one") + "  ledger: { file: " + folder.resolve("a.jsonl") + ", keep: 5 }\n");
        for (int i = 0; i < 4; i++) {
            client.chat("?");
        }
        reload(toy("one") + "  ledger: { file: " + folder.resolve("b.jsonl") + ", keep: 2 }\n");
        client.chat("?");
        assertThat(client.ledger().entries()).hasSize(2);
        assertThat(client.ledger().booked()).isEqualTo(5);
        client.close();
        assertThat(Files.readAllLines(folder.resolve("a.jsonl"))).hasSize(4);
        assertThat(Files.readAllLines(folder.resolve("b.jsonl"))).hasSize(1);
    }

    @Test
    void itIsLookedAtWhenACallBeginsAndItIsTime() throws Exception {
        String every = "  reload: 30s\n";
        start(toy("one") + every);
        write(toy("two") + every);
        assertThat(client.chat("?").text()).isEqualTo("one");
        world.advance(Duration.ofSeconds(29));
        client.chat("?");
        assertThat(events).isEmpty();
        world.advance(Duration.ofSeconds(1));
        client.chat("?");
        assertThat(told().changed()).containsExactly("providers");
        assertThat(client.chat("?").text()).isEqualTo("two");

        write(toy("three").replace("reload", "reloud") + "  reloud: 1s\n");
        for (int i = 0; i < 3; i++) {
            world.advance(Duration.ofSeconds(30));
            client.chat("?");
        }
        assertThat(told().error()).contains("reloud");
        write(toy("three"));
        world.advance(Duration.ofSeconds(30));
        client.chat("?");
        assertThat(told()).matches(read -> read.error() == null, "taken, and the same error told once only");
        assertThat(client.chat("?").text()).isEqualTo("three");
        write(toy("four"));
        world.advance(Duration.ofDays(1));
        client.chat("?");
        client.reload();
        assertThat(told().changed()).containsExactly("providers");
    }

    @Test
    void gaugesAreThoseOfTheConfigurationThatCounts() {
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(reader).build())
                .build()) {
            builder.openTelemetry(sdk);
            start(toy("one") + "  catalogue: { models: { toy/*: { free: true } } }\n"
                    + "  admit: { budgets: { before: { amount: 1 USD, window: day } } }\n");
            client.chat("?");
            assertThat(budgets(reader)).containsExactly("before");
            reload(toy("one") + "  catalogue: { models: { toy/*: { free: true } } }\n"
                    + "  admit: { budgets: { after: { amount: 1 USD, window: day } } }\n");
            assertThat(budgets(reader)).containsExactly("after");
            client.close();
            assertThat(budgets(reader)).isEmpty();
        }
    }

    private static List<String> budgets(InMemoryMetricReader reader) {
        List<String> names = new ArrayList<>();
        reader.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals("llmgateway.budget.remaining"))
                .flatMap(metric -> metric.getDoubleGaugeData().getPoints().stream())
                .forEach(point -> point.getAttributes().forEach((key, value) -> {
                    if (key.getKey().equals("llmgateway.budget.name")) {
                        names.add(value.toString());
                    }
                }));
        return names;
    }

    @Test
    void aClosedClientReadsNoMore() {
        start(toy("one"));
        client.close();
        assertThatThrownBy(client::reload).isInstanceOf(CancelledException.class);
        assertThat(vendors.last().closed()).isTrue();
    }

    @Test
    void noCallFailsHoweverOftenItChanges() throws Exception {
        start(toy("0"));
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean streamed = i % 2 == 0;
                all.add(callers.submit(() -> {
                    int calls = 0;
                    int last = 0;
                    while (!over.get()) {
                        String text = streamed
                                ? client.stream("?").await().text()
                                : client.chat("?").text();
                        assertThat(Integer.parseInt(text)).isGreaterThanOrEqualTo(last);
                        last = Integer.parseInt(text);
                        calls++;
                    }
                    return calls;
                }));
            }
            for (int i = 1; i <= 40; i++) {
                reload(toy(Integer.toString(i)));
                assertThat(client.chat("?").text()).isEqualTo(Integer.toString(i));
            }
            over.set(true);
            long calls = 40;
            for (Future<Integer> one : all) {
                calls += one.get(30, TimeUnit.SECONDS);
            }
            assertThat(client.ledger().booked()).isEqualTo(calls);
            assertThat(vendors.made).hasSize(41);
            vendors.made.subList(0, 40).forEach(ReloadTest::awaitClosed);
            assertThat(vendors.last().closed()).isFalse();
        } finally {
            over.set(true);
            callers.shutdownNow();
        }
    }
}
