package io.llmgateway.providers.huggingface;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.HttpTransport;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderSettings;
import java.net.URI;
import java.util.Optional;

/** A server of text-generation-inference, asked in its native form. */
final class TgiProvider implements Provider {
    private final ProviderSettings settings;
    private final String baseUrl;
    private final TextGeneration generation;
    private final HttpTransport transport;

    TgiProvider(ProviderSettings settings) {
        this.settings = settings;
        this.baseUrl = address(settings);
        this.generation = new TextGeneration(settings, baseUrl);
        this.transport = HttpTransport.of(settings);
    }

    private static String address(ProviderSettings settings) {
        String property = settings.property("base-url");
        String url = settings.baseUrl()
                .orElseThrow(() -> new MisconfiguredException(
                        property + " is missing: api \"tgi\" needs the address of the server, such as"
                                + " http://localhost:8080"));
        if (url.endsWith("/v1")) {
            throw new MisconfiguredException(property + " is \"" + url + "\", the chat form of the server: set api to"
                    + " \"router\", or cut off \"/v1\" for its native form");
        }
        return url;
    }

    @Override
    public Reply send(Call call) {
        if (call.request() instanceof ChatRequest) {
            return transport.chat(call, generation);
        }
        throw new ProviderFailedException(
                settings.id(),
                call.request().model().orElse(""),
                Failure.of(
                        FailureClass.UNSUPPORTED,
                        "a server that generates text offers no embeddings and no moderation"),
                null);
    }

    @Override
    public Optional<URI> address() {
        return HttpTransport.address(baseUrl);
    }

    @Override
    public void close() {
        transport.close();
    }

    @Override
    public String toString() {
        return "HuggingFaceProvider[" + settings.id() + ", tgi, " + baseUrl + "]";
    }
}
