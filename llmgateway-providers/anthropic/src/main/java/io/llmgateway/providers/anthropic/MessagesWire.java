package io.llmgateway.providers.anthropic;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.Framing;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.WireRequest;

/** The Messages API. */
final class MessagesWire implements ChatWire {
    /** The name of this wire format, as provider states and native tools carry it. */
    static final String FORMAT = "anthropic";

    private final Endpoint endpoint;

    MessagesWire(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public WireRequest write(ChatRequest request, Call call, Consent consent) {
        return new RequestWriter(endpoint, request, call.streamed(), consent).write();
    }

    @Override
    public Framing framing() {
        return Framing.SSE;
    }

    @Override
    public Reader reader(ChatRequest request) {
        return new MessageReader();
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return Failures.of(failure);
    }
}
