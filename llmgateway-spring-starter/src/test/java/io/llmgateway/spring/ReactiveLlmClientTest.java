package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ReactiveLlmClientTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ScriptedProvider provider = new ScriptedProvider("toy");
    private final BlockingQueue<GatewayEvent> ended = new LinkedBlockingQueue<>();
    private final LlmClient client = LlmGateway.builder()
            .environment(Map.of())
            .provide("toy", provider)
            .defaultModel("toy/one")
            .listener(event -> {
                if (event instanceof GatewayEvent.CallEnded) {
                    ended.add(event);
                }
            })
            .build();
    private final ReactiveLlmClient reactive = ReactiveLlmClient.of(client);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void nothingIsAskedBeforeASubscriptionAndEachAsksAgain() {
        provider.answers("one").answers("two").answers("a b").answers("c d");
        Mono<String> whole = reactive.chat("?").map(ChatResponse::text);
        Flux<String> pieces = reactive.streamText("?");
        assertThat(provider.calls()).isEmpty();
        assertThat(whole.block(SOON)).isEqualTo("one");
        assertThat(whole.block(SOON)).isEqualTo("two");
        assertThat(String.join("", pieces.collectList().block(SOON))).isEqualTo("a b");
        assertThat(String.join("", pieces.collectList().block(SOON))).isEqualTo("c d");
    }

    @Test
    void failsWithTheExceptionsOfTheClient() {
        provider.fails(FailureClass.CALLER_FAULT)
                .fails(FailureClass.CALLER_FAULT)
                .then(Script.answer("one two three").cutAfter(2));
        assertThatThrownBy(() -> reactive.chat("?").block(SOON)).isInstanceOf(ProviderFailedException.class);
        assertThatThrownBy(() -> reactive.stream("?").blockLast(SOON)).isInstanceOf(ProviderFailedException.class);
        assertThatThrownBy(() -> reactive.stream("?").blockLast(SOON)).isInstanceOf(StreamBrokenException.class);
    }

    @Test
    void doesNotBlockWhoSubscribes() {
        Gate gate = new Gate();
        provider.then(Script.answer("late").heldBy(gate));
        // on a thread that Reactor forbids to block
        Mono<String> text = reactive.streamText("?").next().subscribeOn(Schedulers.parallel());
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        Disposable subscription = text.subscribe(got::add);
        gate.awaitArrival();
        assertThat(got).isEmpty();
        gate.open();
        assertThat(Mono.fromCallable(() -> got.poll(10, TimeUnit.SECONDS))
                        .subscribeOn(Schedulers.boundedElastic())
                        .block(SOON))
                .isEqualTo("late");
        subscription.dispose();
    }

    @Test
    void isReadNoFasterThanAskedFor() throws Exception {
        provider.answers("one two three");
        BlockingQueue<ChatEvent> events = new LinkedBlockingQueue<>();
        BaseSubscriber<ChatEvent> reader = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(2);
            }

            @Override
            protected void hookOnNext(ChatEvent event) {
                events.add(event);
            }
        };
        reactive.stream("?").subscribe(reader);
        assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(ChatEvent.Started.class);
        assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(ChatEvent.TextDelta.class);
        assertThat(ended).as("the rest is not read").isEmpty();
        reader.requestUnbounded();
        assertThat(ended.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(ChatEvent.TextDelta.class);
    }

    @Test
    void aCancelBeforeItBeginsAbortsTheCall() throws Exception {
        for (boolean streamed : new boolean[] {true, false}) {
            Gate gate = new Gate();
            provider.then(Script.answer("late").heldBy(gate));
            Disposable subscription =
                    (streamed ? reactive.stream("?").then() : reactive.chat("?").then()).subscribe();
            gate.awaitArrival();
            subscription.dispose();
            assertThat(ended.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void aCancelWhileItIsReadAbortsTheCall() throws Exception {
        provider.then(Script.answer("one two three").heldBy(new Gate(), 2));
        assertThat(reactive.streamText("?").blockFirst(SOON)).startsWith("one");
        assertThat(ended.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(provider.openReplies()).isZero();
    }

    @RepeatedTest(50)
    void aCancelAtAnyMomentLeavesNothingOpen() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        provider.otherwise(call -> {
            asked.countDown();
            return Script.answer("one two three");
        });
        Disposable subscription = reactive.stream("?").subscribe();
        asked.await();
        subscription.dispose();
        client.close();
        assertThat(provider.openReplies()).isZero();
    }

    @Test
    void hasViews() {
        provider.answers("hi");
        reactive.with(options -> options.tag("team", "search")).chat("?").block(SOON);
        assertThat(provider.chats().get(0).tags()).containsEntry("team", "search");
    }

    @Test
    void browsersGetEventsAndTheEnd() {
        provider.answers("hi");
        List<ServerSentEvent<String>> events =
                ServerSentEvents.of(reactive.stream("?")).collectList().block(SOON);
        assertThat(events.get(0).retry()).isEqualTo(Duration.ofDays(1));
        assertThat(events.get(1).comment()).isEmpty();
        assertThat(events.get(2).event()).isNull();
        assertThat(events.get(2).data()).isEqualTo("{\"text\":\"hi\"}");
        assertThat(events.get(3).event()).isEqualTo("finish");
        assertThat(events).hasSize(4);
    }

    @Test
    void browsersAreToldOfABreakButNotOfAnAnswerThatNeverBegan() {
        provider.then(Script.answer("one two three").cutAfter(2)).fails(FailureClass.CALLER_FAULT);
        ServerSentEvent<String> last = ServerSentEvents.of(reactive.stream("?")).blockLast(SOON);
        assertThat(last.event()).isEqualTo("failure");
        assertThat(last.data()).isEqualTo("{\"kind\":\"broken\",\"retryable\":true}");
        assertThatThrownBy(() -> ServerSentEvents.of(reactive.stream("?")).blockLast(SOON))
                .isInstanceOf(ProviderFailedException.class);
    }

    @Test
    void browsersAreToldHowLongToWait() {
        BrowserEvent told = BrowserEvent.failure(new RefusedException("limit", "too much", Duration.ofSeconds(3)));
        assertThat(told.data()).isEqualTo("{\"kind\":\"refused\",\"retryable\":true,\"retryAfterMillis\":3000}");
        assertThat(BrowserEvent.failure(new IllegalStateException("no")).data())
                .isEqualTo("{\"kind\":\"internal\",\"retryable\":false}");
    }

    @Test
    void requestsAreTakenToo() {
        provider.answers("hi");
        assertThat(reactive.chat(ChatRequest.of("?")).block(SOON).text()).isEqualTo("hi");
    }
}
