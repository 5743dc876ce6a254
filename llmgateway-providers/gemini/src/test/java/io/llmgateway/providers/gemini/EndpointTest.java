package io.llmgateway.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.providers.kit.WireRequest;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    private static ProviderSettings.Builder settings(Map<String, String> options) {
        ProviderSettings.Builder settings =
                ProviderSettings.builder("g").type("gemini").apiKey("the-secret-key");
        options.forEach(settings::option);
        return settings;
    }

    private static Endpoint endpoint(Map<String, String> options) {
        return Endpoint.of(settings(options).build());
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(ProviderFactory.class)).anySatisfy(factory -> {
            assertThat(factory.type()).isEqualTo("gemini");
            assertThat(factory.keyVariable()).contains("GEMINI_API_KEY");
            assertThat(factory.defaultModel()).contains("gemini-3.6-flash");
            assertThat(factory.options()).containsExactlyInAnyOrder("platform", "project", "location", "auth");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash,        models/gemini-2.5-flash",
        "models/gemini-2.5-flash, models/gemini-2.5-flash",
        "tunedModels/mine-abc,    tunedModels/mine-abc"
    })
    void putsAGeminiModelIntoThePath(String model, String path) {
        assertThat(endpoint(Map.of()).url(model, "generateContent"))
                .isEqualTo("https://generativelanguage.googleapis.com/v1beta/" + path + ":generateContent");
    }

    @ParameterizedTest
    @CsvSource({
        "europe-west4, https://europe-west4-aiplatform.googleapis.com",
        "global,       https://aiplatform.googleapis.com",
        "eu,           https://aiplatform.eu.rep.googleapis.com",
        ",             https://aiplatform.googleapis.com"
    })
    void derivesTheHostOfVertexFromTheLocation(String location, String host) {
        Map<String, String> options = location == null
                ? Map.of("platform", "vertex", "project", "acme")
                : Map.of("platform", "vertex", "project", "acme", "location", location);
        assertThat(endpoint(options).url("gemini-2.5-pro", "generateContent"))
                .isEqualTo(host + "/v1beta1/projects/acme/locations/" + (location == null ? "global" : location)
                        + "/publishers/google/models/gemini-2.5-pro:generateContent");
    }

    @ParameterizedTest
    @CsvSource({
        "publishers/google/models/m,             projects/acme/locations/global/publishers/google/models/m",
        "endpoints/123,                          projects/acme/locations/global/endpoints/123",
        "projects/p/locations/l/endpoints/123,   projects/p/locations/l/endpoints/123"
    })
    void takesFullNamesOnVertex(String model, String path) {
        assertThat(endpoint(Map.of("platform", "vertex", "project", "acme")).url(model, "generateContent"))
                .isEqualTo("https://aiplatform.googleapis.com/v1beta1/" + path + ":generateContent");
    }

    @Test
    void needsNoProjectInExpressMode() {
        Endpoint express = endpoint(Map.of("platform", "vertex", "auth", "api-key"));
        assertThat(express.url("m", "generateContent"))
                .isEqualTo("https://aiplatform.googleapis.com/v1beta1/publishers/google/models/m:generateContent");
        assertThat(express.request("https://x/y", new byte[0]).headers())
                .containsExactly("x-goog-api-key", "the-secret-key");
    }

    @Test
    void sendsATokenToVertexAndAKeyToGemini() {
        WireRequest vertex =
                endpoint(Map.of("platform", "vertex", "project", "acme")).request("https://x/y", new byte[0]);
        assertThat(vertex.headers()).containsExactly("authorization", "Bearer the-secret-key");
        WireRequest gemini = endpoint(Map.of()).request("https://x/y", new byte[0]);
        assertThat(gemini.headers()).containsExactly("x-goog-api-key", "the-secret-key");
        assertThat(gemini.url()).doesNotContain("secret");
        WireRequest oauth = endpoint(Map.of("auth", "bearer")).request("https://x/y", new byte[0]);
        assertThat(oauth.headers()).containsExactly("authorization", "Bearer the-secret-key");
    }

    @Test
    void letsABaseUrlWin() {
        Endpoint proxy = Endpoint.of(settings(Map.of("platform", "vertex", "project", "acme", "location", "us-east1"))
                .baseUrl("https://proxy.example/v1/")
                .build());
        assertThat(proxy.url("m", "generateContent"))
                .isEqualTo("https://proxy.example/v1/projects/acme/locations/us-east1/publishers/google/models/m"
                        + ":generateContent");
        Endpoint bare = Endpoint.of(settings(Map.of("platform", "vertex"))
                .baseUrl("https://proxy.example/v1/projects/p/locations/l")
                .build());
        assertThat(bare.url("m", "predict"))
                .isEqualTo("https://proxy.example/v1/projects/p/locations/l/publishers/google/models/m:predict");
    }

    @Test
    void needsNoKeyForAServerOfOnesOwn() {
        Endpoint own = Endpoint.of(ProviderSettings.builder("g")
                .type("gemini")
                .baseUrl("http://localhost:8080/v1beta")
                .build());
        assertThat(own.request("http://localhost/x", new byte[0]).headers()).isEmpty();
    }

    @Test
    void refusesSettingsThatCannotWork() {
        assertMisconfigured("llmgateway.providers.g.api-key", ProviderSettings.builder("g"));
        assertMisconfigured("llmgateway.providers.g.options.platform", settings(Map.of("platform", "azure")));
        assertMisconfigured("llmgateway.providers.g.options.auth", settings(Map.of("auth", "basic")));
        assertMisconfigured("llmgateway.providers.g.options.project", settings(Map.of("project", "acme")));
        assertMisconfigured("llmgateway.providers.g.options.location", settings(Map.of("location", "global")));
        assertMisconfigured(
                "llmgateway.providers.g.options.project is missing", settings(Map.of("platform", "vertex")));
        assertMisconfigured(
                "llmgateway.providers.g.options.location",
                settings(Map.of("platform", "vertex", "auth", "api-key", "location", "eu")));
        assertMisconfigured(
                "llmgateway.providers.g.options.project", settings(Map.of("platform", "vertex", "project", "a/../b")));
        assertMisconfigured(
                "llmgateway.providers.g.base-url",
                settings(Map.of("platform", "vertex", "project", "acme")).baseUrl("https://x/v1/projects/p"));
    }

    private static void assertMisconfigured(String property, ProviderSettings.Builder settings) {
        assertThatThrownBy(() -> new GeminiProviderFactory().create(settings.build()))
                .isInstanceOf(MisconfiguredException.class)
                .hasMessageContaining(property);
    }

    @Test
    void refusesModelsThatLeaveThePath() {
        Endpoint endpoint = endpoint(Map.of());
        for (String model : new String[] {"a b", "a?key=1", "models/../files/x", "", "/m", "m#x"}) {
            assertThatThrownBy(() -> endpoint.url(model, "generateContent"))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void showsNoKey() {
        try (Provider provider =
                new GeminiProviderFactory().create(settings(Map.of()).build())) {
            assertThat(provider)
                    .hasToString("GeminiProvider[g, gemini, https://generativelanguage.googleapis.com/v1beta]");
        }
    }
}
