package io.llmgateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.ReplySource;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.ledger.LedgerFile;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.LedgerSink;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path folder;

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider toy = new ScriptedProvider("toy", world);
    private final List<GatewayEvent> events = new CopyOnWriteArrayList<>();

    private LlmGateway.Builder builder(String yaml) {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .yaml(yaml)
                .provide("toy", toy)
                .model("smart", "toy/one", "toy/two")
                .listener(events::add);
    }

    private static Script priced(String dollars) {
        return Script.answer(new ChatResponse(
                List.of(new Part.Text("one two three")),
                FinishReason.STOP,
                Usage.builder().input(10).output(3).build(),
                ResponseInfo.builder("toy", "one-2026")
                        .billed(new BigDecimal(dollars))
                        .build()));
    }

    private static ChatResponse ask(LlmClient client, boolean streamed) {
        if (!streamed) {
            return client.chat("Hi");
        }
        try (ChatStream stream = client.stream("Hi")) {
            return stream.await();
        }
    }

    /** The book of the file, which must be the one of the memory. */
    private List<LedgerEntry> entries(LlmClient client, Path file) {
        List<LedgerEntry> held = client.ledger().entries();
        client.close();
        try (Stream<LedgerEntry> written = LedgerFile.read(file)) {
            assertThat(written)
                    .extracting(LedgerEntry::id)
                    .containsExactlyElementsOf(
                            held.stream().map(LedgerEntry::id).toList());
        }
        assertThat(events.stream().filter(GatewayEvent.AttemptEnded.class::isInstance))
                .hasSameSizeAs(held);
        return held;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachAttemptHasItsEntryAndTheCallCostsTheirSum(boolean streamed) {
        Path file = folder.resolve("ledger.jsonl");
        toy.fails(FailureClass.OVERLOADED).then(priced("0.25"));
        LlmClient client =
                builder("llmgateway: { ledger: { file: '" + file + "' } }").build();
        LlmClient team = client.with(o -> o.tag("team", "search").endUser("u1"));
        ChatResponse response;
        if (streamed) {
            try (ChatStream stream = team.stream("Hi")) {
                response = stream.await();
            }
        } else {
            response = team.chat("Hi");
        }
        assertThat(response.cost().amount())
                .hasValueSatisfying(a -> assertThat(a).isEqualByComparingTo("0.25"));
        assertThat(response.cost())
                .isEqualTo(response.attempts().stream()
                        .map(attempt -> attempt.cost())
                        .reduce(Cost.ZERO, Cost::plus));
        List<LedgerEntry> entries = entries(client, file);
        assertThat(entries).extracting(LedgerEntry::outcome).containsExactly(Outcome.FAILED, Outcome.COMPLETE);
        assertThat(entries).extracting(LedgerEntry::id).doesNotHaveDuplicates();
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.modelAsked()).isEqualTo("smart");
            assertThat(entry.user()).isEqualTo("u1");
            assertThat(entry.tags()).isEqualTo(Map.of("team", "search"));
        });
        assertThat(entries.get(1).modelServed()).isEqualTo("one-2026");
    }

    @Test
    void aBrokenStreamHasItsEntry() {
        Path file = folder.resolve("ledger.jsonl");
        toy.then(Script.answer("one two three four").cutAfter(3));
        LlmClient client =
                builder("llmgateway: { ledger: { file: '" + file + "' } }").build();
        assertThatThrownBy(() -> ask(client, true)).isInstanceOf(StreamBrokenException.class);
        assertThat(entries(client, file)).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(entry.usage().estimated()).isTrue();
        });
    }

    @Test
    void aCounterOfAnotherVersionBreaksNoAnswer() {
        String model = "broken-counter";
        toy.then(Script.answer(new ChatResponse(
                List.of(new Part.Text("one two three")),
                FinishReason.STOP,
                Usage.builder().estimated(true).build(),
                ResponseInfo.builder("toy", model).build())));
        try (LlmClient client = builder("").build()) {
            ChatResponse response = client.chat(
                    ChatRequest.builder().model("toy/" + model).user("Hi").build());
            assertThat(response.text()).isEqualTo("one two three");
            assertThat(client.ledger().entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.usage().totalInput()).isPositive());
            assertThat(events).hasAtLeastOneElementOfType(GatewayEvent.AttemptEnded.class);
        }
    }

    @Test
    void aVendorThatTellsZerosTellsNothing() {
        toy.then(Script.answer(new ChatResponse(
                List.of(new Part.Text("one two three")),
                FinishReason.STOP,
                Usage.NONE,
                ResponseInfo.builder("toy", "one").build())));
        try (LlmClient client = builder("").build()) {
            client.chat("Hi");
            assertThat(client.ledger().entries()).singleElement().satisfies(entry -> {
                assertThat(entry.usage().estimated()).isTrue();
                assertThat(entry.usage().totalInput()).isPositive();
                assertThat(entry.usage().totalOutput()).isPositive();
                assertThat(entry.cost().amount()).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheVendorDidNotTellIsTheBillOfTheAnswerNotThatOfItsJudge(boolean streamed) {
        toy.otherwise(call -> {
            boolean judge = call.request().model().orElseThrow().equals("judge");
            return Script.answer(judge ? "{\"category\": \"none\", \"score\": 0}" : "one two three", Usage.NONE);
        });
        try (LlmClient client = builder(
                        "llmgateway: { guard: { moderation: { enabled: true, judge-model: toy/judge, rubric: be kind } } }")
                .build()) {
            ChatResponse response = ask(client, streamed);
            assertThat(client.ledger().entries())
                    .hasSize(3)
                    .filteredOn(entry -> entry.purpose() == Purpose.ANSWER)
                    .singleElement()
                    .satisfies(answer -> {
                        assertThat(response.usage()).isEqualTo(answer.usage());
                        assertThat(response.info().answeredBy()).contains(answer.attempt());
                    });
        }
    }

    @Test
    void aCancelledStreamHasItsEntry() {
        Path file = folder.resolve("ledger.jsonl");
        toy.answers("one two three four");
        LlmClient client =
                builder("llmgateway: { ledger: { file: '" + file + "' } }").build();
        ChatStream stream = client.stream("Hi");
        stream.iterator().next();
        stream.cancel();
        assertThat(entries(client, file)).extracting(LedgerEntry::outcome).containsExactly(Outcome.ABANDONED);
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void thePurposeIsBooked(Purpose purpose) {
        toy.then(priced("1"));
        Interceptor trial = (call, chain) -> chain.proceed(call.with(Attributes.PURPOSE, purpose));
        try (LlmClient client = builder("").before(Stage.ROUTE, trial).build()) {
            client.chat("Hi");
            assertThat(client.ledger().entries())
                    .extracting(LedgerEntry::purpose)
                    .containsExactly(purpose);
        }
    }

    @Test
    void askingTwiceInOneCallIsBookedTwice() {
        toy.then(priced("1")).then(priced("2"));
        Interceptor twice = (call, chain) -> {
            chain.proceed(call.with(Attributes.PURPOSE, Purpose.SHADOW)).await();
            return chain.proceed(call);
        };
        try (LlmClient client = builder("").before(Stage.ROUTE, twice).build()) {
            assertThat(client.chat("Hi").cost().known()).isEqualByComparingTo("3");
            assertThat(client.ledger().entries())
                    .extracting(LedgerEntry::purpose)
                    .containsExactly(Purpose.SHADOW, Purpose.ANSWER);
            assertThat(client.ledger().report(q -> {}).total().calls()).isEqualTo(1);
        }
    }

    @Test
    void embeddingsAreBooked() {
        toy.otherwise(call -> Script.answer("none"));
        try (LlmClient client = builder("").build()) {
            client.embed(EmbeddingRequest.of("smart", "a text", "another"));
            assertThat(client.ledger().entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.usage().input()).isPositive());
        }
    }

    @Test
    void keepBoundsWhatIsHeld() {
        toy.otherwise(call -> priced("1"));
        try (LlmClient client = builder("llmgateway: { ledger: { keep: 2 } }").build()) {
            for (int i = 0; i < 5; i++) {
                client.chat("Hi");
            }
            assertThat(client.ledger().entries()).hasSize(2);
            assertThat(client.ledger().booked()).isEqualTo(5);
        }
    }

    @Test
    void reportsChargeByTheConfiguration() {
        toy.otherwise(call -> priced("100"));
        String yaml =
                """
                llmgateway:
                  ledger:
                    chargeback:
                      margin: 20
                      rules:
                        search: { discount: 10, tiers: { 200: 50 } }
                """;
        try (LlmClient client = builder(yaml).build()) {
            for (String team : List.of("search", "search", "shop")) {
                client.with(o -> o.tag("team", team)).chat("Hi");
            }
            assertThat(client.ledger().report(q -> q.by("team")).rows())
                    .extracting(row -> row.charged().stripTrailingZeros().toPlainString())
                    .containsExactly("208", "120");
        }
        try (LlmClient client = builder("").build()) {
            client.chat("Hi");
            assertThat(client.ledger().report(q -> {}).total().charged()).isNull();
        }
    }

    @Test
    void aRiseIsToldToTheListeners() {
        String yaml = "llmgateway: { watch: { spend-rise: { by: user, window: 1h, factor: 3, least: 1 } } }";
        try (LlmClient client = builder(yaml).build()) {
            LlmClient user = client.with(o -> o.endUser("u1"));
            for (int hour = 0; hour < 3; hour++) {
                toy.then(priced("1"));
                user.chat("Hi");
                world.advance(Duration.ofHours(1));
            }
            toy.then(priced("4"));
            user.chat("Hi");
        }
        assertThat(events.stream().filter(GatewayEvent.SpendRose.class::isInstance))
                .singleElement()
                .satisfies(event ->
                        assertThat(((GatewayEvent.SpendRose) event).scope()).isEqualTo(Map.of("user", "u1")));
    }

    /** Takes nothing. */
    private static final class Broken implements LedgerSink {
        private boolean closed;

        @Override
        public void book(LedgerEntry entry) {
            throw new IllegalStateException("the table is full");
        }

        @Override
        public void close() {
            closed = true;
            throw new IllegalStateException("cannot even be closed");
        }

        @Override
        public String toString() {
            return "the broken sink";
        }
    }

    @Test
    void aSinkThatThrowsBreaksNothingAndIsToldOnceAMinute() {
        Broken broken = new Broken();
        List<LedgerEntry> kept = new ArrayList<>();
        toy.otherwise(call -> priced("1"));
        try (LlmClient client =
                builder("").ledgerSink(broken).ledgerSink(kept::add).build()) {
            client.chat("Hi");
            client.chat("Hi");
            client.chat("Hi");
            world.advance(Duration.ofSeconds(61));
            client.chat("Hi");
        }
        assertThat(kept).hasSize(4);
        assertThat(broken.closed).isTrue();
        assertThat(events.stream()
                        .filter(GatewayEvent.Warned.class::isInstance)
                        .map(event -> ((GatewayEvent.Warned) event).warning()))
                .allSatisfy(warning -> assertThat(warning.code()).isEqualTo("ledger_sink_failed"))
                .extracting(warning -> warning.message())
                .containsExactly(
                        "the broken sink did not take 1 ledger entries: java.lang.IllegalStateException: the table is full",
                        "the broken sink did not take 3 ledger entries: java.lang.IllegalStateException: the table is full");
    }

    @Test
    void listenersHaveHeardOfALossWhenTheCallReturns() {
        toy.otherwise(call -> priced("1"));
        try (LlmClient client = builder("llmgateway: { watch: { listener-wait: 30s } }")
                .ledgerSink(new Broken())
                .build()) {
            for (int i = 1; i <= 100; i++) {
                client.chat("Hi");
                world.advance(Duration.ofSeconds(61));
                assertThat(events.stream().filter(GatewayEvent.Warned.class::isInstance))
                        .hasSize(i);
            }
        }
    }

    @Test
    @EnabledIf("hasAFullDisk")
    void soTheyHaveWhereTheFileCannotBeWritten() {
        toy.otherwise(call -> priced("1"));
        try (LlmClient client = builder("llmgateway: { ledger: { file: " + FULL + " }, watch: { listener-wait: 30s } }")
                .build()) {
            client.chat("Hi");
            assertThat(events.stream().filter(GatewayEvent.Warned.class::isInstance))
                    .singleElement()
                    .satisfies(event -> assertThat(
                                    ((GatewayEvent.Warned) event).warning().message())
                            .startsWith("ledger file " + FULL + " did not take 1 ledger entries: ")
                            .contains("cannot be written"));
        }
    }

    static boolean hasAFullDisk() {
        return Files.isWritable(FULL);
    }

    @Test
    void whatACallHasCostIsInTheFileWhenItReturns() throws Exception {
        Path file = folder.resolve("ledger.jsonl");
        toy.otherwise(call -> priced("1"));
        int threads = 16;
        int each = 100;
        LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/one, ledger: { file: '" + file
                        + "' }, watch: { listener-wait: 30s } }")
                .provide("toy", toy)
                .build();
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(callers.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        String operation = client.chat("Hi").info().operation().orElseThrow();
                        if (i % 10 == 0) {
                            assertThat(Files.readString(file)).contains('"' + operation + '"');
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> caller : all) {
                caller.get(60, TimeUnit.SECONDS);
            }
            assertThat(Files.readAllLines(file)).hasSize(threads * each);
            client.close();
        } finally {
            callers.shutdownNow();
        }
        try (Stream<LedgerEntry> written = LedgerFile.read(file)) {
            assertThat(written).hasSize(threads * each).doesNotHaveDuplicates();
        }
    }

    /** Remembers what came before it was closed. */
    private static final class Kept implements LedgerSink {
        private final List<LedgerEntry> entries = new CopyOnWriteArrayList<>();
        private volatile int whenClosed = -1;

        @Override
        public void book(LedgerEntry entry) {
            entries.add(entry);
        }

        @Override
        public void close() {
            whenClosed = entries.size();
        }
    }

    @Test
    void whatClosingGivesUpIsBookedBeforeTheSinksAreClosed() throws Exception {
        Kept kept = new Kept();
        Gate chat = new Gate();
        Gate stream = new Gate();
        toy.then(priced("1").heldBy(chat))
                .then(Script.answer("one two three four").heldBy(stream, 3))
                .then(Script.answer("nobody reads this"));
        LlmClient client = builder("").ledgerSink(kept).build();
        CompletableFuture<ChatResponse> waits = client.chatAsync(ChatRequest.of("Hi"));
        chat.awaitArrival();
        ChatStream read = client.stream("Hi");
        CompletableFuture<ChatResponse> reader = CompletableFuture.supplyAsync(read::await);
        stream.awaitArrival();
        ChatStream unread = client.stream("Hi");
        client.close();
        assertThat(kept.whenClosed).isEqualTo(3);
        assertThat(kept.entries).extracting(LedgerEntry::outcome).containsOnly(Outcome.ABANDONED);
        assertThat(waits).failsWithin(Duration.ofSeconds(10));
        assertThat(reader).failsWithin(Duration.ofSeconds(10));
        assertThatThrownBy(unread::await).isInstanceOf(CancelledException.class);
        assertThat(toy.openReplies()).isZero();
    }

    @RepeatedTest(50)
    void closingAtAnyMomentLosesNoEntry() {
        Kept kept = new Kept();
        toy.otherwise(call -> Script.answer("one two three four five six"));
        LlmClient client = builder("").ledgerSink(kept).build();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        CountDownLatch busy = new CountDownLatch(20);
        for (int t = 0; t < 4; t++) {
            boolean streamed = t % 2 == 0;
            callers.add(CompletableFuture.runAsync(() -> {
                while (true) {
                    ask(client, streamed);
                    busy.countDown();
                }
            }));
        }
        assertThat(busy).satisfies(latch -> assertThat(latch.await(10, TimeUnit.SECONDS))
                .isTrue());
        client.close();
        callers.forEach(caller -> assertThat(caller)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(CancelledException.class));
        assertThat(kept.entries).hasSize(kept.whenClosed);
        assertThat(events.stream().filter(GatewayEvent.AttemptStarted.class::isInstance))
                .hasSize(kept.whenClosed);
        assertThat(client.ledger().booked()).isEqualTo(kept.whenClosed);
    }

    @Test
    void closingFromWithinACallDoesNotWaitForEver() {
        toy.then(priced("1"));
        Kept kept = new Kept();
        List<LlmClient> client = new ArrayList<>();
        client.add(builder("")
                .ledgerSink(kept)
                .before(
                        Stage.STEADY,
                        (call, chain) -> chain.proceed(call.withListener(event -> {
                            call.emit(event);
                            if (event instanceof GatewayEvent.AttemptStarted) {
                                client.get(0).close();
                            }
                        })))
                .build());
        assertThatThrownBy(() -> client.get(0).chat("Hi")).isInstanceOf(CancelledException.class);
        assertThat(kept.whenClosed).isZero();
        assertThat(client.get(0).ledger().booked()).isEqualTo(1);
    }

    @Test
    void failedCallsAreBookedToo() {
        toy.fails(FailureClass.CALLER_FAULT);
        try (LlmClient client = builder("").build()) {
            assertThatThrownBy(() -> client.chat("Hi")).isInstanceOf(ProviderFailedException.class);
            assertThat(client.ledger().entries()).singleElement().satisfies(entry -> {
                assertThat(entry.cost()).isEqualTo(Cost.ZERO);
                assertThat(entry.attempt().failure()).isNotNull();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatWasLostCostsTheEstimatedPrompt(boolean streamed) {
        toy.then(Script.fail(failure("connection_lost"))).answers("one two three");
        String yaml =
                """
                llmgateway:
                  catalogue: { models: { toy/*: { prices: { input: 1000000, output: 0 } } } }
                  admit: { budgets: { all: { amount: 1000 USD, window: day } } }
                """;
        try (LlmClient client = builder(yaml).build()) {
            ChatResponse response = ask(client, streamed);
            assertThat(client.ledger().entries()).hasSize(2).first().satisfies(lost -> {
                assertThat(lost.outcome()).isEqualTo(Outcome.FAILED);
                assertThat(lost.usage().estimated()).isTrue();
                assertThat(lost.usage().totalInput()).isPositive();
                assertThat(lost.usage().totalOutput()).isZero();
                assertThat(lost.cost().known())
                        .isEqualByComparingTo(String.valueOf(lost.usage().totalInput()));
            });
            assertThat(client.budgets().states().get(0).spent())
                    .isEqualByComparingTo(response.cost().known());
        }
    }

    private static Failure failure(String code) {
        return new Failure(FailureClass.TRANSIENT, "the script says so", null, code, null, null);
    }

    /** Accepts a question, tells what it has read, and fails before its first content. */
    private record Accepting(Failure failure, Iterator<ChatEvent> events) implements ReplySource {
        @Override
        public ChatEvent next() {
            if (events.hasNext()) {
                return events.next();
            }
            throw new ProviderFailedException("toy", "one", failure, null);
        }

        @Override
        public ResponseInfo info() {
            return ResponseInfo.builder("toy", "one").build();
        }

        @Override
        public Usage usageSoFar() {
            return Usage.builder().input(4711).build();
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({"connection_lost, 4711", "timeout_first_token, 4711", "of_the_vendor, 0"})
    void whatTheVendorToldBeforeItsFirstContentIsBookedWhereItMayBill(String code, long input) {
        LlmGateway.Builder builder = builder("llmgateway: { steady: { retry: { attempts: 1 } } }")
                .provide(
                        "early",
                        call -> Reply.of(new Accepting(
                                failure(code),
                                List.<ChatEvent>of(new ChatEvent.Started("toy", "one", null))
                                        .iterator())));
        try (LlmClient client = builder.build()) {
            ChatRequest request =
                    ChatRequest.builder().model("early/one").user("Hi").build();
            assertThatThrownBy(() -> client.stream(request).await()).isInstanceOf(LlmException.class);
            assertThat(client.ledger().entries())
                    .extracting(entry -> entry.usage().totalInput())
                    .containsExactly(input);
        }
    }

    @Test
    void aFileThatCannotBeWrittenStopsTheStart() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> builder("llmgateway: { ledger: { file: '" + inTheWay + "/ledger' } }")
                        .build())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.ledger.file");
        assertThat(toy.closed()).isTrue();
    }
}
