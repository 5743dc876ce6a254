package io.llmgateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.error.CancelledException;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens to calls under way when a client with a grace is closed. */
class ClosingTest {
    private final ScriptedProvider provider = new ScriptedProvider("toy");
    private final Gate gate = new Gate();

    private LlmClient client(Duration grace) {
        return LlmGateway.builder()
                .environment(Map.of())
                .provide("toy", provider)
                .defaultModel("toy/one")
                .closeGrace(grace)
                .build();
    }

    private static void awaitRefusal(LlmClient client) {
        while (!client.toString().contains("(closed)")) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> client.chat("again?"))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void callsUnderWayFinishAndNewOnesAreRefused() throws Exception {
        LlmClient client = client(Duration.ofMinutes(1));
        provider.then(Script.answer("at last").heldBy(gate)).then(Script.answer("one two three"));
        CompletableFuture<ChatResponse> whole = client.chatAsync(ChatRequest.of("?"));
        gate.awaitArrival();
        ChatStream stream = client.stream("?");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
        awaitRefusal(client);
        assertThat(stream.await().text()).isEqualTo("one two three");
        assertThat(closing).isNotDone();
        assertThat(provider.closed()).isFalse();
        gate.open();
        assertThat(whole.get(10, TimeUnit.SECONDS).text()).isEqualTo("at last");
        closing.get(10, TimeUnit.SECONDS);
        assertThat(provider.closed()).isTrue();
        assertThat(client.ledger().entries()).hasSize(2);
    }

    @Test
    void afterTheGraceTheyAreGivenUp() {
        LlmClient client = client(Duration.ofMillis(50));
        provider.then(Script.answer("never").heldBy(gate));
        CompletableFuture<ChatResponse> whole = client.chatAsync(ChatRequest.of("?"));
        gate.awaitArrival();
        client.close();
        assertThatThrownBy(() -> whole.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void anInterruptEndsTheGrace() throws Exception {
        LlmClient client = client(Duration.ofHours(1));
        provider.then(Script.answer("never").heldBy(gate));
        CompletableFuture<ChatResponse> whole = client.chatAsync(ChatRequest.of("?"));
        gate.awaitArrival();
        Thread closing = new Thread(client::close);
        closing.start();
        awaitRefusal(client);
        closing.interrupt();
        assertThatThrownBy(() -> whole.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CancelledException.class);
        closing.join(10_000);
        assertThat(closing.isAlive()).isFalse();
    }

    @Test
    void graceHasARange() {
        LlmGateway.Builder builder = LlmGateway.builder();
        for (Duration wrong : new Duration[] {Duration.ofMillis(-1), Duration.ofDays(2)}) {
            assertThatThrownBy(() -> builder.closeGrace(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("from zero to a day");
        }
    }
}
