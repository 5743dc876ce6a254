package io.llmgateway.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.spi.Provider;
import io.llmgateway.testkit.FakeWorld;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The metrics of the semantic conventions, attribute by attribute. */
class MetricsTest {
    private static final Offset<Double> EXACTLY = within(1e-9);
    private static final Map<String, String> ASKED = Map.of(
            "gen_ai.operation.name", "chat",
            "gen_ai.provider.name", "openai",
            "gen_ai.request.model", "gpt",
            "server.address", "api.example.com",
            "server.port", "443");
    private static final Map<String, String> SERVED = and(ASKED, "gen_ai.response.model", "gpt-2026");
    private static final Usage USED = Usage.builder()
            .input(700)
            .cacheRead(200)
            .cacheWrite(100)
            .output(60)
            .reasoning(40)
            .build();

    private final FakeWorld world = new FakeWorld();
    private final ScriptedProvider vendor = new ScriptedProvider("openai", world);
    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build();
    private LlmClient client = client("v1-41");

    private LlmClient client(String conventions) {
        return LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: openai/gpt, steady: { retry: { attempts: 1 } },"
                        + " catalogue: { models: { openai/gpt: { prices: { input: 1, cache-read: 1, cache-write: 1,"
                        + " output: 10 } } } }, watch: { telemetry: { conventions: " + conventions + " } } }")
                .world(world)
                .openTelemetry(sdk)
                .provide("openai", new There(vendor))
                .build();
    }

    private void use(String conventions) {
        client.close();
        client = client(conventions);
    }

    @AfterEach
    void close() {
        client.close();
        sdk.close();
    }

    /** A provider with an address. */
    private record There(ScriptedProvider vendor) implements Provider {
        @Override
        public Reply send(Call call) {
            return vendor.send(call);
        }

        @Override
        public Optional<URI> address() {
            return Optional.of(URI.create("https://api.example.com/v1"));
        }
    }

    private static Map<String, String> and(Map<String, String> all, String... more) {
        Map<String, String> both = new TreeMap<>(all);
        for (int i = 0; i < more.length; i += 2) {
            both.put(more[i], more[i + 1]);
        }
        return both;
    }

    private static Script answer() {
        ResponseInfo info = ResponseInfo.builder("openai", "gpt-2026").build();
        return Script.answer(
                new ChatResponse(List.of(new Part.Text("one two three four")), FinishReason.STOP, USED, info));
    }

    private Collected collected() {
        return Collected.by(reader);
    }

    @Test
    void aWholeAnswer() {
        vendor.then(answer().after(Duration.ofMillis(250)));
        client.chat("hi");
        Collected seen = collected();
        assertThat(seen.one("gen_ai.client.operation.duration")).satisfies(point -> {
            assertThat(point.attributes()).isEqualTo(SERVED);
            assertThat(point.count()).isEqualTo(1);
            assertThat(point.value()).isEqualTo(0.25, EXACTLY);
        });
        assertThat(seen.metric("gen_ai.client.operation.duration")).satisfies(metric -> {
            assertThat(metric.getType()).isEqualTo(MetricDataType.HISTOGRAM);
            assertThat(metric.getUnit()).isEqualTo("s");
            assertThat(metric.getInstrumentationScopeInfo().getName()).isEqualTo("io.llmgateway");
        });
        assertThat(seen.bounds("gen_ai.client.operation.duration"))
                .containsExactly(
                        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
        assertThat(seen.points("gen_ai.client.token.usage"))
                .containsExactlyInAnyOrder(
                        new Collected.Point(and(SERVED, "gen_ai.token.type", "input"), 1000, 1),
                        new Collected.Point(and(SERVED, "gen_ai.token.type", "output"), 100, 1));
        assertThat(seen.metric("gen_ai.client.token.usage").getUnit()).isEqualTo("{token}");
        assertThat(seen.bounds("gen_ai.client.token.usage"))
                .containsExactly(
                        1.0,
                        4.0,
                        16.0,
                        64.0,
                        256.0,
                        1024.0,
                        4096.0,
                        16384.0,
                        65536.0,
                        262144.0,
                        1048576.0,
                        4194304.0,
                        16777216.0,
                        67108864.0);
        assertThat(seen.one("llmgateway.client.cost")).satisfies(point -> {
            assertThat(point.attributes()).isEqualTo(and(SERVED, "llmgateway.purpose", "answer"));
            assertThat(point.value()).isEqualTo(0.002, EXACTLY);
        });
        assertThat(seen.names())
                .as("only streams have chunks")
                .doesNotContain(
                        "gen_ai.client.operation.time_to_first_chunk", "gen_ai.client.operation.time_per_output_chunk");
    }

    @Test
    void aStreamedAnswer() {
        vendor.then(answer().after(Duration.ofMillis(300)).between(Duration.ofMillis(50)));
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            stream.await();
        }
        Collected seen = collected();
        // started, four words, finished
        assertThat(seen.one("gen_ai.client.operation.duration")).satisfies(point -> {
            assertThat(point.attributes()).isEqualTo(SERVED);
            assertThat(point.value()).isEqualTo(0.55, EXACTLY);
        });
        assertThat(seen.one("gen_ai.client.operation.time_to_first_chunk")).satisfies(point -> {
            assertThat(point.attributes()).isEqualTo(SERVED);
            assertThat(point.value()).isEqualTo(0.35, EXACTLY);
            assertThat(point.count()).isEqualTo(1);
        });
        assertThat(seen.one("gen_ai.client.operation.time_per_output_chunk")).satisfies(point -> {
            assertThat(point.attributes()).isEqualTo(SERVED);
            assertThat(point.value()).isEqualTo(0.15, EXACTLY);
            assertThat(point.count()).as("each chunk after the first").isEqualTo(3);
        });
        assertThat(seen.one("gen_ai.client.token.usage", "gen_ai.token.type", "input")
                        .value())
                .isEqualTo(1000);
    }

    @Test
    void aFailureHasItsClassAndNoTokens() {
        vendor.fails(FailureClass.OVERLOADED);
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(ProviderFailedException.class);
        Collected seen = collected();
        assertThat(seen.one("gen_ai.client.operation.duration").attributes())
                .isEqualTo(and(ASKED, "error.type", "overloaded"));
        assertThat(seen.names()).doesNotContain("gen_ai.client.token.usage", "llmgateway.client.cost");
    }

    @Test
    void aBrokenStreamHasItsClassAndWhatCameBefore() {
        vendor.then(answer().cutAfter(3));
        assertThatThrownBy(() -> {
                    try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
                        stream.await();
                    }
                })
                .isInstanceOf(StreamBrokenException.class);
        Collected seen = collected();
        assertThat(seen.one("gen_ai.client.operation.duration").attributes())
                .isEqualTo(and(SERVED, "error.type", "transient"));
        assertThat(seen.one("gen_ai.client.operation.time_to_first_chunk").attributes())
                .isEqualTo(SERVED);
        assertThat(seen.points("gen_ai.client.token.usage")).as("an estimate").hasSize(2);
    }

    @Test
    void whoGoesAwayHasNotMetAnError() {
        vendor.then(answer());
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            Iterator<?> events = stream.iterator();
            events.next();
            events.next();
        }
        Collected seen = collected();
        assertThat(seen.one("gen_ai.client.operation.duration").attributes())
                .isEqualTo(and(SERVED, "llmgateway.outcome", "abandoned"));
        assertThat(seen.one("llmgateway.client.call.duration").attributes())
                .isEqualTo(Map.of("gen_ai.operation.name", "chat", "llmgateway.outcome", "abandoned"));
    }

    @Test
    void embeddingsAndModeration() {
        vendor.otherwise(call -> Script.answer("-"));
        client.embed(EmbeddingRequest.of("openai/gpt", "two words"));
        client.moderate(ModerationRequest.of("openai/gpt", "three little words"));
        Collected seen = collected();
        String name = "gen_ai.operation.name";
        Map<String, String> served = and(ASKED, "gen_ai.response.model", "gpt");
        assertThat(seen.points("gen_ai.client.operation.duration"))
                .extracting(Collected.Point::attributes)
                .containsExactlyInAnyOrder(and(served, name, "embeddings"), and(served, name, "moderation"));
        assertThat(seen.points("gen_ai.client.token.usage"))
                .as("they generate nothing")
                .containsExactlyInAnyOrder(
                        new Collected.Point(and(served, name, "embeddings", "gen_ai.token.type", "input"), 2, 1),
                        new Collected.Point(and(served, name, "moderation", "gen_ai.token.type", "input"), 3, 1));
    }

    @Test
    void theLatestNamesOfAChat() {
        use("latest");
        vendor.then(answer().after(Duration.ofMillis(300)).between(Duration.ofMillis(50)));
        try (ChatStream stream = client.stream(ChatRequest.of("hi"))) {
            stream.await();
        }
        Collected seen = collected();
        assertThat(seen.one("gen_ai.client.inference.duration").attributes()).isEqualTo(SERVED);
        assertThat(seen.one("gen_ai.client.inference.time_to_first_chunk").value())
                .isEqualTo(0.35, EXACTLY);
        assertThat(seen.one("gen_ai.client.inference.time_per_output_chunk").count())
                .isEqualTo(3);
        Map<String, String> text = and(SERVED, "gen_ai.token.modality", "text");
        Map.of(
                        "input_tokens", 1000.0,
                        "output_tokens", 100.0,
                        "cache_read.input_tokens", 200.0,
                        "cache_write.input_tokens", 100.0,
                        "reasoning.output_tokens", 40.0)
                .forEach((name, tokens) -> {
                    String full = "gen_ai.client.inference.usage." + name;
                    assertThat(seen.one(full)).isEqualTo(new Collected.Point(text, tokens, 1));
                    assertThat(seen.metric(full).getType()).isEqualTo(MetricDataType.LONG_SUM);
                    assertThat(seen.metric(full).getUnit()).isEqualTo("{token}");
                });
        assertThat(seen.one("gen_ai.client.inference.operation.input_tokens"))
                .isEqualTo(new Collected.Point(SERVED, 1000, 1));
        assertThat(seen.one("gen_ai.client.inference.operation.output_tokens"))
                .isEqualTo(new Collected.Point(SERVED, 100, 1));
        assertThat(seen.names()).noneMatch(name -> name.startsWith("gen_ai.client.operation."));
        assertThat(seen.names()).doesNotContain("gen_ai.client.token.usage");
    }

    @Test
    void theLatestNamesTellKindsOfTokensApart() {
        use("latest");
        Usage mixed = Usage.builder()
                .input(5)
                .imageInput(7)
                .audioInput(11)
                .output(13)
                .imageOutput(17)
                .audioOutput(19)
                .build();
        vendor.then(Script.answer("seen", mixed));
        client.chat("hi");
        Collected seen = collected();
        String in = "gen_ai.client.inference.usage.input_tokens";
        String out = "gen_ai.client.inference.usage.output_tokens";
        String modality = "gen_ai.token.modality";
        assertThat(seen.one(in, modality, "text").value()).isEqualTo(5);
        assertThat(seen.one(in, modality, "image").value()).isEqualTo(7);
        assertThat(seen.one(in, modality, "audio").value()).isEqualTo(11);
        assertThat(seen.one(out, modality, "text").value()).isEqualTo(13);
        assertThat(seen.one(out, modality, "image").value()).isEqualTo(17);
        assertThat(seen.one(out, modality, "audio").value()).isEqualTo(19);
        assertThat(seen.one("gen_ai.client.inference.operation.input_tokens").value())
                .isEqualTo(23);
    }

    @Test
    void theLatestNamesOfFailuresEmbeddingsAndModeration() {
        use("latest");
        vendor.fails(FailureClass.CREDENTIAL).otherwise(call -> Script.answer("-"));
        assertThatThrownBy(() -> client.chat("hi")).isInstanceOf(ProviderFailedException.class);
        client.embed(EmbeddingRequest.of("openai/gpt", "two words"));
        client.moderate(ModerationRequest.of("openai/gpt", "three little words"));
        Collected seen = collected();
        Map<String, String> served = and(ASKED, "gen_ai.response.model", "gpt");
        Map<String, String> embedded = and(served, "gen_ai.operation.name", "embeddings");
        assertThat(seen.one("gen_ai.client.inference.duration").attributes())
                .isEqualTo(and(ASKED, "error.type", "credential"));
        assertThat(seen.one("gen_ai.client.embeddings.duration").attributes()).isEqualTo(embedded);
        assertThat(seen.one("gen_ai.client.operation.duration").attributes())
                .isEqualTo(and(served, "gen_ai.operation.name", "moderation"));
        assertThat(seen.one("gen_ai.client.embeddings.operation.input_tokens"))
                .isEqualTo(new Collected.Point(embedded, 2, 1));
        Map<String, String> unknown = and(ASKED, "gen_ai.token.modality", "unknown");
        assertThat(seen.one("gen_ai.client.inference.usage.input_tokens"))
                .as("a failure counts as nothing")
                .isEqualTo(new Collected.Point(unknown, 0, 1));
        assertThat(seen.one("gen_ai.client.inference.operation.output_tokens"))
                .isEqualTo(new Collected.Point(ASKED, 0, 1));
    }

    @Test
    void switchedOffThereIsNothing() {
        client.close();
        vendor.then(answer());
        try (LlmClient off = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { watch: { telemetry: { enabled: false } } }")
                .openTelemetry(sdk)
                .provide("openai", vendor)
                .build()) {
            off.chat(c -> c.model("openai/gpt").user("hi"));
            assertThat(collected().all()).isEmpty();
        }
    }
}
