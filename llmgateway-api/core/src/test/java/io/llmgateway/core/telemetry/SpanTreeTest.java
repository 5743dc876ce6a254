package io.llmgateway.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.ExtraHeaders;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.LlmException;
import io.llmgateway.testkit.Gate;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose child a span is, on whatever thread, and what telemetry cannot do. */
class SpanTreeTest {
    private final Spans spans = new Spans();
    private final Tracer application = spans.telemetry().getTracer("application");
    private final ScriptedProvider real = new ScriptedProvider("real");
    private final ScriptedProvider other = new ScriptedProvider("other");

    private LlmGateway.Builder builder(String settings) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { steady: { retry: { attempts: 1 } }, " + settings + " }")
                .openTelemetry(spans.telemetry())
                .provide("real", real)
                .provide("other", other);
    }

    private SpanData child(SpanData parent, String name) {
        SpanData found = spans.one(name);
        assertThat(found.getParentSpanId()).as(name).isEqualTo(parent.getSpanId());
        assertThat(found.getTraceId()).as(name).isEqualTo(parent.getTraceId());
        return found;
    }

    /** Runs it in a span of the application's. */
    private void inSpan(Runnable work) {
        Span span = application.spanBuilder("application").startSpan();
        try (Scope ignored = span.makeCurrent()) {
            assertThat(ignored).isNotNull();
            work.run();
        } finally {
            span.end();
        }
    }

    @Test
    void aTurnIsAChildOfTheCallersSpan() {
        real.answers("yes");
        try (LlmClient client = builder("models: {}").build()) {
            inSpan(() -> client.chat(c -> c.model("real/x").user("hi")));
        }
        SpanData turn = child(spans.one("application"), "llmgateway chat");
        child(child(turn, "llmgateway round"), "chat x");
    }

    @Test
    void anAsyncTurnIsOneToo() {
        real.answers("yes");
        AtomicReference<@Nullable CompletableFuture<ChatResponse>> later = new AtomicReference<>();
        try (LlmClient client = builder("models: {}").build()) {
            inSpan(() -> later.set(client.chatAsync(
                    ChatRequest.builder().model("real/x").user("hi").build())));
            assertThat(later.get()).succeedsWithin(Duration.ofSeconds(10));
        }
        SpanData turn = child(spans.one("application"), "llmgateway chat");
        child(child(turn, "llmgateway round"), "chat x");
    }

    @Test
    void aStreamReadByAPublisherKeepsItsParents() throws Exception {
        real.answers("yes and no");
        CountDownLatch done = new CountDownLatch(1);
        try (LlmClient client = builder("models: {}").build()) {
            AtomicReference<@Nullable ChatStream> stream = new AtomicReference<>();
            inSpan(() -> stream.set(client.stream(
                    ChatRequest.builder().model("real/x").user("hi").build())));
            stream.get().asPublisher().subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(ChatEvent event) {}

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onComplete() {
                    done.countDown();
                }
            });
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
        SpanData turn = child(spans.one("application"), "llmgateway chat");
        child(child(turn, "llmgateway round"), "chat x");
    }

    @Test
    void whatGoesOnWhileAStreamIsReadElsewhereStaysBelowItsTurn() throws Exception {
        real.answers("first");
        real.answers("second");
        try (LlmClient client = builder("models: {}")
                .before(Stage.ANSWER, (call, chain) -> chain.proceed(call)
                        .then(first -> real.chats().size() == 1 ? chain.proceed(call) : null))
                .build()) {
            AtomicReference<@Nullable ChatStream> stream = new AtomicReference<>();
            inSpan(() -> stream.set(client.stream(
                    ChatRequest.builder().model("real/x").user("hi").build())));
            CompletableFuture.runAsync(() -> {
                        Span elsewhere = application.spanBuilder("elsewhere").startSpan();
                        try (Scope ignored = elsewhere.makeCurrent()) {
                            assertThat(ignored).isNotNull();
                            stream.get().await();
                        } finally {
                            elsewhere.end();
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
        }
        SpanData turn = child(spans.one("application"), "llmgateway chat");
        assertThat(spans.named("llmgateway round")).hasSize(2).allSatisfy(round -> assertThat(round.getParentSpanId())
                .isEqualTo(turn.getSpanId()));
        assertThat(spans.named("chat x"))
                .extracting(SpanData::getParentSpanId)
                .containsExactlyInAnyOrderElementsOf(spans.named("llmgateway round").stream()
                        .map(SpanData::getSpanId)
                        .toList());
        assertThat(turn.getAttributes().get(Names.ATTEMPTS)).isEqualTo(2L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothLanesOfAHedgeAreInTheRound(boolean streamed) throws Exception {
        real.then(Script.answer("too late").heldBy(new Gate()));
        other.answers("here");
        try (LlmClient client = builder("models: { m: { targets: [real/x, other/y], hedge-after: 5ms } }")
                .build()) {
            ChatRequest request = ChatRequest.builder().model("m").user("hi").build();
            if (streamed) {
                try (ChatStream stream = client.stream(request)) {
                    stream.await();
                }
            } else {
                client.chat(request);
            }
            spans.await(4);
        }
        SpanData round = spans.one("llmgateway round");
        SpanData loser = child(round, "chat x");
        assertThat(Spans.attribute(loser, "llmgateway.outcome")).isEqualTo("abandoned");
        SpanData winner = child(round, "chat y");
        assertThat(Spans.attribute(winner, "llmgateway.purpose")).isEqualTo("hedge");
    }

    @Test
    void aShadowIsBelowItsRoundWithAnOperationOfItsOwn() throws Exception {
        real.answers("real");
        other.answers("trial");
        try (LlmClient client = builder("models: { m: { targets: [real/x], shadow: { model: other/y } } }")
                .build()) {
            ChatResponse response = client.chat(c -> c.model("m").user("hi"));
            spans.await(4);
            SpanData shadow = child(spans.one("llmgateway round"), "chat y");
            assertThat(Spans.attributes(shadow))
                    .containsEntry("llmgateway.purpose", "shadow")
                    .containsEntry(
                            "llmgateway.operation.id",
                            response.info().operation().orElseThrow() + "-shadow");
            assertThat(Spans.attribute(spans.one("llmgateway chat"), "llmgateway.attempts"))
                    .isEqualTo(1L);
        }
    }

    @Test
    void aJudgeBesideTheCallIsInTheRound() {
        real.answers("fine");
        other.otherwise(call -> Script.answer("{\"category\": \"none\", \"score\": 0}"));
        try (LlmClient client = builder(
                        "guard: { moderation: { enabled: true, judge-model: other/judge, rubric: kind words }, checks: {"
                                + " moderation: { when: beside } } }")
                .build()) {
            client.chat(c -> c.model("real/x").user("hi"));
        }
        SpanData round = spans.one("llmgateway round");
        assertThat(spans.all())
                .filteredOn(span -> span.getName().endsWith(" judge"))
                .isNotEmpty()
                .allSatisfy(span -> {
                    assertThat(span.getParentSpanId()).isEqualTo(round.getSpanId());
                    assertThat(Spans.attribute(span, "llmgateway.purpose")).isEqualTo("judge");
                });
    }

    @Test
    void aSpanOfAnInterceptorIsBetween() {
        real.answers("yes");
        try (LlmClient client = builder("models: {}")
                .before(Stage.ANSWER, (call, chain) -> {
                    AtomicReference<@Nullable Reply> reply = new AtomicReference<>();
                    inSpan(() -> reply.set(chain.proceed(call)));
                    return reply.get();
                })
                .build()) {
            client.chat(c -> c.model("real/x").user("hi"));
        }
        SpanData own = child(spans.one("llmgateway chat"), "application");
        child(own, "llmgateway round");
    }

    @Test
    void theSpanIsCurrentWhereWorkIsDoneAndNotAfter() {
        List<Span> current = new CopyOnWriteArrayList<>();
        real.otherwise(call -> {
            current.add(Span.current());
            return Script.answer("yes");
        });
        try (LlmClient client = builder("models: {}").build()) {
            ChatStream stream = client.stream(
                    ChatRequest.builder().model("real/x").user("hi").build());
            assertThat(Span.current().getSpanContext().isValid()).isFalse();
            stream.close();
        }
        assertThat(current).singleElement().satisfies(span -> assertThat(
                        span.getSpanContext().getSpanId())
                .isEqualTo(spans.one("chat x").getSpanId()));
        assertThat(Context.current()).isSameAs(Context.root());
    }

    private Map<String, String> sent(String settings, OpenTelemetry telemetry) {
        AtomicReference<@Nullable Map<String, String>> sent = new AtomicReference<>();
        real.otherwise(call -> {
            sent.set(call.get(ExtraHeaders.ATTRIBUTE).map(ExtraHeaders::headers).orElse(Map.of()));
            return Script.answer("yes");
        });
        try (LlmClient client = builder("watch: { telemetry: " + settings + " }")
                        .openTelemetry(telemetry)
                        .build();
                Scope baggage = Baggage.builder().put("user", "ada").build().makeCurrent()) {
            assertThat(baggage).isNotNull();
            client.chat(c -> c.model("real/x").user("hi"));
        }
        return sent.get();
    }

    @Test
    void vendorsAreSentTheTraceAndNoBaggageIfAskedFor() {
        OpenTelemetry both = new OpenTelemetry() {
            @Override
            public TracerProvider getTracerProvider() {
                return spans.telemetry().getTracerProvider();
            }

            @Override
            public ContextPropagators getPropagators() {
                return ContextPropagators.create(TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance()));
            }
        };
        assertThat(sent("{}", both)).isEmpty();
        spans.reset();
        Map<String, String> headers = sent("{ propagate: true }", both);
        SpanData attempt = spans.one("chat x");
        assertThat(headers).containsOnlyKeys("traceparent");
        assertThat(headers.get("traceparent")).startsWith("00-" + attempt.getTraceId() + "-" + attempt.getSpanId());
    }

    /** Breaks wherever it can. */
    private record Broken(boolean atStart) implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            if (atStart) {
                throw new IllegalStateException("start");
            }
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            throw new IllegalStateException("end");
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }

    private static OpenTelemetry broken(SpanProcessor processor) {
        TextMapPropagator propagator = new TextMapPropagator() {
            @Override
            public List<String> fields() {
                return List.of();
            }

            @Override
            public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
                throw new IllegalStateException("inject");
            }

            @Override
            public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
                return context;
            }
        };
        return OpenTelemetrySdk.builder()
                .setTracerProvider(
                        SdkTracerProvider.builder().addSpanProcessor(processor).build())
                .setPropagators(ContextPropagators.create(propagator))
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsBrokenBreaksNoCall(boolean atStart) {
        real.otherwise(call -> {
            call.get(ExtraHeaders.ATTRIBUTE).orElseThrow().headers();
            return Script.answer("yes");
        });
        other.fails(FailureClass.CREDENTIAL);
        try (LlmClient client = builder("watch: { telemetry: { propagate: true, content: spans } }")
                .openTelemetry(broken(new Broken(atStart)))
                .build()) {
            assertThat(client.chat(c -> c.model("real/x").user("hi")).text()).isEqualTo("yes");
            try (ChatStream stream = client.stream(
                    ChatRequest.builder().model("real/x").user("hi").build())) {
                assertThat(stream.await().text()).isEqualTo("yes");
            }
            assertThatThrownBy(() -> client.chat(c -> c.model("other/x").user("hi")))
                    .isInstanceOf(LlmException.class)
                    .hasNoSuppressedExceptions();
        }
        assertThat(Context.current()).isSameAs(Context.root());
    }

    @Test
    void whatIsNotSampledHasStillItsTrace() {
        OpenTelemetry never = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(Sampler.alwaysOff())
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
        assertThat(sent("{ propagate: true }", never)).containsKey("traceparent");
        assertThat(spans.all()).isEmpty();
    }

    @Test
    void withoutTelemetryThereIsNoLayer() {
        String layers = "spans of";
        try (LlmClient on = builder("models: {}").build();
                LlmClient off =
                        builder("watch: { telemetry: { enabled: false } }").build();
                LlmClient noop = builder("models: {}")
                        .openTelemetry(OpenTelemetry.noop())
                        .build();
                LlmClient none = LlmGateway.builder()
                        .environment(Map.of())
                        .yaml("{}")
                        .provide("real", real)
                        .build()) {
            assertThat(on.toString()).contains("spans of turns", "spans of rounds", "spans of attempts");
            assertThat(off.toString()).doesNotContain(layers);
            assertThat(noop.toString()).doesNotContain(layers);
            assertThat(none.toString()).doesNotContain(layers);
        }
    }

    @Test
    void theGlobalOneIsUsedWhereThereIsOneAndNotMadeByLooking() {
        real.answers("yes");
        LlmGateway.Builder plain =
                LlmGateway.builder().environment(Map.of()).yaml("{}").provide("real", real);
        try (LlmClient before = plain.build()) {
            assertThat(before.toString()).doesNotContain("spans of");
            assertThat(GlobalOpenTelemetry.isSet()).isFalse();
            GlobalOpenTelemetry.set(spans.telemetry());
            try (LlmClient after = plain.build()) {
                after.chat(c -> c.model("real/x").user("hi"));
            }
        } finally {
            GlobalOpenTelemetry.resetForTest();
        }
        spans.one("chat x");
    }

    @Test
    void contextsAreCarriedToTheClientsOwnThreads() {
        ThreadLocal<@Nullable String> bound = new ThreadLocal<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        real.otherwise(call -> {
            seen.add(String.valueOf(bound.get()));
            return Script.answer("yes");
        });
        try (LlmClient client = builder("models: {}")
                .contexts(task -> {
                    throw new IllegalStateException("this one is broken");
                })
                .contexts(task -> {
                    String value = bound.get();
                    return () -> {
                        bound.set(value);
                        try {
                            task.run();
                        } finally {
                            bound.remove();
                        }
                    };
                })
                .build()) {
            bound.set("ada");
            CompletableFuture<ChatResponse> later = client.chatAsync(
                    ChatRequest.builder().model("real/x").user("hi").build());
            bound.remove();
            assertThat(later).succeedsWithin(Duration.ofSeconds(10));
        }
        assertThat(seen).containsExactly("ada");
    }
}
