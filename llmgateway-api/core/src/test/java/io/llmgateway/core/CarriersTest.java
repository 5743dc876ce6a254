package io.llmgateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Stage;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.testkit.ScriptedProvider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CarriersTest {
    @Test
    void aCarrierThatBringsAnOlderSpanDoesNotHideThatOfTheCaller() throws Exception {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                                .build())
                        .build();
                LlmClient client = LlmGateway.builder()
                        .environment(Map.of())
                        .provide("toy", new ScriptedProvider("toy").answers("hi"))
                        .defaultModel("toy/one")
                        .openTelemetry(sdk)
                        .contexts(task -> Context.root().wrap(task))
                        .build()) {
            Span caller = sdk.getTracer("test").spanBuilder("caller").startSpan();
            try (Scope here = caller.makeCurrent()) {
                assertThat(here).isNotNull();
                client.chatAsync(ChatRequest.of("?")).get(10, TimeUnit.SECONDS);
            }
            caller.end();
            assertThat(spans.getFinishedSpanItems()).hasSizeGreaterThan(2).allSatisfy(span -> assertThat(
                            span.getTraceId())
                    .isEqualTo(caller.getSpanContext().getTraceId()));
        }
    }

    @Test
    void listenersAreOutsideOfTheContextOfWhoeverWakesThem() throws Exception {
        ContextKey<String> caller = ContextKey.named("caller");
        List<Optional<String>> heard = new CopyOnWriteArrayList<>();
        List<Optional<String>> asked = new CopyOnWriteArrayList<>();
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .provide("toy", new ScriptedProvider("toy").answers("hi"))
                .defaultModel("toy/one")
                .contexts(task -> Context.current().wrap(task))
                .before(Stage.SEND, (call, chain) -> {
                    asked.add(Optional.ofNullable(Context.current().get(caller)));
                    return chain.proceed(call);
                })
                .listener(
                        event -> heard.add(Optional.ofNullable(Context.current().get(caller))))
                .build()) {
            try (Scope here = Context.current().with(caller, "ann").makeCurrent()) {
                assertThat(here).isNotNull();
                client.chatAsync(ChatRequest.of("?")).get(10, TimeUnit.SECONDS);
            }
        }
        assertThat(asked).containsExactly(Optional.of("ann"));
        assertThat(heard).isNotEmpty().containsOnly(Optional.empty());
    }
}
