package io.llmgateway.providers.openai;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.EmbeddingWire;
import io.llmgateway.providers.kit.HttpTransport;
import io.llmgateway.providers.kit.ModerationWire;
import io.llmgateway.spi.Provider;
import java.net.URI;
import java.util.Optional;

/** One access to one vendor of the dialect. */
final class OpenAiProvider implements Provider {
    private final Endpoint endpoint;
    private final HttpTransport transport;
    private final ChatWire chat;
    private final EmbeddingWire embeddings;
    private final ModerationWire moderations;

    OpenAiProvider(Endpoint endpoint, boolean responses) {
        this.endpoint = endpoint;
        this.transport = HttpTransport.of(endpoint.settings());
        this.chat = chatWire(endpoint, responses);
        this.embeddings = new OpenAiEmbeddings(endpoint);
        this.moderations = new OpenAiModerations(endpoint);
    }

    private static ChatWire chatWire(Endpoint endpoint, boolean responses) {
        if (responses) {
            return new ResponsesWire(endpoint);
        }
        return new ChatCompletionsWire(endpoint);
    }

    @Override
    public Reply send(Call call) {
        if (call.request() instanceof ChatRequest) {
            return transport.chat(call, chat);
        }
        if (call.request() instanceof ModerationRequest) {
            if (!endpoint.dialect().has(Dialect.Trait.MODERATIONS)) {
                throw unsupported(call, endpoint.dialect().name() + " offers no moderation");
            }
            return transport.moderate(call, moderations);
        }
        String missing = endpoint.dialect().refused().get("embeddings");
        if (missing != null) {
            throw unsupported(call, missing);
        }
        return transport.embed(call, embeddings);
    }

    private ProviderFailedException unsupported(Call call, String why) {
        String model = call.request().model().orElse("");
        return new ProviderFailedException(
                endpoint.settings().id(), model, Failure.of(FailureClass.UNSUPPORTED, why), null);
    }

    @Override
    public Optional<URI> address() {
        return HttpTransport.address(endpoint.baseUrl());
    }

    @Override
    public void close() {
        transport.close();
    }

    @Override
    public String toString() {
        return "OpenAiProvider[" + endpoint.settings().id() + ", "
                + endpoint.dialect().name() + ", " + endpoint.baseUrl() + "]";
    }
}
