package io.llmgateway.providers.kit;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.chat.ResponseInfo;
import tools.jackson.core.JsonParser;

/** One vendor's wire format for moderation. Stateless and thread-safe. */
public interface ModerationWire {
    /**
     * Writes a request.
     *
     * @param request what is asked; its model is the vendor's own name
     * @param consent asked before anything is left out
     * @return the HTTP request
     */
    WireRequest write(ModerationRequest request, Consent consent);

    /**
     * Reads the answer.
     *
     * @param json stands before the first token of the body
     * @param request what was asked
     * @param info has provider, model asked for, request id, warnings and raw body; the model may be replaced
     * @return the judgements, in the order of the request
     */
    ModerationResponse read(JsonParser json, ModerationRequest request, ResponseInfo.Builder info);

    /**
     * Understands a failure.
     *
     * @param failure the HTTP answer
     * @return what kind of failure it is
     */
    Failure failure(HttpFailure failure);
}
