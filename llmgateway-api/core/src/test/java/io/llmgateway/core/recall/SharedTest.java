package io.llmgateway.core.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Outcome;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;

/** Calls that ask the same at one moment. */
class SharedTest extends SharedCalls {
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
