package io.llmgateway.providers.openai;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.Framing;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.providers.kit.WireRequest;

/**
 * The Responses API, as OpenAI and others speak it.
 *
 * <p>Nothing is kept at the vendor: every request carries the whole conversation and {@code store: false}. What the
 * vendor must get back (reasoning, tools it runs itself) travels with the parts of an answer; reasoning is asked for
 * in encrypted form where the vendor has one. A request that sets {@code store} by its extra fields has it its way.
 */
final class ResponsesWire implements ChatWire {
    /** The name of this format in native tools, and in states that are nobody's in particular. */
    static final String FORMAT = "openai-responses";

    private final Endpoint endpoint;

    ResponsesWire(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** The name of this format in states of a vendor: what it has encrypted, no other can read. */
    static String format(Dialect dialect) {
        return FORMAT + "/" + dialect.name();
    }

    @Override
    public WireRequest write(ChatRequest request, Call call, Consent consent) {
        ResponsesWriter writer = new ResponsesWriter(request, call.streamed(), endpoint.dialect(), consent);
        byte[] body = WireJson.object(writer::write, request.extra());
        return endpoint.post("/responses", body);
    }

    @Override
    public Framing framing() {
        return Framing.SSE;
    }

    @Override
    public Reader reader(ChatRequest request) {
        return new ResponsesReader(endpoint.dialect());
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return OpenAiFailures.of(failure);
    }
}
