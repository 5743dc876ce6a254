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
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Streams that ask the same at one moment, or the same as a call that waits for all. */
class SharedStreamsTest extends SharedCalls {
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
}
