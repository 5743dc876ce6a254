package io.llmgateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Stage;
import io.llmgateway.chain.TextFilter;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
    private final ScriptedProvider provider = new ScriptedProvider("toy");
    private final LlmClient client = LlmGateway.builder()
            .environment(Map.of())
            .provide("toy", provider)
            .defaultModel("toy/one")
            .build();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theIteratorGoesOnWhereItStands() {
        provider.answers("one two three");
        try (ChatStream stream = client.stream("count")) {
            assertThat(stream.iterator().next()).isInstanceOf(ChatEvent.Started.class);
            List<ChatEvent> rest = new ArrayList<>();
            stream.iterator().forEachRemaining(rest::add);
            assertThat(rest.get(rest.size() - 1)).isInstanceOf(ChatEvent.Finished.class);
            assertThat(stream.iterator().hasNext()).isFalse();
            assertThat(stream.await().text()).isEqualTo("one two three");
        }
    }

    @Test
    void twoReadersAtOnceAreRefused() throws Exception {
        Gate gate = new Gate();
        provider.then(Script.answer("one two three").heldBy(gate, 2));
        try (ChatStream stream = client.stream("count")) {
            CompletableFuture<String> reader =
                    CompletableFuture.supplyAsync(() -> stream.await().text());
            gate.awaitArrival();
            assertThatThrownBy(stream::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one at a time");
            gate.open();
            assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo("one two three");
        }
    }

    @RepeatedTest(200)
    void aCancelAtAnyMomentEndsInOneWay() throws Exception {
        provider.answers("one two three four five six seven eight nine ten");
        try (ChatStream stream = client.stream("count")) {
            CountDownLatch reading = new CountDownLatch(1);
            CompletableFuture<Boolean> complete = CompletableFuture.supplyAsync(() -> {
                reading.countDown();
                try {
                    return !stream.await().text().isEmpty();
                } catch (CancelledException e) {
                    return false;
                }
            });
            reading.await();
            stream.cancel();
            boolean whole = complete.get(10, TimeUnit.SECONDS);
            if (whole) {
                assertThat(stream.await().text()).endsWith("ten");
            } else {
                assertThatThrownBy(stream::await).isInstanceOf(CancelledException.class);
            }
            assertThat(provider.openReplies()).isZero();
        }
    }

    /** Asks for one event after another and notes what it gets. */
    private static class Reader implements Flow.Subscriber<ChatEvent> {
        final List<ChatEvent> events = Collections.synchronizedList(new ArrayList<>());
        final CompletableFuture<Void> done = new CompletableFuture<>();
        private final int most;
        private Flow.@Nullable Subscription subscription;

        Reader(int most) {
            this.most = most;
        }

        @Override
        public void onSubscribe(Flow.Subscription s) {
            subscription = s;
            s.request(1);
        }

        @Override
        public void onNext(ChatEvent event) {
            events.add(event);
            if (events.size() == most) {
                subscription.cancel();
                done.complete(null);
            } else {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable e) {
            done.completeExceptionally(e);
        }

        @Override
        public void onComplete() {
            done.complete(null);
        }
    }

    @Test
    void aSubscriberGetsAllEventsAndTheEnd() throws Exception {
        provider.answers("one two three");
        Reader reader = new Reader(Integer.MAX_VALUE);
        client.stream("count").asPublisher().subscribe(reader);
        reader.done.get(10, TimeUnit.SECONDS);
        assertThat(reader.events.get(reader.events.size() - 1)).isInstanceOf(ChatEvent.Finished.class);
    }

    @Test
    void aSubscriberIsToldOfABreak() {
        provider.then(Script.answer("one two three").cutAfter(2));
        Reader reader = new Reader(Integer.MAX_VALUE);
        client.stream("count").asPublisher().subscribe(reader);
        assertThatThrownBy(() -> reader.done.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(StreamBrokenException.class);
    }

    @Test
    void aSubscriberIsToldOfAnErrorToo() {
        provider.answers("one two three");
        AssertionError error = new AssertionError("nobody should throw this");
        try (LlmClient broken = LlmGateway.builder()
                .environment(Map.of())
                .provide("toy", provider)
                .defaultModel("toy/one")
                .after(Stage.GUARD, (call, chain) -> chain.proceed(call).mapText(TextFilter.of(text -> {
                    if (text.contains("two")) {
                        throw error;
                    }
                    return text;
                })))
                .build()) {
            Reader reader = new Reader(Integer.MAX_VALUE);
            broken.stream("count").asPublisher().subscribe(reader);
            assertThatThrownBy(() -> reader.done.get(10, TimeUnit.SECONDS)).hasCause(error);
            assertThat(reader.events).isNotEmpty();
            assertThat(provider.openReplies()).isZero();
        }
    }

    @Test
    void aSubscribersCancelAbandonsTheAnswer() throws Exception {
        provider.answers("one two three four five");
        ChatStream stream = client.stream("count");
        Reader reader = new Reader(2);
        stream.asPublisher().subscribe(reader);
        reader.done.get(10, TimeUnit.SECONDS);
        assertThat(reader.events).hasSize(2);
        assertThatThrownBy(stream::await).isInstanceOf(CancelledException.class);
    }

    @Test
    void aSubscriberThatAsksForNothingMoreIsToldOfACancel() {
        provider.answers("one two three");
        ChatStream stream = client.stream("count");
        Reader reader = new Reader(Integer.MAX_VALUE) {
            @Override
            public void onNext(ChatEvent event) {
                events.add(event);
                stream.cancel();
            }
        };
        stream.asPublisher().subscribe(reader);
        assertThatThrownBy(() -> reader.done.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CancelledException.class);
        assertThat(reader.events).hasSize(1);
    }

    @Test
    void aSecondSubscriberIsRefused() {
        provider.answers("once");
        Flow.Publisher<ChatEvent> publisher = client.stream("hi").asPublisher();
        publisher.subscribe(new Reader(Integer.MAX_VALUE));
        Reader late = new Reader(Integer.MAX_VALUE);
        publisher.subscribe(late);
        assertThat(late.done).isCompletedExceptionally();
    }

    @Test
    void aStreamAskedForElsewhereIsHandedOutOnceItHasBegun() throws Exception {
        provider.answers("one two three").fails(FailureClass.CALLER_FAULT);
        try (ChatStream stream = client.streamAsync(ChatRequest.of("count")).get(10, TimeUnit.SECONDS)) {
            assertThat(stream.await().text()).isEqualTo("one two three");
        }
        assertThatThrownBy(() -> client.streamAsync(ChatRequest.of("count")).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ProviderFailedException.class);
    }

    @Test
    void whoNoLongerWaitsForAStreamGivesUpTheCall() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (LlmClient watched = LlmGateway.builder()
                .environment(Map.of())
                .provide("toy", provider)
                .listener(event -> {
                    if (event instanceof GatewayEvent.CallEnded) {
                        ended.countDown();
                    }
                })
                .build()) {
            Gate gate = new Gate();
            provider.then(Script.answer("late").heldBy(gate));
            CompletableFuture<ChatStream> later = watched.streamAsync(
                    ChatRequest.builder().model("toy/one").user("count").build());
            gate.awaitArrival();
            later.cancel(true);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @RepeatedTest(50)
    void aStreamNobodyWaitsForAnyMoreDoesNotLeak() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        provider.otherwise(call -> {
            begun.countDown();
            return Script.answer("one two three");
        });
        CompletableFuture<ChatStream> later = client.streamAsync(ChatRequest.of("count"));
        begun.await();
        if (!later.cancel(true)) {
            later.get().close();
        }
        client.close(); // waits for what is under way, and closes no reply itself
        assertThat(provider.openReplies()).isZero();
    }

    @Test
    void requestsByText() {
        provider.answers("a").answers("b");
        client.stream(c -> c.user("x")).close();
        assertThat(client.chat(ChatRequest.of("y")).text()).isEqualTo("b");
    }
}
