package io.llmgateway.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.ProviderSettings;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests go, with which headers, and what settings are refused. */
class EndpointTest {
    private static RecordedRequest sent(Map<String, String> options, String model, boolean streamed) {
        try (AnthropicServer server = new AnthropicServer(options)) {
            server.answers(AnthropicServer.OK);
            server.send(ChatRequest.builder().model(model).user("Hi").build(), streamed)
                    .close();
            return server.request();
        }
    }

    @Test
    void sendsKeyAndVersion() {
        RecordedRequest request = sent(Map.of(), "claude-sonnet-5", false);
        assertThat(request.getUrl().encodedPath()).isEqualTo("/v1/messages");
        assertThat(request.getHeaders().get("x-api-key")).isEqualTo("sk-ant-test-4711");
        assertThat(request.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(request.getHeaders().get("anthropic-beta")).isNull();
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(request.getBody().utf8()).doesNotContain("\"stream\"");
    }

    @Test
    void sendsWhatIsConfigured() {
        RecordedRequest request = sent(
                Map.of("auth", "bearer", "version", "2026-10-21", "beta", "oauth-2025-04-20, context-1m ,"),
                "claude-sonnet-5",
                true);
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer sk-ant-test-4711");
        assertThat(request.getHeaders().get("x-api-key")).isNull();
        assertThat(request.getHeaders().get("anthropic-version")).isEqualTo("2026-10-21");
        assertThat(request.getHeaders().get("anthropic-beta")).isEqualTo("oauth-2025-04-20,context-1m");
        assertThat(request.getBody().utf8()).contains("\"stream\":true");
    }

    @ParameterizedTest
    @CsvSource({"false, rawPredict", "true, streamRawPredict"})
    void speaksToVertex(boolean streamed, String verb) {
        RecordedRequest request = sent(Map.of("platform", "vertex"), "claude-sonnet-4@20250514", streamed);
        assertThat(request.getUrl().encodedPath())
                .isEqualTo("/publishers/anthropic/models/claude-sonnet-4@20250514:" + verb);
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer sk-ant-test-4711");
        assertThat(request.getHeaders().get("anthropic-version")).isNull();
        assertThat(request.getBody().utf8())
                .contains("\"anthropic_version\":\"vertex-2023-10-16\"")
                .doesNotContain("\"model\"");
    }

    private static ProviderSettings.Builder settings() {
        return ProviderSettings.builder("claude").type("anthropic").apiKey("k-4711");
    }

    @ParameterizedTest
    @CsvSource({
        "version, latest",
        "auth, basic",
        "max-tokens, 0",
        "max-tokens, many",
        "platform, bedrock",
    })
    void refusesSettingsThatMakeNoSense(String option, String value) {
        ProviderSettings settings = settings().option(option, value).build();
        assertThatThrownBy(() -> AnthropicServer.factory().create(settings))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.claude.options." + option)
                .hasMessageContaining(value);
    }

    @Test
    void needsAKeyAndVertexAnAddress() {
        assertThatThrownBy(() -> AnthropicServer.factory()
                        .create(ProviderSettings.builder("claude")
                                .type("anthropic")
                                .build()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.claude.api-key");
        assertThatThrownBy(() -> AnthropicServer.factory()
                        .create(settings().option("platform", "vertex").build()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.claude.base-url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://x.example/anthropic", "http://x.example/anthropic/v1/"})
    void understandsBaseUrls(String url) {
        Endpoint endpoint = Endpoint.of(settings().baseUrl(url).build());
        assertThat(endpoint.request("m", false, new byte[0], java.util.List.of())
                        .url())
                .isEqualTo("http://x.example/anthropic/v1/messages");
    }

    @Test
    void showsNoKey() {
        try (var provider = AnthropicServer.factory().create(settings().build())) {
            assertThat(provider.toString())
                    .contains("claude", "https://api.anthropic.com")
                    .doesNotContain("4711");
        }
    }

    @Test
    void tellsWhatItReads() {
        assertThat(AnthropicServer.factory().options())
                .containsExactlyInAnyOrder("version", "beta", "auth", "max-tokens", "platform");
        assertThat(AnthropicServer.factory().keyVariable()).contains("ANTHROPIC_API_KEY");
        assertThat(AnthropicServer.factory().defaultModel()).contains("claude-sonnet-5");
    }

    @Test
    void hasNoEmbeddings() {
        try (AnthropicServer server = new AnthropicServer()) {
            EmbeddingRequest request = EmbeddingRequest.of("Hi").withModel("claude-sonnet-5");
            assertThatThrownBy(() -> server.send(request, false))
                    .isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                            .isEqualTo(FailureClass.UNSUPPORTED));
            assertThat(server.requests()).isZero();
        }
    }
}
