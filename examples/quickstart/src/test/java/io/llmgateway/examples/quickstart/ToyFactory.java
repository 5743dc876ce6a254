package io.llmgateway.examples.quickstart;

import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.List;

/** A provider for the snippets of the documentation: always gives the same answer. */
public final class ToyFactory implements ProviderFactory {
    @Override
    public String type() {
        return "toy";
    }

    @Override
    public Provider create(ProviderSettings settings) {
        return new ScriptedProvider(settings.id(), settings.world())
                .otherwise(call -> call.request() instanceof EmbeddingRequest request
                        ? Script.answer(new EmbeddingResponse(
                                request.inputs().stream()
                                        .map(text -> new Embedding(new float[] {text.length()}))
                                        .toList(),
                                Usage.NONE,
                                ResponseInfo.builder(settings.id(), "vectors").build()))
                        : Script.answer("Because of Rayleigh scattering."));
    }

    static List<Float> first(EmbeddingResponse response) {
        return response.embeddings().stream().map(embedding -> embedding.at(0)).toList();
    }
}
