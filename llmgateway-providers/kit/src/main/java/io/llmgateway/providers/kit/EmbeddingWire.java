package io.llmgateway.providers.kit;

import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.ResponseInfo;
import tools.jackson.core.JsonParser;

/** One vendor's wire format for embeddings. Stateless and thread-safe. */
public interface EmbeddingWire {
    /**
     * Writes a request.
     *
     * @param request what is asked; its model is the vendor's own name
     * @param consent asked before anything is left out
     * @return the HTTP request
     */
    WireRequest write(EmbeddingRequest request, Consent consent);

    /**
     * Reads the answer.
     *
     * @param json stands before the first token of the body
     * @param request what was asked
     * @param info has provider, model asked for, request id, warnings and raw body; the model may be replaced
     * @return the vectors, in the order of the request
     */
    EmbeddingResponse read(JsonParser json, EmbeddingRequest request, ResponseInfo.Builder info);

    /**
     * Understands a failure.
     *
     * @param failure the HTTP answer
     * @return what kind of failure it is
     */
    Failure failure(HttpFailure failure);
}
