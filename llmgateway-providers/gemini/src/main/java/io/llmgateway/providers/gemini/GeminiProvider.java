package io.llmgateway.providers.gemini;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.HttpTransport;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Google's models, at one of their two doors. */
final class GeminiProvider implements Provider {
    private final String id;
    private final String type;
    private final Endpoint endpoint;
    private final HttpTransport transport;
    private final GenerateContentWire chats;
    private final GeminiEmbeddings embeddings;

    GeminiProvider(ProviderSettings settings, Endpoint endpoint) {
        id = settings.id();
        type = settings.type();
        this.endpoint = endpoint;
        transport = HttpTransport.of(settings);
        chats = new GenerateContentWire(endpoint);
        embeddings = new GeminiEmbeddings(endpoint);
    }

    @Override
    public Reply send(Call call) {
        if (call.request() instanceof ChatRequest) {
            return transport.chat(call, chats);
        }
        if (call.request() instanceof EmbeddingRequest request) {
            return embed(call, request);
        }
        throw new ProviderFailedException(
                id,
                call.request().model().orElse(""),
                Failure.of(FailureClass.UNSUPPORTED, "Gemini offers no moderation; choose a model of another provider"),
                null);
    }

    // some models take one text a request; their vectors are fetched one after another
    private Reply embed(Call call, EmbeddingRequest request) {
        List<String> texts = request.inputs();
        int most = embeddings.mostTexts(request);
        if (texts.size() <= most) {
            return transport.embed(call, embeddings);
        }
        List<Embedding> vectors = new ArrayList<>(texts.size());
        Usage usage = Usage.NONE;
        ResponseInfo info = null;
        for (int from = 0; from < texts.size(); from += most) {
            List<String> some = texts.subList(from, Math.min(texts.size(), from + most));
            Call part = call.withRequest(request.toBuilder().inputs(some).build());
            EmbeddingResponse read =
                    (EmbeddingResponse) transport.embed(part, embeddings).await();
            vectors.addAll(read.embeddings());
            usage = usage.plus(read.usage());
            info = info == null ? read.info().toBuilder().raw(null).build() : info;
        }
        return Reply.of(new EmbeddingResponse(
                vectors,
                usage,
                info == null
                        ? ResponseInfo.builder(id, request.model().orElse("")).build()
                        : info));
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
        return "GeminiProvider[" + id + ", " + type + ", " + endpoint + "]";
    }
}
