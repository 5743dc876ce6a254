package io.llmgateway.providers.openai;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.EmbeddingWire;
import io.llmgateway.providers.kit.HttpTransport;
import io.llmgateway.spi.Provider;

/** One access to one vendor of the dialect. */
final class OpenAiProvider implements Provider {
    private final Endpoint endpoint;
    private final HttpTransport transport;
    private final ChatWire chat;
    private final EmbeddingWire embeddings;

    OpenAiProvider(Endpoint endpoint, boolean responses) {
        this.endpoint = endpoint;
        this.transport = HttpTransport.of(endpoint.settings());
        this.chat = chatWire(endpoint, responses);
        this.embeddings = new OpenAiEmbeddings(endpoint);
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
        String missing = endpoint.dialect().refused().get("embeddings");
        if (missing != null) {
            String model = call.request().model().orElse("");
            throw new ProviderFailedException(
                    endpoint.settings().id(), model, Failure.of(FailureClass.UNSUPPORTED, missing), null);
        }
        return transport.embed(call, embeddings);
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
