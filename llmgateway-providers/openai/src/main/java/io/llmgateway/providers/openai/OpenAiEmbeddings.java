package io.llmgateway.providers.openai;

import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.EmbeddingWire;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.WireRequest;
import tools.jackson.core.JsonParser;

/** The embeddings of OpenAI's dialect. */
final class OpenAiEmbeddings implements EmbeddingWire {
    private final Endpoint endpoint;

    OpenAiEmbeddings(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public WireRequest write(EmbeddingRequest request, Consent consent) {
        throw new UnsupportedOperationException(endpoint.baseUrl());
    }

    @Override
    public EmbeddingResponse read(JsonParser json, EmbeddingRequest request, ResponseInfo.Builder info) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return OpenAiFailures.of(failure);
    }
}
