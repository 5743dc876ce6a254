package io.llmgateway.providers.openai;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.Framing;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.WireRequest;

/** The Chat Completions API, as OpenAI and many others speak it. */
final class ChatCompletionsWire implements ChatWire {
    private final Endpoint endpoint;

    ChatCompletionsWire(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public WireRequest write(ChatRequest request, Call call, Consent consent) {
        byte[] body = new ChatCompletionsWriter(endpoint, request, call.streamed(), consent).body();
        return endpoint.post("/chat/completions", request.model().orElse(null), body);
    }

    @Override
    public Framing framing() {
        return Framing.SSE;
    }

    @Override
    public Reader reader(ChatRequest request) {
        return new ChatCompletionsReader(endpoint.dialect(), request);
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return OpenAiFailures.of(failure);
    }
}
