package io.llmgateway.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.spi.Provider;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What spans say, attribute by attribute. */
class SpansTest {
    private static final Usage USED = Usage.builder()
            .input(700)
            .cacheRead(200)
            .cacheWrite(60)
            .cacheWriteLong(40)
            .audioInput(10)
            .output(70)
            .reasoning(30)
            .build();

    private final Spans spans = new Spans();
    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider mistral = new ScriptedProvider("mistral", world);
    private final ScriptedProvider spare = new ScriptedProvider("spare", world);

    /** The same provider, at an address. */
    private record At(Provider provider, URI where) implements Provider {
        @Override
        public Reply send(Call call) {
            return provider.send(call);
        }

        @Override
        public Optional<URI> address() {
            return Optional.of(where);
        }
    }

    private LlmClient client(String telemetry) {
        return client(telemetry, "");
    }

    private LlmClient client(String telemetry, String more) {
        return LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .openTelemetry(spans.telemetry())
                .yaml(
                        "llmgateway: { models: { smart: { targets: [mistral/large, spare/one] } }, steady: { retry: { attempts: 1 } },"
                                + " catalogue: { models: { mistral/large: { prices: { input: 1, cache-read: 0.1, output: 10 } } } },"
                                + " watch: { telemetry: " + telemetry + " } " + more + " }")
                .provide("mistral", new At(mistral, URI.create("https://api.example.com/v1")))
                .provide("spare", spare)
                .build();
    }

    private static ChatRequest.Builder question() {
        return ChatRequest.builder().model("smart").user("Why is the sky blue?");
    }

    private static Script answer() {
        ResponseInfo info = ResponseInfo.builder("mistral", "large-2026-01")
                .id("cmpl-1")
                .requestId("req-1")
                .build();
        return Script.answer(
                new ChatResponse(List.of(new Part.Text("Because of Rayleigh.")), FinishReason.STOP, USED, info));
    }

    private static ChatRequest detailed() {
        return question()
                .temperature(0.5)
                .topP(0.9)
                .maxTokens(500)
                .seed(7)
                .stop("END", "STOP")
                .reasoning(ReasoningOptions.effort("low"))
                .responseFormat(ResponseFormat.jsonSchema("colour", Json.of("{\"type\":\"object\"}")))
                .extra("top_k", 40)
                .extra("frequency_penalty", 0.25)
                .extra("presence_penalty", 0.125)
                .extra("n", 2)
                .extra("previous_response_id", "resp-0")
                .tag("team", "search")
                .tag("secret", "not chosen")
                .build();
    }

