package io.llmgateway.providers.anthropic;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.HttpTransport;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderSettings;
import java.net.URI;
import java.util.Optional;

/** One account at Anthropic, or at somebody who speaks its language. */
final class AnthropicProvider implements Provider {
    private final String id;
    private final Endpoint endpoint;
    private final MessagesWire wire;
    private final HttpTransport transport;

    AnthropicProvider(ProviderSettings settings, Endpoint endpoint) {
        this.id = settings.id();
        this.endpoint = endpoint;
        this.wire = new MessagesWire(endpoint);
        this.transport = HttpTransport.of(settings);
    }

    @Override
    public Reply send(Call call) {
        if (call.request() instanceof ChatRequest) {
            return transport.chat(call, wire);
        }
        throw new ProviderFailedException(
                id,
                call.request().model().orElse(""),
                Failure.of(
                        FailureClass.UNSUPPORTED,
                        "Anthropic has chats, but no embeddings and no moderation; choose a model of another provider"),
                null);
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
        return "AnthropicProvider[" + id + ", " + endpoint + "]";
    }
}
