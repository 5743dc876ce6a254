package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiProviderFactoryTest {
    private final OpenAiProviderFactory factory = new OpenAiProviderFactory();

    private static ProviderSettings.Builder settings(String dialect) {
        return ProviderSettings.builder("mine").type("openai").option("dialect", dialect);
    }

    @Test
    void isFound() {
        assertThat(ServiceLoader.load(ProviderFactory.class)).anyMatch(OpenAiProviderFactory.class::isInstance);
        assertThat(factory.type()).isEqualTo("openai");
        assertThat(factory.keyVariable()).hasValue("OPENAI_API_KEY");
        assertThat(factory.defaultModel()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "openai,https://api.openai.com/v1",
        "mistral,https://api.mistral.ai/v1",
        "groq,https://api.groq.com/openai/v1",
        "deepseek,https://api.deepseek.com",
        "xai,https://api.x.ai/v1",
        "openrouter,https://openrouter.ai/api/v1",
        "huggingface,https://router.huggingface.co/v1",
        "perplexity,https://api.perplexity.ai"
    })
    void knowsTheAddressAndWantsAKey(String dialect, String url) {
        assertThatThrownBy(() -> factory.create(settings(dialect).build()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.mine.api-key");
        try (Provider provider =
                factory.create(settings(dialect).apiKey("sk-secret-key").build())) {
            assertThat(provider).hasToString("OpenAiProvider[mine, " + dialect + ", " + url + "]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ollama", "vllm", "lmstudio", "llamacpp"})
    void serversOfOnesOwnNeedNoKey(String dialect) {
        try (Provider provider = factory.create(settings(dialect).build())) {
            assertThat(provider.toString()).contains("http://localhost:");
        }
    }

    @Test
    void anAddressOfYourChoiceNeedsNoKey() {
        try (Provider provider =
                factory.create(settings("openai").baseUrl("http://proxy/v1").build())) {
            assertThat(provider.toString()).contains("http://proxy/v1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dialect|mistrall|mistral",
                "dialect|open-router|openrouter",
                "api|respond|\"chat\" or \"responses\"",
                "auth|basic|\"bearer\" or \"api-key\"",
                "api-version|2024-10-21|only dialect azure"
            })
    void refusesWhatMakesNoSense(String option, String value, String hint) {
        ProviderSettings settings = ProviderSettings.builder("mine")
                .type("openai")
                .apiKey("key")
                .option(option, value)
                .build();
        assertThatThrownBy(() -> factory.create(settings))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(settings.property(option))
                .hasMessageContaining(hint);
    }

    @ParameterizedTest
    @CsvSource({"mistral,api,responses", "groq,organization,org", "azure,project,proj"})
    void refusesWhatADialectDoesNotRead(String dialect, String option, String value) {
        ProviderSettings settings = settings(dialect)
                .apiKey("key")
                .baseUrl("http://host/v1")
                .option(option, value)
                .build();
        assertThatThrownBy(() -> factory.create(settings))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(settings.property(option));
    }

    @ParameterizedTest
    @ValueSource(strings = {"azure", "compatible"})
    void wantsAnAddressWhereThereIsNone(String dialect) {
        assertThatThrownBy(() -> factory.create(settings(dialect).apiKey("key").build()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining("llmgateway.providers.mine.base-url");
    }

    @Test
    void openAiGetsItsHeaders() {
        try (ChatServer server =
                new ChatServer("openai", "/v1", Map.of("organization", "org-1", "project", "proj-1"))) {
            server.answers(ChatServer.completion("{\"content\":\"fine\"}", "stop"))
                    .ask();
            RecordedRequest request = server.request();
            assertThat(request.getTarget()).isEqualTo("/v1/chat/completions");
            assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + ChatServer.KEY);
            assertThat(request.getHeaders().get("OpenAI-Organization")).isEqualTo("org-1");
            assertThat(request.getHeaders().get("OpenAI-Project")).isEqualTo("proj-1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/||/openai/v1/chat/completions|api-key",
                "/openai/v1|preview|/openai/v1/chat/completions?api-version=preview|api-key",
                "/|2024-10-21|/openai/deployments/model-7/chat/completions?api-version=2024-10-21|api-key",
                "/openai|2024-10-21|/openai/deployments/model-7/chat/completions?api-version=2024-10-21|bearer"
            })
    void azureHasTwoKindsOfPaths(String base, String version, String target, String auth) {
        Map<String, String> options =
                version == null ? Map.of("auth", auth) : Map.of("auth", auth, "api-version", version);
        try (ChatServer server = new ChatServer("azure", base, options)) {
            server.answers(ChatServer.completion("{\"content\":\"fine\"}", "stop"))
                    .ask();
            RecordedRequest request = server.request();
            assertThat(request.getTarget()).isEqualTo(target);
            assertThat(request.getHeaders().get("api-key")).isEqualTo(auth.equals("bearer") ? null : ChatServer.KEY);
            assertThat(request.getHeaders().get("Authorization"))
                    .isEqualTo(auth.equals("bearer") ? "Bearer " + ChatServer.KEY : null);
        }
    }

    @Test
    void eachRequestGoesToTheAddressOfItsModel() {
        try (ChatServer server = new ChatServer("azure", "/openai", Map.of("api-version", "2024-10-21"))) {
            for (String model : List.of("first", "second", "second", "first")) {
                server.answers(ChatServer.completion("{\"content\":\"fine\"}", "stop"))
                        .ask(ChatServer.question().toBuilder().model(model).build());
                assertThat(server.request().getTarget()).startsWith("/openai/deployments/" + model + "/chat/");
            }
            server.answers("{\"data\":[{\"index\":0,\"embedding\":[1]}]}")
                    .embed(EmbeddingRequest.builder()
                            .model("first")
                            .inputs(List.of("text"))
                            .build());
            assertThat(server.request().getTarget()).startsWith("/openai/deployments/first/embeddings");
        }
    }
}
