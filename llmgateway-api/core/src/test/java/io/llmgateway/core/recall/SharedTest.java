package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that ask the same at one moment. */
class SharedTest {
    private static final Usage USED = Usage.builder().input(1000).output(100).build();

    private static final String CALLER = "caller-";

    private final AtomicInteger number = new AtomicInteger();
    // threads of the platform, which show their stacks
    private final ExecutorService callers =
            Executors.newCachedThreadPool(task -> new Thread(task, CALLER + number.incrementAndGet()));
    private final ScriptedProvider vendor = new ScriptedProvider("toy");
    private final List<GatewayEvent> events = new CopyOnWriteArrayList<>();
    private LlmClient client = client("recall: { exact: {} }");

    private LlmClient client(String more) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, steady: { retry: { attempts: 1 } },"
                        + " catalogue: { models: { toy/x: { prices: { input: 1, output: 10 } } } }, " + more + " }")
                .listener(events::add)
                .provide("toy", vendor)
                .build();
    }

    private void again(String more) {
        client.close();
        client = client(more);
    }

    @AfterEach
    void close() {
        client.close();
        callers.shutdownNow();
        assertThat(vendor.openReplies()).isZero();
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(200_000);
        }
    }

    private long ended(Outcome how) {
        return events.stream()
                .filter(event -> event instanceof GatewayEvent.CallEnded ended && ended.outcome() == how)
                .count();
    }

    private long started() {
        return events.stream()
                .filter(GatewayEvent.CallStarted.class::isInstance)
                .count();
    }

    // a call that waits with others has told that it has begun, and is no further for sure only a moment after
    private void begun(int calls) {
        until(() -> started() >= calls);
    }

    // whoever waits for an answer is seen by its stack: nothing else tells
    private static void shares(int calls) {
        until(() -> Thread.getAllStackTraces().entrySet().stream()
                        .filter(one -> one.getKey().getName().startsWith(CALLER))
                        .filter(one -> Arrays.stream(one.getValue()).anyMatch(SharedTest::asksOrWaits))
                        .count()
                >= calls);
    }

    private static boolean asksOrWaits(StackTraceElement frame) {
        return (frame.getClassName().endsWith("recall.Flight")
                        && frame.getMethodName().equals("whole"))
                || (frame.getClassName().endsWith("recall.Flights")
                        && frame.getMethodName().equals("lead"));
    }

    private CompletableFuture<ChatResponse> asks(LlmClient who, ChatRequest request) {
        return CompletableFuture.supplyAsync(() -> who.chat(request), callers);
    }

    private List<CompletableFuture<ChatResponse>> ask(int calls) {
        List<CompletableFuture<ChatResponse>> all = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            all.add(asks(client, ChatRequest.of("?")));
        }
        return all;
    }

    @Test
    void aThousandEqualCallsAreOneQuestion() {
        Gate gate = new Gate();
        vendor.then(Script.answer("one answer", USED).heldBy(gate));
        List<CompletableFuture<ChatResponse>> all = ask(1000);
        gate.awaitArrival();
        begun(1000);
        gate.open();
        List<ChatResponse> responses = all.stream().map(CompletableFuture::join).toList();
        assertThat(responses).extracting(ChatResponse::text).containsOnly("one answer");
        assertThat(vendor.calls()).hasSize(1);
        assertThat(responses)
                .filteredOn(one -> one.cache().isEmpty())
                .singleElement()
                .satisfies(payer -> {
                    assertThat(payer.cost().known()).isEqualByComparingTo("0.002");
                    assertThat(payer.usage()).isEqualTo(USED);
                    assertThat(payer.attempts()).hasSize(1);
                });
        var total = client.ledger().report(q -> q.by("model")).total();
        assertThat(total.cost()).isEqualByComparingTo("0.002");
        assertThat(total.attempts()).isEqualTo(1);
        assertThat(total.cached()).isEqualTo(999);
        assertThat(total.savedByCache()).isEqualByComparingTo("1.998");
    }

    @Test
    void whoComesLateHearsWhatWasSaidAndThenListensLive() throws Exception {
        again("recall: { single-flight: true }");
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2));
        try (ChatStream first = client.stream("?");
                ChatStream late = client.stream("?")) {
            var firstEvents = first.iterator();
            var lateEvents = late.iterator();
            for (var each : List.of(firstEvents, lateEvents)) {
                assertThat(each.next()).isInstanceOf(ChatEvent.Started.class);
                assertThat(((ChatEvent.TextDelta) each.next()).text()).isNotEmpty();
            }
            gate.awaitArrival();
            gate.open();
            ChatResponse shared = late.await();
            assertThat(shared.text()).isEqualTo("one two three");
            assertThat(shared.usage()).isEqualTo(Usage.NONE);
            CacheHit hit = shared.cache().orElseThrow();
            assertThat(hit.kind()).isEqualTo(CacheHit.Kind.SHARED);
            assertThat(hit.usage()).isEqualTo(USED);
            assertThat(hit.saved()).isEqualByComparingTo("0.002");
            assertThat(shared.explain().toString()).contains("shared with another call: saved");
            assertThat(first.await().usage()).isEqualTo(USED);
        }
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void aStreamReadsAlongWithOneWhoWaitsForAll() {
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate));
        CompletableFuture<ChatResponse> whole = asks(client, ChatRequest.of("?"));
        gate.awaitArrival();
        CompletableFuture<ChatResponse> streamed = CompletableFuture.supplyAsync(
                () -> {
                    try (ChatStream stream = client.stream("?")) {
                        return stream.await();
                    }
                },
                callers);
        shares(2);
        gate.open();
        assertThat(whole.join().cache()).isEmpty();
        assertThat(streamed.join().cache()).isPresent();
        assertThat(streamed.join().text()).isEqualTo("one two three");
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void whoWaitsForAllReadsAlongWithAStream() {
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2));
        try (ChatStream first = client.stream("?")) {
            CompletableFuture<ChatResponse> whole = asks(client, ChatRequest.of("?"));
            begun(2);
            gate.open();
            assertThat(whole.join().text()).isEqualTo("one two three");
            assertThat(whole.join().cache()).isPresent();
            assertThat(first.await().cache()).isEmpty();
        }
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void theOneWhoAsksMayLeave() {
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2));
        ChatStream first = client.stream("?");
        ChatStream second = client.stream("?");
        first.close();
        gate.open();
        assertThat(second.await().text()).isEqualTo("one two three");
        assertThat(vendor.calls()).hasSize(1);
        assertThat(client.chat("?").cache()).isPresent();
        assertThat(client.ledger().report(q -> q.by("model")).total().cost()).isEqualByComparingTo("0.002");
    }

    @Test
    void theOneWhoAsksMayBeCancelledWhileItWaits() {
        Gate gate = new Gate();
        vendor.then(Script.answer("whole", USED).heldBy(gate));
        CompletableFuture<ChatResponse> first = client.chatAsync(ChatRequest.of("?"));
        gate.awaitArrival();
        CompletableFuture<ChatResponse> second = asks(client, ChatRequest.of("?"));
        begun(2);
        shares(1);
        first.cancel(true);
        assertThat(first).isCancelled();
        gate.open();
        assertThat(second.join().text()).isEqualTo("whole");
        assertThat(vendor.calls()).hasSize(1);
        until(() -> ended(Outcome.ABANDONED) == 1);
        until(() -> ended(Outcome.COMPLETE) == 1);
    }

    @Test
    void whenAllHaveLeftTheQuestionIsGivenUpAndNothingIsRemembered() {
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2)).answers("again");
        ChatStream first = client.stream("?");
        ChatStream second = client.stream("?");
        first.close();
        second.close();
        until(() -> vendor.openReplies() == 0);
        assertThat(client.chat("?").text()).isEqualTo("again");
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void aSlowReaderHoldsNobodyUp() {
        vendor.then(Script.answer("one two three", USED));
        try (ChatStream slow = client.stream("?")) {
            assertThat(slow.iterator().next()).isInstanceOf(ChatEvent.Started.class);
            assertThat(client.chat("?").text()).isEqualTo("one two three");
            assertThat(client.cache().stats().stored()).isEqualTo(1);
            assertThat(slow.await().text()).isEqualTo("one two three");
        }
    }

    @Test
    void aFailureOfTheVendorIsEverybodysOwn() {
        Gate gate = new Gate();
        vendor.then(Script.fail(FailureClass.CALLER_FAULT).heldBy(gate));
        List<CompletableFuture<ChatResponse>> all = ask(10);
        gate.awaitArrival();
        begun(10);
        shares(10);
        gate.open();
        List<Throwable> errors = new ArrayList<>();
        for (CompletableFuture<ChatResponse> one : all) {
            try {
                one.join();
            } catch (CompletionException e) {
                errors.add(e.getCause());
            }
        }
        assertThat(errors).hasSize(10).doesNotHaveDuplicates().allSatisfy(error -> {
            assertThat(error).isInstanceOf(ProviderFailedException.class);
            assertThat(((ProviderFailedException) error).kind()).isEqualTo(FailureClass.CALLER_FAULT);
        });
        assertThat(vendor.calls()).hasSize(1);
        assertThat(errors)
                .filteredOn(
                        error -> !((ProviderFailedException) error).attempts().isEmpty())
                .hasSize(1);
    }

    @Test
    void whereNoTargetIsLeftAllHearOfAllOfThem() {
        again("models: { smart: { targets: [toy/x, toy/y] } }, recall: { exact: {} }");
        Gate gate = new Gate();
        vendor.then(Script.fail(FailureClass.MODEL_UNKNOWN).heldBy(gate)).fails(FailureClass.QUOTA_EXHAUSTED);
        LlmClient smart = client.with(o -> o.model("smart"));
        CompletableFuture<ChatResponse> first = asks(smart, ChatRequest.of("?"));
        CompletableFuture<ChatResponse> second = asks(smart, ChatRequest.of("?"));
        gate.awaitArrival();
        begun(2);
        shares(2);
        gate.open();
        for (CompletableFuture<ChatResponse> one : List.of(first, second)) {
            assertThatThrownBy(one::join)
                    .hasCauseInstanceOf(NoTargetLeftException.class)
                    .hasMessageContaining("no target of model \"smart\" answered: (1) toy/x")
                    .hasMessageContaining("(2) toy/y");
        }
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void aStreamThatBreaksBreaksForAllWithWhatEachHasRead() {
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three four", USED).heldBy(gate, 3).cutAfter(4));
        try (ChatStream first = client.stream("?");
                ChatStream second = client.stream("?")) {
            gate.open();
            for (ChatStream one : List.of(first, second)) {
                assertThatThrownBy(one::await).isInstanceOfSatisfying(StreamBrokenException.class, broken -> assertThat(
                                broken.partial().text())
                        .isNotEmpty()
                        .isNotEqualTo("one two three four"));
            }
        }
        assertThat(client.cache().stats().stored()).isZero();
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void aBudgetThatRefusesOneDoesNotHurtTheOthers() {
        again(
                "admit: { budgets: { u: { per: user, amount: 1 requests, window: 1h } } }, recall: { single-flight: true }");
        Gate gate = new Gate();
        vendor.answers("first").then(Script.answer("second").heldBy(gate)).answers("third");
        client.chat(c -> c.user("other").endUser("poor"));
        assertThatThrownBy(() -> client.chat(c -> c.user("?").endUser("poor"))).isInstanceOf(RefusedException.class);
        assertThat(vendor.calls()).hasSize(1);
        CompletableFuture<ChatResponse> one =
                asks(client, ChatRequest.builder().user("?").endUser("a").build());
        gate.awaitArrival();
        CompletableFuture<ChatResponse> two =
                asks(client, ChatRequest.builder().user("?").endUser("b").build());
        begun(4);
        shares(2);
        gate.open();
        assertThat(one.join().text()).isEqualTo("second");
        assertThat(two.join().text()).isEqualTo("second");
        // who shared has spent nothing
        assertThat(client.chat(c -> c.user("more").endUser("b")).text()).isEqualTo("third");
    }

    @Test
    void ifTheOneWhoAsksIsRefusedTheNextOneAsks() {
        Gate gate = new Gate();
        client.close();
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, recall: { exact: {} } }")
                .listener(events::add)
                .before(Stage.ROUTE, (call, chain) -> {
                    if (call.request().endUser().isPresent()) {
                        gate.pass(call.cancellation());
                        throw new RefusedException("llmgateway.test", "not you", null);
                    }
                    return chain.proceed(call);
                })
                .provide("toy", vendor)
                .build();
        vendor.then(Script.answer("answer", USED));
        CompletableFuture<ChatResponse> refused =
                asks(client, ChatRequest.builder().user("?").endUser("poor").build());
        gate.awaitArrival();
        List<CompletableFuture<ChatResponse>> others = ask(5);
        begun(6);
        shares(6);
        gate.open();
        assertThatThrownBy(refused::join).hasCauseInstanceOf(RefusedException.class);
        others.forEach(one -> assertThat(one.join().text()).isEqualTo("answer"));
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void aStrangeErrorIsTheOneWhoAsksOwn() {
        Gate gate = new Gate();
        vendor.then(Script.fail(new IllegalStateException("a bug")).heldBy(gate))
                .answers("answer");
        CompletableFuture<ChatResponse> first = asks(client, ChatRequest.of("?"));
        gate.awaitArrival();
        gate.open();
        assertThatThrownBy(first::join).hasCauseInstanceOf(ProviderFailedException.class);
        assertThat(client.chat("?").text()).isEqualTo("answer");
    }

    @Test
    void eachKeepsItsOwnDeadline() {
        Gate gate = new Gate();
        vendor.then(Script.answer("whole", USED).heldBy(gate));
        CompletableFuture<ChatResponse> patient = asks(client, ChatRequest.of("?"));
        gate.awaitArrival();
        LlmClient hasty = client.with(o -> o.timeout(Duration.ofMillis(50)));
        assertThatThrownBy(() -> hasty.chat("?"))
                .isInstanceOf(ProviderFailedException.class)
                .hasMessageContaining("toy/x: TRANSIENT (total_timeout): the answer, which another call asks for, was"
                        + " not complete within 50 ms");
        gate.open();
        assertThat(patient.join().text()).isEqualTo("whole");
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void vectorsAreSharedToo() {
        again("recall: { single-flight: true }");
        Gate gate = new Gate();
        vendor.then(Script.answer("unused").heldBy(gate));
        EmbeddingRequest request = EmbeddingRequest.of("toy/meaning", "one", "two");
        List<CompletableFuture<EmbeddingResponse>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(CompletableFuture.supplyAsync(() -> client.embed(request), callers));
        }
        gate.awaitArrival();
        shares(3);
        gate.open();
        all.forEach(one -> assertThat(one.join().embeddings()).hasSize(2));
        assertThat(all.stream().filter(one -> one.join().cache().isPresent())).hasSize(2);
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void whoHasMoreTimeThanTheOneWhoAsksAsksItself() {
        Gate gate = new Gate();
        vendor.then(Script.answer("hasty").heldBy(gate)).answers("patient");
        LlmClient hasty = client.with(o -> o.timeout(Duration.ofMinutes(1)));
        CompletableFuture<ChatResponse> first = asks(hasty, ChatRequest.of("?"));
        gate.awaitArrival();
        assertThat(client.chat("?").text()).isEqualTo("patient");
        gate.open();
        assertThat(first.join().text()).isEqualTo("hasty");
    }

    @Test
    void whatIsAskedAfterSomethingWasForgottenIsAskedAnew() {
        Gate gate = new Gate();
        vendor.then(Script.answer("before").heldBy(gate)).answers("after");
        CompletableFuture<ChatResponse> first = asks(client, ChatRequest.of("?"));
        gate.awaitArrival();
        client.cache().forget(one -> true);
        assertThat(client.chat("?").text()).isEqualTo("after");
        gate.open();
        assertThat(first.join().text()).isEqualTo("before");
        assertThat(client.chat("?").text()).isEqualTo("after");
    }

    @Test
    void whoLosesAReplyHasLeft() {
        client.close();
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, recall: { exact: {} } }")
                .before(Stage.RECALL, (call, chain) -> {
                    Object lost = chain.proceed(call);
                    throw new IllegalStateException("lost " + lost);
                })
                .provide("toy", vendor)
                .build();
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2));
        assertThatThrownBy(() -> client.stream("?")).isInstanceOf(IllegalStateException.class);
        until(() -> vendor.openReplies() == 0);
    }

    @Test
    void closingTheClientEndsWhatNobodyReads() {
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2));
        ChatStream lost = client.stream("?");
        client.close();
        until(() -> vendor.openReplies() == 0);
        assertThatThrownBy(lost::await).isInstanceOf(CancelledException.class);
    }

    @Test
    void anAnswerIsRememberedIfOneOfThoseWhoShareItWantsIt() {
        LlmClient noStore = client.with(o -> o.cache(c -> c.noStore()));
        for (boolean first : List.of(true, false)) {
            ChatRequest request = ChatRequest.of("first wants it: " + first);
            Gate gate = new Gate();
            vendor.then(Script.answer("whole", USED).heldBy(gate));
            CompletableFuture<ChatResponse> one = asks(first ? client : noStore, request);
            gate.awaitArrival();
            CompletableFuture<ChatResponse> two = asks(first ? noStore : client, request);
            shares(2);
            gate.open();
            assertThat(one.join().text()).isEqualTo(two.join().text());
            assertThat(noStore.chat(request).cache()).isPresent();
        }
    }

    @Test
    void anAnswerNobodyWantsRememberedIsNot() {
        LlmClient noStore = client.with(o -> o.cache(c -> c.noStore()));
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2)).answers("again");
        try (ChatStream gone = client.stream("?");
                ChatStream first = noStore.stream("?");
                ChatStream second = noStore.stream("?")) {
            gone.cancel(); // wanted it, but not to its end
            gate.open();
            assertThat(first.await().text()).isEqualTo(second.await().text());
        }
        assertThat(client.chat("?").text()).isEqualTo("again");
        assertThat(vendor.calls()).hasSize(2);
    }

    @Test
    void closingTheClientEndsThemAll() {
        Gate gate = new Gate();
        vendor.otherwise(call -> Script.answer("never").heldBy(gate));
        List<CompletableFuture<ChatResponse>> all = ask(5);
        gate.awaitArrival();
        begun(5);
        client.close();
        for (CompletableFuture<ChatResponse> one : all) {
            assertThatThrownBy(one::join).hasCauseInstanceOf(CancelledException.class);
        }
    }

    @Test
    void ifTheOneWhoAsksIsInterruptedTheNextOneAsks() throws Exception {
        Gate gate = new Gate();
        vendor.then(Script.answer("whole", USED).heldBy(gate)).answers("asked anew");
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread first = new Thread(() -> {
            try {
                client.chat("?");
            } catch (RuntimeException e) {
                thrown.add(e);
            }
        });
        first.setName(CALLER + "interrupted");
        first.start();
        gate.awaitArrival();
        CompletableFuture<ChatResponse> second = asks(client, ChatRequest.of("?"));
        shares(2);
        first.interrupt();
        first.join();
        assertThat(thrown).singleElement().isInstanceOf(CancelledException.class);
        assertThat(second.join().text()).isEqualTo("asked anew");
        assertThat(second.join().cache()).isEmpty();
    }

    @Test
    void anInterruptedReaderLeavesAndTheOthersStay() throws Exception {
        Gate gate = new Gate();
        vendor.then(Script.answer("whole", USED).heldBy(gate));
        CompletableFuture<ChatResponse> first = asks(client, ChatRequest.of("?"));
        gate.awaitArrival();
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        Thread second = new Thread(
                () -> {
                    try {
                        client.chat("?");
                    } catch (RuntimeException e) {
                        thrown.add(e);
                    }
                },
                CALLER + "interrupted");
        second.start();
        shares(2);
        second.interrupt();
        second.join();
        assertThat(thrown).singleElement().isInstanceOf(CancelledException.class);
        gate.open();
        assertThat(first.join().text()).isEqualTo("whole");
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void whoIsAloneAsksOnItsOwnThread() {
        client.close();
        List<Thread> seen = new CopyOnWriteArrayList<>();
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, recall: { exact: {} } }")
                .before(Stage.ROUTE, (call, chain) -> {
                    seen.add(Thread.currentThread());
                    return chain.proceed(call).onEvent(event -> seen.add(Thread.currentThread()));
                })
                .provide("toy", vendor)
                .build();
        vendor.then(Script.answer("one two three", USED)).answers("whole");
        try (ChatStream stream = client.stream("?")) {
            assertThat(stream.await().text()).isEqualTo("one two three");
        }
        assertThat(client.chat("!").text()).isEqualTo("whole");
        assertThat(seen).hasSizeGreaterThan(4).containsOnly(Thread.currentThread());
    }

    @Test
    void whoIsLeftAloneBeforeTheFirstWordStillGetsTheAnswer() {
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate));
        CompletableFuture<ChatStream> first = client.streamAsync(ChatRequest.of("?"));
        gate.awaitArrival();
        CompletableFuture<String> second = CompletableFuture.supplyAsync(
                () -> {
                    try (ChatStream stream = client.stream("?")) {
                        return stream.await().text();
                    }
                },
                callers);
        until(() -> Thread.getAllStackTraces().entrySet().stream()
                .filter(one -> one.getKey().getName().startsWith(CALLER))
                .anyMatch(one -> Arrays.stream(one.getValue())
                        .anyMatch(frame -> frame.getClassName().endsWith("recall.Flight")
                                && frame.getMethodName().equals("event"))));
        first.cancel(true);
        gate.open();
        assertThat(second).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("one two three");
        assertThat(vendor.calls()).hasSize(1);
    }

    @Test
    void whoListensAlongIsBrokenOffWhereTheOneWhoAsksIsInterrupted() throws Exception {
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2));
        Thread first = new Thread(() -> {
            try (ChatStream stream = client.stream("?")) {
                stream.forEachText(text -> {});
            } catch (RuntimeException e) {
                assertThat(e).isInstanceOf(CancelledException.class);
            }
        });
        first.start();
        gate.awaitArrival();
        try (ChatStream second = client.stream("?")) {
            var events = second.iterator();
            assertThat(events.next()).isInstanceOf(ChatEvent.Started.class);
            first.interrupt();
            assertThatThrownBy(second::await).isInstanceOf(StreamBrokenException.class);
        }
        first.join();
    }

    @Test
    void whatIsBoundToTheOneWhoAsksStaysBoundWhereAnotherListensAlong() {
        client.close();
        Thread asker = Thread.currentThread();
        AtomicReference<Thread> bound = new AtomicReference<>(); // whose context it is, while a carried task runs
        List<Thread> seen = new CopyOnWriteArrayList<>();
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: toy/x, recall: { single-flight: true } }")
                .contexts(task -> {
                    Thread from = Thread.currentThread();
                    return () -> {
                        bound.set(from);
                        task.run();
                    };
                })
                .before(Stage.ROUTE, (call, chain) -> chain.proceed(call).onEvent(event -> {
                    if (Thread.currentThread() != asker) {
                        seen.add(bound.get());
                    }
                }))
                .provide("toy", vendor)
                .build();
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2));
        try (ChatStream first = client.stream("?")) {
            CompletableFuture<ChatResponse> second = CompletableFuture.supplyAsync(
                    () -> {
                        try (ChatStream stream = client.stream("?")) {
                            return stream.await();
                        }
                    },
                    callers);
            gate.awaitArrival();
            gate.open();
            assertThat(second.join().text()).isEqualTo("one two three");
            assertThat(first.await().text()).isEqualTo("one two three");
        }
        assertThat(seen).isNotEmpty().containsOnly(asker);
    }

    @Test
    void aStreamThatIsReadSlowlyHoldsNobodyUpWhoListensAlong() {
        again("recall: { single-flight: true }");
        Gate gate = new Gate();
        vendor.then(Script.answer("one two three", USED).heldBy(gate, 2));
        try (ChatStream slow = client.stream("?")) {
            try (ChatStream other = client.stream("?")) {
                gate.awaitArrival(); // nobody reads yet, and all the same the vendor is listened to
                gate.open();
                assertThat(other.await().text()).isEqualTo("one two three");
            }
            assertThat(slow.await().text()).isEqualTo("one two three");
        }
        assertThat(vendor.calls()).hasSize(1);
    }

    /** Readers come and go at any moment, closed by themselves or given up by others: nobody waits in vain, nothing stays. */
    @Test
    void whoeverLeavesTheOthersGetTheirAnswers() throws Exception {
        vendor.otherwise(call -> Script.answer("one two three four five"));
        List<Future<Integer>> all = new ArrayList<>();
        for (int t = 0; t < 32; t++) {
            int seed = t;
            all.add(callers.submit(() -> comeAndGo(new Random(seed))));
        }
        for (Future<Integer> one : all) {
            assertThat(one.get(30, TimeUnit.SECONDS)).isPositive();
        }
        until(() -> vendor.openReplies() == 0);
    }

    private int comeAndGo(Random random) {
        int read = 0;
        LlmClient fresh = client.with(o -> o.cache(c -> c.noStore()));
        for (int i = 0; i < 200; i++) {
            String question = "question " + i / 20;
            int how = random.nextInt(5);
            if (how == 0) {
                CompletableFuture<ChatResponse> future = fresh.chatAsync(ChatRequest.of(question));
                future.cancel(true);
            } else if (how == 1) {
                assertThat(fresh.chat(question).text()).isEqualTo("one two three four five");
                read++;
            } else {
                try (ChatStream stream = fresh.stream(question)) {
                    if (how == 2) {
                        stream.iterator().next();
                    } else if (how == 3) {
                        callers.execute(stream::cancel);
                        stream.forEachText(text -> {});
                    } else {
                        assertThat(stream.await().text()).isEqualTo("one two three four five");
                        read++;
                    }
                } catch (CancelledException e) {
                    assertThat(how).isEqualTo(3);
                }
            }
        }
        return read;
    }

    /** 64 threads on 100 questions: each is asked once, and everybody gets its answer. */
    @Test
    void manyThreadsAndFewQuestions() throws Exception {
        vendor.otherwise(call -> {
            ChatRequest request = (ChatRequest) call.request();
            return Script.answer("answer to " + request.messages().get(0).text());
        });
        ExecutorService pool = Executors.newFixedThreadPool(64);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                int seed = t;
                all.add(pool.submit(() -> chatter(new Random(seed))));
            }
            for (Future<Integer> one : all) {
                assertThat(one.get()).isEqualTo(100);
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            pool.shutdownNow();
        }
        assertThat(vendor.calls()).hasSize(100);
        assertThat(client.ledger().report(q -> q.by("model")).total().attempts())
                .isEqualTo(100);
    }

    private int chatter(Random random) {
        int right = 0;
        for (int i = 0; i < 100; i++) {
            String question = "question " + (i + random.nextInt(3)) % 100;
            if (random.nextBoolean()) {
                right += client.chat(question).text().equals("answer to " + question) ? 1 : 0;
            } else {
                try (ChatStream stream = client.stream(question)) {
                    right += stream.await().text().equals("answer to " + question) ? 1 : 0;
                }
            }
        }
        return right;
    }
}
