package io.llmgateway.chat;

import java.util.List;
import java.util.Objects;

/**
 * Vectors of texts.
 *
 * @param embeddings one for each text, in the order of the request
 * @param usage what it used
 * @param info where it came from
 */
public record EmbeddingResponse(List<Embedding> embeddings, Usage usage, ResponseInfo info) implements ModelResponse {
    public EmbeddingResponse {
        embeddings = List.copyOf(embeddings);
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(info, "info");
    }

    @Override
    public EmbeddingResponse withInfo(ResponseInfo newInfo) {
        return new EmbeddingResponse(embeddings, usage, newInfo);
    }
}
