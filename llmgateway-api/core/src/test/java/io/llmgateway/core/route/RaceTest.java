package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;
import io.llmgateway.spi.Provider;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two targets asked at once, the second after a while. On real threads, with gates instead of waits. */
class RaceTest {
    private final ScriptedProvider slow = new ScriptedProvider("slow");
    private final ScriptedProvider spare = new ScriptedProvider("spare");
    private final List<LedgerEntry> booked = new CopyOnWriteArrayList<>();
    private final CountDownLatch bothBooked = new CountDownLatch(2);

    private LlmClient client(String hedgeAfter) {
        return builder(hedgeAfter).build();
    }

    private LlmGateway.Builder builder(String hedgeAfter) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { steady: { retry: { attempts: 1 } }, models: { m: { targets: [slow/x, spare/x],"
                        + " hedge-after: " + hedgeAfter + " } } }")
                .provide("slow", slow)
                .provide("spare", spare)
                .listener(event -> {
                    if (event instanceof GatewayEvent.Booked e) {
                        booked.add(e.entry());
                        bothBooked.countDown();
                    }
                });
    }

    private static ChatResponse ask(LlmClient client, boolean streamed) {
        if (!streamed) {
            return client.chat("hi");
        }
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            return stream.await();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstToBeginWinsAndTheLoserIsGivenUpAndBooked(boolean streamed) throws Exception {
        slow.then(Script.answer("too late").heldBy(new Gate()));
        spare.answers("here");
        try (LlmClient client = client("5ms")) {
            assertThat(ask(client, streamed).text()).isEqualTo("here");
            assertThat(bothBooked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(booked)
                    .extracting(e -> e.attempt().provider(), LedgerEntry::outcome, LedgerEntry::purpose)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("spare", Outcome.COMPLETE, Purpose.HEDGE),
                            org.assertj.core.groups.Tuple.tuple("slow", Outcome.ABANDONED, Purpose.ANSWER));
            assertThat(slow.openReplies()).isZero();
        }
    }

    /** What the vendor may bill must be booked, even where it is asked longer than anybody waits for it. */
    @Test
    void aLoserThatIsSlowToListenIsBookedBeforeTheClientIsClosed() throws Exception {
        Gate gate = new Gate();
        slow.otherwise(call -> {
            gate.pass(new Cancellation());
            return Script.answer("too late");
        });
        spare.answers("here");
        LlmClient client = builder("5ms").closeGrace(Duration.ofMinutes(1)).build();
        assertThat(client.chat("hi").text()).isEqualTo("here");
        Thread closing = new Thread(client::close);
        closing.start();
        while (closing.isAlive() && closing.getState() != Thread.State.TIMED_WAITING) { // until it waits for the loser
            Thread.onSpinWait();
        }
        assertThat(slow.closed()).isFalse();
        gate.open();
        closing.join(10_000);
        assertThat(slow.closed()).isTrue();
        assertThat(booked)
                .extracting(e -> e.attempt().provider(), LedgerEntry::outcome)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("spare", Outcome.COMPLETE),
                        org.assertj.core.groups.Tuple.tuple("slow", Outcome.ABANDONED));
    }

    @Test
    void anAnswerThatBeginsAfterItsCallerHasGoneIsGivenUp() throws Exception {
        Gate gate = new Gate();
        slow.answers("one two three");
        Provider deaf = call -> {
            gate.pass(new Cancellation());
            return slow.send(call.withCancellation(new Cancellation()));
        };
        LlmClient client = builder("1m")
                .provide("slow", deaf)
                .closeGrace(Duration.ofMinutes(1))
                .build();
        Thread caller = new Thread(() ->
                assertThatThrownBy(() -> client.stream(ChatRequest.of("hi"))).isInstanceOf(CancelledException.class));
        caller.start();
        gate.awaitArrival();
        caller.interrupt();
        caller.join(10_000);
        gate.open();
        client.close();
        assertThat(slow.openReplies()).isZero();
        assertThat(booked).extracting(LedgerEntry::outcome).containsExactly(Outcome.ABANDONED);
    }

    /** It answered in the end, when nobody waited for it any more. */
    @Test
    void theLoserIsNotTheOneThatAnsweredEvenIfItIsBookedLast() {
        Gate gate = new Gate();
        Provider late = call -> {
            gate.pass(new Cancellation());
            return Reply.of(new ChatResponse(
                    List.of(new Part.Text("too late")),
                    FinishReason.STOP,
                    Usage.builder().output(77).build(),
                    ResponseInfo.builder("slow", "x").build()));
        };
        Guard guard = new Guard() {
            @Override
            public String name() {
                return "patient";
            }

            @Override
            public Verdict judge(Passage passage) {
                if (passage.origin() == Origin.ANSWER) {
                    gate.open();
                    try {
                        assertThat(bothBooked.await(10, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return Verdict.pass();
            }
        };
        spare.then(Script.answer("here", Usage.NONE));
        try (LlmClient client =
                builder("5ms").provide("slow", late).guard(guard).build()) {
            ChatResponse response = client.chat("hi");
            assertThat(response.text()).isEqualTo("here");
            assertThat(booked.get(booked.size() - 1))
                    .extracting(e -> e.attempt().provider(), LedgerEntry::outcome)
                    .containsExactly("slow", Outcome.COMPLETE);
            assertThat(response.info().answeredBy().orElseThrow().provider()).isEqualTo("spare");
            assertThat(response.usage().total()).isNotEqualTo(77);
        }
    }

    @Test
    void aQuickFirstIsAlone() {
        slow.answers("quick");
        try (LlmClient client = client("1m")) {
            assertThat(client.chat("hi").text()).isEqualTo("quick");
            assertThat(spare.calls()).isEmpty();
        }
    }

    @Test
    void aFirstThatFailsIsFollowedByTheNextAtOnce() {
        slow.fails(FailureClass.OVERLOADED);
        spare.answers("here");
        try (LlmClient client = client("1m")) {
            assertThat(client.chat("hi").text()).isEqualTo("here");
        }
    }

    @Test
    void ifBothFailBothAreTold() {
        Gate gate = new Gate();
        slow.then(Script.fail(FailureClass.OVERLOADED).heldBy(gate));
        spare.otherwise(call -> {
            gate.open();
            return Script.fail(FailureClass.CREDENTIAL);
        });
        try (LlmClient client = client("5ms")) {
            NoTargetLeftException none = catchThrowableOfType(NoTargetLeftException.class, () -> client.chat("hi"));
            assertThat(none.attempts()).hasSize(2);
            assertThat(none.getSuppressed()).hasSize(1);
        }
    }

    @Test
    void cancellingEndsBoth() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        slow.otherwise(call -> {
            asked.countDown();
            return Script.answer("never").heldBy(new Gate());
        });
        spare.otherwise(call -> {
            asked.countDown();
            return Script.answer("never").heldBy(new Gate());
        });
        try (LlmClient client = client("5ms")) {
            CompletableFuture<ChatResponse> future = client.chatAsync(ChatRequest.of("hi"));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            future.cancel(true);
            assertThatThrownBy(future::join).isInstanceOf(java.util.concurrent.CancellationException.class);
            assertThat(bothBooked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(booked).extracting(LedgerEntry::outcome).containsOnly(Outcome.ABANDONED);
        } catch (CancelledException e) {
            throw new AssertionError(e);
        }
    }

    /** Both begin at the same moment, over and over: one answer, two bills, nothing left open. */
    @Test
    void aCloseFinishLeavesNothingBehind() throws Exception {
        int calls = 300;
        CountDownLatch ended = new CountDownLatch(calls);
        slow.otherwise(call -> Script.answer("one two three"));
        spare.otherwise(call -> Script.answer("one two three"));
        try (LlmClient client = client("1ms")) {
            for (int i = 0; i < calls; i++) {
                assertThat(ask(client, i % 2 == 0).text()).isEqualTo("one two three");
                ended.countDown();
            }
        }
        assertThat(booked).extracting(LedgerEntry::id).doesNotHaveDuplicates();
        assertThat(booked).hasSize(slow.calls().size() + spare.calls().size());
        assertThat(slow.openReplies() + spare.openReplies()).isZero();
    }

    /** The last attempt is asked alone, on the caller's own thread. */
    @Test
    void thereIsNoSecondWhereOnlyOneAttemptIsLeft() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        slow.otherwise(call -> {
            threads.add(Thread.currentThread());
            return Script.answer("here");
        });
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { steady: { max-attempts: 1 }, models: { m: { targets: [slow/x, spare/x],"
                        + " hedge-after: 1ms } } }")
                .provide("slow", slow)
                .provide("spare", spare)
                .build()) {
            assertThat(client.chat("hi").text()).isEqualTo("here");
        }
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "soon", "-5s"})
    void nonsenseIsRefusedAtStart(String after) {
        assertThatThrownBy(() -> client(after))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.models.m.hedge-after");
    }
}