    @Test
    void aWholeAnswerInTheWordsOfV141() {
        mistral.then(answer());
        try (LlmClient client = client("{ tags: team }")) {
            client.chat(detailed());
        }
        SpanData attempt = spans.one("chat large");
        assertThat(attempt.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(attempt.getInstrumentationScopeInfo().getName()).isEqualTo("io.llmgateway");
        assertThat(attempt.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attempt.getEvents()).isEmpty();
        assertThat(Spans.attributes(attempt))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("gen_ai.operation.name", "chat"),
                        Map.entry("gen_ai.provider.name", "mistral_ai"),
                        Map.entry("gen_ai.request.model", "large"),
                        Map.entry("server.address", "api.example.com"),
                        Map.entry("server.port", 443L),
                        Map.entry("gen_ai.output.type", "json"),
                        Map.entry("gen_ai.request.temperature", 0.5),
                        Map.entry("gen_ai.request.top_p", 0.9),
                        Map.entry("gen_ai.request.top_k", 40.0),
                        Map.entry("gen_ai.request.max_tokens", 500L),
                        Map.entry("gen_ai.request.seed", 7L),
                        Map.entry("gen_ai.request.stop_sequences", List.of("END", "STOP")),
                        Map.entry("gen_ai.request.frequency_penalty", 0.25),
                        Map.entry("gen_ai.request.presence_penalty", 0.125),
                        Map.entry("gen_ai.request.choice.count", 2L),
                        Map.entry("gen_ai.response.id", "cmpl-1"),
                        Map.entry("gen_ai.response.model", "large-2026-01"),
                        Map.entry("gen_ai.response.finish_reasons", List.of("stop")),
                        Map.entry("gen_ai.usage.input_tokens", 1010L),
                        Map.entry("gen_ai.usage.output_tokens", 100L),
                        Map.entry("gen_ai.usage.cache_read.input_tokens", 200L),
                        Map.entry("gen_ai.usage.cache_creation.input_tokens", 100L),
                        Map.entry("gen_ai.usage.reasoning.output_tokens", 30L),
                        Map.entry("llmgateway.operation.id", Spans.attribute(attempt, "llmgateway.operation.id")),
                        Map.entry("llmgateway.attempt.number", 1L),
                        Map.entry("llmgateway.provider.id", "mistral"),
                        Map.entry("llmgateway.model.asked", "smart"),
                        Map.entry("llmgateway.outcome", "complete"),
                        Map.entry("llmgateway.request.id", "req-1"),
                        Map.entry("llmgateway.cost.amount", Spans.attribute(attempt, "llmgateway.cost.amount")),
                        Map.entry("llmgateway.cost.currency", "USD"),
                        Map.entry("llmgateway.cost.source", "local"),
                        Map.entry("llmgateway.cost.status", Spans.attribute(attempt, "llmgateway.cost.status")),
                        Map.entry("llmgateway.tag.team", "search")));
    }

    @Test
    void aWholeAnswerInTheLatestWords() {
        mistral.then(answer());
        try (LlmClient client = client("{ conventions: latest }")) {
            client.chat(detailed());
        }
        assertThat(Spans.attributes(spans.one("chat large")))
                .containsEntry("gen_ai.request.top_k", 40L)
                .containsEntry("gen_ai.request.reasoning.level", "low")
                .containsEntry("gen_ai.request.previous_response.id", "resp-0")
                .containsEntry("gen_ai.usage.input_tokens", 1010L)
                .containsEntry("gen_ai.usage.cache_read.input_tokens", 200L)
                .containsEntry("gen_ai.usage.cache_write.input_tokens", 100L)
                .containsEntry("gen_ai.usage.audio.input_tokens", 10L)
                .doesNotContainKey("gen_ai.usage.cache_creation.input_tokens");
    }

    @Test
    void theTurnIsOursAndHasTheWholeCost() {
        mistral.then(answer());
        ChatResponse response;
        try (LlmClient client = client("{ tags: [team] }")) {
            response = client.chat(detailed());
        }
        SpanData turn = spans.one("llmgateway chat");
        assertThat(turn.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(Spans.attributes(turn))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("llmgateway.operation.name", "chat"),
                        Map.entry(
                                "llmgateway.operation.id",
                                response.info().operation().orElseThrow()),
                        Map.entry("llmgateway.model.asked", "smart"),
                        Map.entry("llmgateway.streamed", false),
                        Map.entry("llmgateway.tag.team", "search"),
                        Map.entry("llmgateway.outcome", "complete"),
                        Map.entry("llmgateway.attempts", 1L),
                        Map.entry(
                                "llmgateway.cost.amount",
                                response.attempts().get(0).cost().known().doubleValue()),
                        Map.entry("llmgateway.cost.currency", "USD"),
                        Map.entry("llmgateway.cost.status", Spans.attribute(turn, "llmgateway.cost.status"))));
        SpanData round = spans.one("llmgateway round");
        assertThat(Spans.attributes(round))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "llmgateway.operation.id", response.info().operation().orElseThrow(),
                        "llmgateway.model.asked", "smart",
                        "llmgateway.outcome", "complete"));
        assertThat(round.getParentSpanId()).isEqualTo(turn.getSpanId());
        assertThat(spans.one("chat large").getParentSpanId()).isEqualTo(round.getSpanId());
        assertThat(turn.getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void aStreamLastsUntilItIsRead() {
        mistral.then(answer().after(Duration.ofMillis(250)));
        try (LlmClient client = client("{}");
                ChatStream stream = client.stream(question().build())) {
            assertThat(spans.all()).isEmpty();
            stream.await();
            assertThat(spans.all()).hasSize(3);
        }
        assertThat(Spans.attributes(spans.one("chat large")))
                .containsEntry("gen_ai.request.stream", true)
                .containsEntry("gen_ai.response.time_to_first_chunk", 0.25)
                .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
                .containsEntry("gen_ai.usage.output_tokens", 100L);
        assertThat(Spans.attribute(spans.one("llmgateway chat"), "llmgateway.streamed"))
                .isEqualTo(true);
    }

    @Test
    void aFailureHasAClassAndNoWordOfTheVendor() {
        Failure failure = new Failure(
                FailureClass.QUOTA_EXHAUSTED, "you said: blue sky", 429, "insufficient_quota", "req-2", null);
        mistral.then(Script.fail(failure));
        spare.fails(FailureClass.OVERLOADED);
        try (LlmClient client = client("{}")) {
            assertThatThrownBy(() -> client.chat(question().build())).isInstanceOf(NoTargetLeftException.class);
        }
        SpanData attempt = spans.one("chat large");
        assertThat(attempt.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(Spans.attributes(attempt))
                .containsEntry("error.type", "quota_exhausted")
                .containsEntry("http.response.status_code", 429L)
                .containsEntry("llmgateway.failure.code", "insufficient_quota")
                .containsEntry("llmgateway.request.id", "req-2")
                .containsEntry("llmgateway.outcome", "failed")
                .doesNotContainKeys("gen_ai.response.finish_reasons", "gen_ai.usage.input_tokens");
        for (String outer : List.of("llmgateway chat", "llmgateway round")) {
            assertThat(spans.one(outer).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(Spans.attributes(spans.one(outer)))
                    .containsEntry("error.type", NoTargetLeftException.class.getName())
                    .containsEntry("llmgateway.outcome", "failed");
        }
        assertThat(spans.all().toString()).doesNotContain("blue sky");
    }

    @Test
    void aFallbackIsToldByTheRound() {
        mistral.fails(FailureClass.OVERLOADED);
        spare.answers("Rayleigh");
        try (LlmClient client = client("{}")) {
            client.chat(question().build());
        }
        SpanData round = spans.one("llmgateway round");
        assertThat(Spans.event(round, "llmgateway.fallback"))
                .isEqualTo(Map.of(
                        "llmgateway.from", "mistral/large",
                        "llmgateway.to", "spare/one",
                        "llmgateway.why", "overloaded"));
        assertThat(round.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(List.of(spans.one("chat large"), spans.one("chat one")))
                .extracting(SpanData::getParentSpanId)
                .containsOnly(round.getSpanId());
        assertThat(Spans.attributes(spans.one("llmgateway chat")))
                .containsEntry("llmgateway.attempts", 2L)
                .containsEntry("llmgateway.outcome", "complete")
                .containsEntry("llmgateway.cost.status", "missing")
                .doesNotContainKey("error.type");
        assertThat(Spans.attributes(spans.one("chat one")))
                .containsEntry("gen_ai.provider.name", "spare")
                .containsEntry("llmgateway.attempt.number", 2L)
                .doesNotContainKeys("server.address", "server.port", "llmgateway.cost.amount");
    }

    @Test
    void aRetryIsToldByTheRound() {
        mistral.fails(FailureClass.OVERLOADED).then(answer());
        try (LlmClient client = LlmGateway.builder()
                .environment(Map.of())
                .world(world)
                .openTelemetry(spans.telemetry())
                .provide("mistral", mistral)
                .build()) {
            client.chat(question().model("mistral/large").build());
        }
        assertThat(Spans.event(spans.one("llmgateway round"), "llmgateway.retry"))
                .containsEntry("llmgateway.target", "mistral/large")
                .containsEntry("llmgateway.why", "overloaded")
                .containsKey("llmgateway.after");
        assertThat(spans.named("chat large")).hasSize(2);
    }

    @Test
    void whoGivesUpHasNotMetAnError() {
        mistral.then(Script.answer("one two three four"));
        try (LlmClient client = client("{}")) {
            try (ChatStream stream = client.stream(question().build())) {
                stream.iterator().next();
            }
        }
        assertThat(spans.all()).hasSize(3).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(Spans.attributes(span))
                    .containsEntry("llmgateway.outcome", "abandoned")
                    .doesNotContainKeys("error.type", "gen_ai.response.finish_reasons");
        });
        assertThat(Spans.attributes(spans.one("chat large")))
                .containsEntry("llmgateway.usage.estimated", true)
                .containsKey("gen_ai.usage.input_tokens");
    }

    @Test
    void aBrokenStreamFinishesInError() {
        mistral.then(Script.answer("one two three four")
                .cutAfter(3, Failure.of(FailureClass.TRANSIENT, "the connection failed")));
        try (LlmClient client = client("{}");
                ChatStream stream = client.stream(question().build())) {
            assertThatThrownBy(stream::await).isInstanceOf(StreamBrokenException.class);
        }
        assertThat(spans.all()).hasSize(3).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(Spans.attributes(span))
                    .containsEntry("error.type", "transient")
                    .containsEntry("llmgateway.outcome", "failed");
        });
        assertThat(Spans.attribute(spans.one("chat large"), "gen_ai.response.finish_reasons"))
                .isEqualTo(List.of("error"));
    }

    @Test
    void aRememberedAnswerHasNoAttempt() {
        mistral.then(answer());
        try (LlmClient client = client("{}", ", recall: { exact: { ttl: 10m } }")) {
            client.chat(question().build());
            spans.reset();
            client.chat(question().build());
        }
        assertThat(spans.all())
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder("llmgateway chat", "llmgateway round");
        assertThat(Spans.attributes(spans.one("llmgateway chat")))
                .containsEntry("llmgateway.cache", "remembered")
                .containsEntry("llmgateway.attempts", 0L)
                .containsEntry("llmgateway.cost.amount", 0.0)
                .containsKey("llmgateway.cache.saved");
        assertThat(Spans.event(spans.one("llmgateway round"), "llmgateway.recall"))
                .isEqualTo(Map.of("llmgateway.cache", "remembered", "llmgateway.age", 0.0));
    }

    @Test
    void aMaskTellsTypesAndNumbers() {
        mistral.then(answer());
        try (LlmClient client = client("{}", ", guard: { pii: { enabled: true } }")) {
            client.chat(question().user("Write to ada@example.org").build());
        }
        assertThat(Spans.event(spans.one("llmgateway round"), "llmgateway.mask"))
                .containsEntry("llmgateway.masked.EMAIL", 1L)
                .containsEntry("llmgateway.answered", false);
        assertThat(spans.all().toString()).doesNotContain("ada@example.org", "sky", "Rayleigh");
    }

    @Test
    void whatIsRefusedHasNoAttempt() {
        try (LlmClient client = client("{}", ", admit: { budgets: { none: { amount: 0.000001 USD, window: day } } }")) {
            assertThatThrownBy(() -> client.chat(question().build())).isInstanceOf(RefusedException.class);
        }
        assertThat(spans.all())
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder("llmgateway chat", "llmgateway round");
        assertThat(Spans.attributes(spans.one("llmgateway chat")))
                .containsEntry("error.type", RefusedException.class.getName());
    }

    @Test
    void embeddingsAndModerationsAreOperationsOfTheirOwn() {
        mistral.answers("").answers("");
        try (LlmClient client = client("{}")) {
            client.embed(EmbeddingRequest.builder()
                    .model("mistral/embed")
                    .inputs(List.of("sky", "blue sky"))
                    .dimensions(256)
                    .build());
            client.moderate(ModerationRequest.of("mistral/moderate", "sky"));
        }
        SpanData embedding = spans.one("embeddings embed");
        assertThat(embedding.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(Spans.attributes(embedding))
                .containsEntry("gen_ai.operation.name", "embeddings")
                .containsEntry("gen_ai.provider.name", "mistral_ai")
                .containsEntry("gen_ai.embeddings.dimension.count", 256L)
                .containsEntry("gen_ai.usage.input_tokens", 3L)
                .doesNotContainKeys("gen_ai.usage.output_tokens", "gen_ai.response.finish_reasons");
        assertThat(Spans.attributes(spans.one("moderation moderate")))
                .containsEntry("gen_ai.operation.name", "moderation");
        spans.one("llmgateway embeddings");
        spans.one("llmgateway moderation");
    }

    @Test
    void aBillOfTheVendorsIsItsOwn() {
        ResponseInfo info = ResponseInfo.builder("mistral", "large")
                .billed(new BigDecimal("0.25"))
                .build();
        mistral.then(Script.answer(new ChatResponse(List.of(new Part.Text("Yes.")), FinishReason.STOP, USED, info)));
        try (LlmClient client = client("{}")) {
            client.chat(question().build());
        }
        assertThat(Spans.attributes(spans.one("chat large")))
                .containsEntry("llmgateway.cost.amount", 0.25)
                .containsEntry("llmgateway.cost.source", "provider")
                .containsEntry("llmgateway.cost.status", "exact");
    }

    @Test
    void openInferenceHasItsOwnWords() {
        mistral.then(answer()).answers("").answers("");
        try (LlmClient client = client("{ profile: openinference }")) {
            client.chat(question().build());
            client.embed(EmbeddingRequest.of("mistral/embed", "sky"));
            client.moderate(ModerationRequest.of("mistral/moderate", "sky"));
        }
        assertThat(Spans.attributes(spans.one("chat large")))
                .containsEntry("openinference.span.kind", "LLM")
                .containsEntry("llm.model_name", "large")
                .containsEntry("llm.provider", "mistralai")
                .containsEntry("llm.token_count.prompt", 1010L)
                .containsEntry("llm.token_count.prompt_details.cache_read", 200L)
                .containsEntry("llm.token_count.prompt_details.cache_write", 100L)
                .containsEntry("llm.token_count.completion", 100L)
                .containsEntry("llm.token_count.completion_details.reasoning", 30L)
                .containsEntry("llm.token_count.total", 1110L)
                .containsEntry("llm.cost.completion", 0.001)
                .containsKeys("llm.cost.prompt", "llm.cost.total", "gen_ai.operation.name")
                .doesNotContainKeys("input.value", "output.value");
        assertThat(Spans.attributes(spans.one("embeddings embed")))
                .containsEntry("openinference.span.kind", "EMBEDDING")
                .containsEntry("embedding.model_name", "embed");
        assertThat(Spans.attribute(spans.one("moderation moderate"), "openinference.span.kind"))
                .isEqualTo("GUARDRAIL");
        assertThat(Spans.attribute(spans.one("llmgateway chat"), "openinference.span.kind"))
                .isEqualTo("CHAIN");
    }

    @Test
    void anErrorThatIsNoneOfOursIsNamed() {
        mistral.then(Script.fail(new IllegalStateException("a bug")));
        try (LlmClient client = client("{}")) {
            assertThatThrownBy(
                            () -> client.chat(question().model("mistral/large").build()))
                    .isInstanceOf(LlmException.class);
        }
        assertThat(Spans.attribute(spans.one("chat large"), "error.type")).isEqualTo("malformed");
        spans.reset();
        mistral.then(Script.fail(new InvalidRequestException("no such thing")));
        try (LlmClient client = client("{}")) {
            assertThatThrownBy(
                            () -> client.chat(question().model("mistral/large").build()))
                    .isInstanceOf(InvalidRequestException.class);
        }
        assertThat(Spans.attribute(spans.one("chat large"), "error.type"))
                .as("as it is booked")
                .isEqualTo("caller_fault");
    }
}
