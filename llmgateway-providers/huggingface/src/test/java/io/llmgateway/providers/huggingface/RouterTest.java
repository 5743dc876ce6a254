package io.llmgateway.providers.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.World;
import java.util.ServiceLoader;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chat form, and the settings. */
class RouterTest {
    private static final ChatRequest HELLO = ChatRequest.builder()
            .model("acme/chat:fastest")
            .system("Be brief")
            .user("Hello")
            .build();

    private static final ChatRequest HELLO_ALONE =
            ChatRequest.builder().model("acme/chat").user("Hello").build();

    private static ProviderSettings.Builder settings() {
        return ProviderSettings.builder("hf").type("huggingface");
    }

    private static Provider create(ProviderSettings.Builder settings) {
        return new HuggingFaceProviderFactory().create(settings.build());
    }

    @Test
    void speaksTheDialect() throws Exception {
        try (Vendor vendor = new Vendor("/v1", "bill-to", "acme-org")) {
            vendor.json("{\"id\":\"c1\",\"model\":\"acme/chat\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                    + "\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}}");
            ChatResponse response = vendor.whole(HELLO);
            assertThat(response.text()).isEqualTo("Hi");
            assertThat(response.usage().input()).isEqualTo(9);
            assertThat(response.provider()).isEqualTo("hf");
            RecordedRequest request = vendor.request();
            assertThat(request.getTarget()).isEqualTo("/v1/chat/completions");
            assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + Vendor.KEY);
            assertThat(request.getHeaders().get("X-HF-Bill-To")).isEqualTo("acme-org");
            assertThat(Vendor.body(request).path("model").asString()).isEqualTo("acme/chat:fastest");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"router", "tgi"})
    void trustsWhomItIsToldToTrust(String api) throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            server.start();
            String answer = "{\"generated_text\":\"Hi\",\"choices\":[{\"index\":0,\"message\":{\"content\":"
                    + "\"Hi\"},\"finish_reason\":\"stop\"}]}";
            server.enqueue(new MockResponse.Builder()
                    .setHeader("Content-Type", "application/json")
                    .body(answer)
                    .build());
            try (Provider provider = create(settings()
                            .baseUrl("https://localhost:" + server.getPort())
                            .tls(new ProviderSettings.Tls(trust.sslSocketFactory(), trust.trustManager()))
                            .option("api", api)
                            .option("bill-to", "acme-org"));
                    Reply reply = provider.send(
                            Call.of(HELLO_ALONE, false, "op", World.real().nanoTime()))) {
                assertThat(((ChatResponse) reply.await()).text()).isEqualTo("Hi");
            }
        }
    }

    @Test
    void streamsTheDialect() throws Exception {
        try (Vendor vendor = new Vendor("/v1")) {
            vendor.stream("data: {\"id\":\"\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":"
                    + "\"Hi\"},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},"
                    + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
            assertThat(vendor.streamed(HELLO).text()).isEqualTo("Hi");
        }
    }

    @Test
    void asksForEmbeddingsOfTheDialectWhereTold() throws Exception {
        try (Vendor vendor = new Vendor("/v1", "embeddings", "openai")) {
            vendor.json("{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[1,2]}]}");
            assertThat(vendor.embed(EmbeddingRequest.of("acme/mini", "Paris")).embeddings())
                    .hasSize(1);
            assertThat(vendor.request().getTarget()).isEqualTo("/v1/embeddings");
        }
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(ProviderFactory.class))
                .filteredOn(factory -> factory.type().equals("huggingface"))
                .singleElement()
                .satisfies(factory -> assertThat(factory.keyVariable()).contains("HF_TOKEN"));
    }

    @Test
    void needsAKeyForTheRoutersOwnAddressOnly() {
        assertThatThrownBy(() -> create(settings()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.hf.api-key");
        create(settings().baseUrl("http://localhost:8080/v1")).close();
        create(settings().baseUrl("http://localhost:8080").option("api", "tgi")).close();
    }

    @Test
    void checksItsSettings() {
        assertThatThrownBy(() -> create(settings().option("api", "soap")))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.hf.options.api");
        assertThatThrownBy(() -> create(settings().option("api", "tgi")))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.hf.base-url");
        assertThatThrownBy(() -> create(settings().option("api", "tgi").baseUrl("http://localhost:8080/v1")))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("\"router\"");
        assertThatThrownBy(() -> create(settings()
                        .option("api", "tgi")
                        .option("embeddings", "openai")
                        .baseUrl("http://localhost:8080")))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.hf.options.embeddings");
    }

    @Test
    void showsItselfWithoutItsKey() {
        try (Provider router = create(settings().apiKey(Vendor.KEY));
                Provider tgi = create(settings()
                        .apiKey(Vendor.KEY)
                        .baseUrl("http://localhost:8080")
                        .option("api", "tgi"))) {
            assertThat(router).hasToString("HuggingFaceProvider[hf, router, https://router.huggingface.co/v1]");
            assertThat(tgi).hasToString("HuggingFaceProvider[hf, tgi, http://localhost:8080]");
        }
    }
}
