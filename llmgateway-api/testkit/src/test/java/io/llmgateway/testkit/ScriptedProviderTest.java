package io.llmgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptedProviderTest {
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider vendor = new ScriptedProvider("toy", world);

    private static Call call(boolean streamed) {
        ChatRequest request =
                ChatRequest.builder().model("m").user("how are you today?").build();
        return Call.of(request, streamed, "op", 0);
    }

    private ChatResponse ask(boolean streamed) {
        return (ChatResponse) vendor.send(call(streamed)).begin().await();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSameAnswerWholeAndStreamed(boolean streamed) {
        vendor.answers("very well, thanks");
        ChatResponse answer = ask(streamed);
        assertThat(answer.text()).isEqualTo("very well, thanks");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage()).isEqualTo(Usage.builder().input(4).output(3).build());
        assertThat(answer.model()).isEqualTo("m");
        assertThat(answer.provider()).isEqualTo("toy");
        assertThat(vendor.openReplies()).isZero();
    }

    @Test
    void aStreamComesWordByWord() {
        vendor.answers(" one two\n three");
        StringBuilder pieces = new StringBuilder();
        Reply reply = vendor.send(call(true));
        assertThat(vendor.openReplies()).isEqualTo(1);
        for (ChatEvent event = reply.next(); event != null; event = reply.next()) {
            if (event instanceof ChatEvent.TextDelta delta) {
                pieces.append('[').append(delta.text()).append(']');
            }
        }
        assertThat(pieces).hasToString("[ one][ two][\n three]");
        assertThat(vendor.openReplies()).isZero();
    }

    @Test
    void scriptsAreUsedInOrderAndCallsRemembered() {
        vendor.fails(FailureClass.OVERLOADED).answers("now");
        assertThatThrownBy(() -> ask(false))
                .isInstanceOfSatisfying(
                        ProviderFailedException.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.OVERLOADED));
        assertThat(ask(true).text()).isEqualTo("now");
        assertThat(vendor.calls()).hasSize(2);
        assertThat(vendor.chats()).hasSize(2);
        assertThat(vendor.left()).isZero();
        assertThatThrownBy(() -> ask(false)).isInstanceOf(AssertionError.class).hasMessageContaining("call 3");
        vendor.otherwise(call -> Script.answer("always"));
        assertThat(ask(false).text()).isEqualTo("always");
    }

    @Test
    void aCutStreamBreaksWithItsPartialAndAWholeCallFails() {
        vendor.then(Script.answer("one two three").cutAfter(3));
        vendor.then(Script.answer("one two three").cutAfter(1));
        vendor.then(Script.answer("one two three").cutAfter(3, Failure.of(FailureClass.OVERLOADED, "busy")));
        assertThatThrownBy(() -> ask(true)).isInstanceOfSatisfying(StreamBrokenException.class, e -> {
            assertThat(e.partial().text()).isEqualTo("one two");
            assertThat(e.retryable()).isTrue();
        });
        assertThatThrownBy(() -> ask(true)).isInstanceOf(ProviderFailedException.class);
        assertThatThrownBy(() -> ask(false)).hasMessageContaining("busy");
        assertThat(vendor.openReplies()).isZero();
    }

    @Test
    void eventsArePlayedAsTheyAre() {
        ChatEvent[] events = {
            new ChatEvent.Started("toy", "m", "1"),
            new ChatEvent.ToolCallStarted(0, "c1", "weather"),
            new ChatEvent.ToolCallDelta(0, "{\"at\":1}"),
        };
        vendor.then(Script.events(events));
        assertThatThrownBy(() -> ask(true)).isInstanceOf(StreamBrokenException.class);
        vendor.then(Script.events(events));
        assertThatThrownBy(() -> ask(false)).isInstanceOf(StreamBrokenException.class);
        vendor.then(Script.callTool("c1", "weather", "{\"at\":1}"));
        assertThat(ask(true).toolCalls()).containsExactly(new Part.ToolCall("c1", "weather", "{\"at\":1}"));
    }

    @Test
    void timeIsThatOfTheWorld() {
        vendor.then(Script.answer("one two").after(Duration.ofSeconds(3)).between(Duration.ofSeconds(1)));
        ask(true);
        assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(6));
        vendor.then(Script.answer("one two").after(Duration.ofSeconds(3)).between(Duration.ofSeconds(1)));
        ask(false);
        assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGateHoldsACallUntilItOpens(boolean streamed) throws Exception {
        Gate gate = new Gate();
        vendor.then(Script.answer("late").heldBy(gate));
        CompletableFuture<ChatResponse> answer = CompletableFuture.supplyAsync(() -> ask(streamed));
        gate.awaitArrival();
        assertThat(answer).isNotDone();
        gate.open();
        assertThat(answer.get(10, TimeUnit.SECONDS).text()).isEqualTo("late");
    }

    @Test
    void aCancelLeavesTheGate() {
        Gate gate = new Gate();
        vendor.then(Script.answer("one two").heldBy(gate, 2));
        Call call = call(true);
        CompletableFuture<?> answer =
                CompletableFuture.supplyAsync(() -> vendor.send(call).await());
        gate.awaitArrival();
        call.cancellation().cancel();
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancelledException.class);
        assertThat(vendor.openReplies()).isZero();
    }

    @Test
    void textsBecomeVectors() {
        vendor.answers("").answers("");
        Call call = Call.of(EmbeddingRequest.of("m", "one", "two words", "one"), false, "op", 0);
        EmbeddingResponse response = (EmbeddingResponse) vendor.send(call).await();
        assertThat(response.embeddings()).hasSize(3);
        assertThat(response.embeddings().get(0)).isEqualTo(response.embeddings().get(2));
        assertThat(response.embeddings().get(0))
                .isNotEqualTo(response.embeddings().get(1));
        assertThat(response.usage().input()).isEqualTo(4);
    }

    @Test
    void theFactoryHandsOutTheTestsProviders() {
        ProviderFactory factory = ScriptedProvider.factory(vendor);
        assertThat(factory.type()).isEqualTo("scripted");
        assertThat(factory.create(
                        ProviderSettings.builder("toy").type("scripted").build()))
                .isSameAs(vendor);
        assertThatThrownBy(
                        () -> factory.create(ProviderSettings.builder("other").build()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.other");
        vendor.close();
        assertThat(vendor.closed()).isTrue();
    }
}
