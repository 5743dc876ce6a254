package io.llmgateway.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.error.CancelledException;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockEnvironment;

/** Calls under way when the context closes. */
class GraceTest {
    private final ScriptedProvider provider = new ScriptedProvider("toy");
    private final Gate gate = new Gate();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(LlmGatewayAutoConfiguration.class))
            .withPropertyValues("llmgateway.default-model=toy/one")
            .withBean(LlmGatewayCustomizer.class, () -> builder -> builder.provide("toy", provider));

    private CompletableFuture<ChatResponse> asked(ApplicationContextRunner configured, boolean opened) {
        provider.then(Script.answer("at last").heldBy(gate));
        CompletableFuture<CompletableFuture<ChatResponse>> asked = new CompletableFuture<>();
        configured.run(context -> {
            LlmClient client = context.getBean(LlmClient.class);
            asked.complete(client.chatAsync(ChatRequest.of("?")));
            gate.awaitArrival();
            if (opened) { // once the context is closing
                new Thread(() -> {
                            while (!client.toString().contains("(closed)")) {
                                Thread.onSpinWait();
                            }
                            gate.open();
                        })
                        .start();
            }
        });
        return asked.join();
    }

    @Test
    void mayFinish() throws Exception {
        assertThat(asked(runner, true).get(10, TimeUnit.SECONDS).text()).isEqualTo("at last");
        assertThat(provider.closed()).isTrue();
    }

    @Test
    void areGivenUpAtOnceIfTheServerIsShutDownSo() {
        CompletableFuture<ChatResponse> call = asked(runner.withPropertyValues("server.shutdown=immediate"), false);
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void areGivenUpAfterTheTimeOfAPhase() {
        CompletableFuture<ChatResponse> call =
                asked(runner.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=20ms"), false);
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void thatTimeIsSpringsOwnUnlessSet() {
        assertThat(Grace.of(new MockEnvironment())).isEqualTo(Duration.ofSeconds(30));
        assertThat(Grace.of(new MockEnvironment().withProperty("server.shutdown", "IMMEDIATE")))
                .isZero();
    }
}
