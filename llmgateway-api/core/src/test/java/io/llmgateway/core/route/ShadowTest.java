package io.llmgateway.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Cancellation;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Purpose;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.Provider;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model asked as well, without anybody waiting for it. On real threads, with gates instead of waits. */
class ShadowTest {
    private final FakeWorld world = new FakeWorld(3);
    private final ScriptedProvider real = new ScriptedProvider("real").otherwise(call -> Script.answer("real"));
    private final ScriptedProvider trial = new ScriptedProvider("trial");
    private final BlockingQueue<LedgerEntry> shadows = new LinkedBlockingQueue<>();
    private final List<GatewayEvent.TargetSkipped> skipped = new ArrayList<>();

    private LlmClient client(String shadow) {
        return builder(shadow, "").build();
    }

    private LlmGateway.Builder builder(String shadow, String settings) {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .yaml("llmgateway: { steady: { retry: { attempts: 1 } }, models: { m: { targets: [real/x], shadow: "
                        + shadow + " } }" + settings + " }")
                .provide("real", real)
                .provide("trial", trial)
                .listener(event -> {
                    if (event instanceof GatewayEvent.Booked booked
                            && booked.entry().purpose() == Purpose.SHADOW) {
                        shadows.add(booked.entry());
                    } else if (event instanceof GatewayEvent.TargetSkipped one) {
                        skipped.add(one);
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

    private LedgerEntry shadow() throws InterruptedException {
        LedgerEntry entry = shadows.poll(10, TimeUnit.SECONDS);
        assertThat(entry).as("the shadow is booked").isNotNull();
        return entry;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itIsAskedAsWellAndOutlastsTheCall(boolean streamed) throws InterruptedException {
        Gate gate = new Gate();
        trial.then(Script.answer("trial").heldBy(gate));
        try (LlmClient client = client("{ model: trial/y }")) {
            ChatResponse answer = ask(client, streamed);
            assertThat(answer.text()).isEqualTo("real");
            gate.awaitArrival(); // the call is over, the shadow is not
            gate.open();
            LedgerEntry entry = shadow();
            assertThat(entry.attempt().outcome()).isEqualTo(Outcome.COMPLETE);
            assertThat(entry.attempt().provider()).isEqualTo("trial");
            assertThat(entry.operation()).endsWith("-shadow");
            assertThat(answer.attempts()).hasSize(1);
            assertThat(answer.explain().toString()).doesNotContain("trial");
            assertThat(trial.chats().get(0).messages())
                    .isEqualTo(real.chats().get(0).messages());
        }
    }

    @Test
    void itsFailureIsNobodysButTheLedgers() throws InterruptedException {
        trial.fails(FailureClass.CALLER_FAULT);
        try (LlmClient client = client("{ model: trial/y }")) {
            assertThat(ask(client, false).text()).isEqualTo("real");
            assertThat(shadow().attempt().outcome()).isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void itsTimeDoesNotCountFromTheCallNorItsAttempts() throws InterruptedException {
        trial.fails(FailureClass.RATE_LIMITED).answers("trial");
        try (LlmClient client = client("{ model: trial/y }")) {
            assertThat(ask(client, false).attempts()).hasSize(1);
            assertThat(shadow().attempt().number()).isEqualTo(1);
            assertThat(shadow().attempt().number()).isEqualTo(2);
        }
    }

    @Test
    void closingTheClientGivesItUp() throws InterruptedException {
        Gate gate = new Gate();
        trial.then(Script.answer("trial").heldBy(gate));
        LlmClient client = client("{ model: trial/y }");
        ask(client, false);
        gate.awaitArrival();
        client.close();
        assertThat(shadow().attempt().outcome()).isEqualTo(Outcome.ABANDONED);
        assertThat(trial.openReplies()).isZero();
    }

    @Test
    void itHoldsNoLimitOfItsCaller() throws InterruptedException {
        Gate gate = new Gate();
        trial.otherwise(call -> Script.answer("trial").heldBy(gate));
        real.otherwise(call -> {
            gate.awaitArrival();
            return Script.answer("real");
        });
        try (LlmClient client = builder("{ model: trial/y }", ", admit: { limits: { all: { concurrent: 1 } } }")
                .build()) {
            ask(client, false);
            assertThat(ask(client, false).text()).isEqualTo("real");
            gate.open();
            shadow();
            shadow();
        }
    }

    @Test
    void noneBeginsWhileTheClientCloses() {
        Gate underWay = new Gate();
        List<CompletableFuture<ChatResponse>> calls = new ArrayList<>();
        Provider closing = new Provider() {
            @Override
            public Reply send(Call call) {
                return real.send(call);
            }

            @Override
            public void close() {
                underWay.open();
                assertThat(calls.get(0)).failsWithin(Duration.ofSeconds(10));
            }
        };
        trial.otherwise(call -> Script.answer("trial").heldBy(new Gate()));
        LlmClient client = builder("{ model: trial/y }", "")
                .provide("real", closing)
                .before(Stage.ROUTE, (call, chain) -> {
                    underWay.pass(new Cancellation());
                    return chain.proceed(call);
                })
                .build();
        calls.add(client.chatAsync(ChatRequest.of("hi")));
        underWay.awaitArrival();
        client.close();
        assertThat(trial.calls()).isEmpty();
        assertThat(shadows).isEmpty();
    }

    @Test
    void aPercentageOfCallsHasOne() throws InterruptedException {
        trial.otherwise(call -> Script.answer("trial"));
        try (LlmClient client = client("{ model: trial/y, percent: 25 }")) {
            world.nextRandom(0.2499, 0.25);
            ask(client, false);
            shadow();
            ask(client, false);
        }
        assertThat(trial.calls()).hasSize(1);
    }

    @Test
    void thereAreNoMoreThanTheClientCanBear() throws InterruptedException {
        Gate gate = new Gate();
        trial.otherwise(call -> Script.answer("trial").heldBy(gate));
        try (LlmClient client = client("{ model: trial/y }")) {
            for (int i = 0; i < 65; i++) {
                assertThat(ask(client, false).text()).isEqualTo("real");
            }
            assertThat(skipped).singleElement().satisfies(one -> {
                assertThat(one.target()).isEqualTo("trial/y");
                assertThat(one.why()).contains("aside");
            });
            gate.open();
            for (int i = 0; i < 64; i++) {
                shadow();
            }
        }
        assertThat(trial.calls()).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ model: nobody/y } | llmgateway.models.m.shadow.model",
                "{ percent: 5 } | shadow.model is missing",
                "{ model: trial/y, percent: 0 } | shadow.percent",
                "{ model: trial/y, percent: 101 } | shadow.percent"
            })
    void nonsenseIsRefused(String shadow, String named) {
        assertThatThrownBy(() -> client(shadow))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(named);
    }
}
