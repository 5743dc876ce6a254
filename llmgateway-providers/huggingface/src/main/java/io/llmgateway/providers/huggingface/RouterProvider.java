package io.llmgateway.providers.huggingface;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.providers.kit.HttpTransport;
import io.llmgateway.providers.openai.OpenAiProviderFactory;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderSettings;
import java.net.URI;
import java.util.Optional;

/** The router of Hugging Face, which speaks OpenAI's dialect, but not for its own models of embeddings. */
final class RouterProvider implements Provider {
    private static final String ROUTER = "https://router.huggingface.co/v1";

    private final String name;
    private final Provider dialect;
    private final HttpTransport transport;
    private final FeatureExtraction features;
    private final boolean ownEmbeddings;

    RouterProvider(ProviderSettings settings, boolean ownEmbeddings) {
        String baseUrl = settings.baseUrl().orElse(ROUTER);
        this.name = settings.id() + ", router, " + baseUrl;
        this.ownEmbeddings = ownEmbeddings;
        this.features = new FeatureExtraction(settings, withoutVersion(baseUrl));
        if (settings.baseUrl().isEmpty()) {
            settings.requireCredentials();
        }
        this.dialect = new OpenAiProviderFactory()
                .create(HuggingFaceProviderFactory.copy(settings)
                        .baseUrl(baseUrl)
                        .option("dialect", "huggingface")
                        .build());
        this.transport = HttpTransport.of(settings);
    }

    private static String withoutVersion(String baseUrl) {
        return baseUrl.endsWith("/v1") ? baseUrl.substring(0, baseUrl.length() - "/v1".length()) : baseUrl;
    }

    @Override
    public Reply send(Call call) {
        return ownEmbeddings && call.request() instanceof EmbeddingRequest
                ? transport.embed(call, features)
                : dialect.send(call);
    }

    @Override
    public Optional<URI> address() {
        return dialect.address();
    }

    @Override
    public void close() {
        transport.close();
        dialect.close();
    }

    @Override
    public String toString() {
        return "HuggingFaceProvider[" + name + "]";
    }
}
