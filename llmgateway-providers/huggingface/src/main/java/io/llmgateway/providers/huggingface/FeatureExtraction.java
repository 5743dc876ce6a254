package io.llmgateway.providers.huggingface;

import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.EmbeddingWire;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.providers.kit.WireRequest;
import io.llmgateway.spi.ProviderSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Embeddings by feature extraction: bare arrays of numbers, one for a text, a list of them for several. Tells no usage,
 * so that is an estimate. See https://huggingface.co/docs/inference-providers/tasks/feature-extraction.
 */
final class FeatureExtraction implements EmbeddingWire {
    private static final String OWN = ":hf-inference";

    private final ProviderSettings settings;
    private final String router;

    FeatureExtraction(ProviderSettings settings, String router) {
        this.settings = settings;
        this.router = router;
    }

    @Override
    public WireRequest write(EmbeddingRequest request, Consent consent) {
        if (request.inputs().isEmpty()) {
            throw new InvalidRequestException("the request has no texts to embed: add one");
        }
        if (request.dimensions().isPresent()) {
            consent.leaveOut("dimensions", "feature extraction gives vectors of the model's own length");
        }
        WireRequest.Builder post =
                WireRequest.post(url(request), WireJson.object(json -> fields(json, request), request.extra()));
        settings.credentials()
                .ifPresent(keys -> post.secretHeader(
                        "Authorization", "Bearer ", keys.current().reveal()));
        return post.build();
    }

    private String url(EmbeddingRequest request) {
        String model = request.model()
                .orElseThrow(() -> new InvalidRequestException("the request names no model to embed with: set one"));
        String own = model.endsWith(OWN) ? model.substring(0, model.length() - OWN.length()) : model;
        StringBuilder url = new StringBuilder(router).append("/hf-inference/models");
        for (String segment : own.split("/", -1)) {
            url.append('/')
                    .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return url.append("/pipeline/feature-extraction").toString();
    }

    private static void fields(JsonGenerator json, EmbeddingRequest request) {
        if (request.inputs().size() == 1) {
            json.writeStringProperty("inputs", request.inputs().get(0));
        } else {
            json.writeArrayPropertyStart("inputs");
            request.inputs().forEach(json::writeString);
            json.writeEndArray();
        }
        // the name of one of the model's own prompts, which are called just so where there are any
        request.purpose().ifPresent(purpose -> json.writeStringProperty("prompt_name", purpose));
    }

    @Override
    public EmbeddingResponse read(JsonParser json, EmbeddingRequest request, ResponseInfo.Builder info) {
        JsonToken first = json.nextToken();
        if (first == JsonToken.START_OBJECT) {
            throw failed(request, HuggingFaceFailures.inAnswer(WireJson.tree(json)));
        }
        if (first != JsonToken.START_ARRAY) {
            throw malformed(request, "the answer is no list of numbers");
        }
        List<Embedding> vectors =
                json.nextToken() == JsonToken.START_ARRAY ? list(json, request) : List.of(vector(json, request, 768));
        if (request.inputs().size() == 1 && vectors.size() > 1) {
            throw perToken(request);
        }
        long characters = request.inputs().stream().mapToLong(String::length).sum();
        Usage usage =
                Usage.builder().input((characters + 3) / 4).estimated(true).build();
        return new EmbeddingResponse(vectors, usage, info.build());
    }

    private List<Embedding> list(JsonParser json, EmbeddingRequest request) {
        List<Embedding> vectors = new ArrayList<>(request.inputs().size());
        int expected = 768;
        while (json.currentToken() == JsonToken.START_ARRAY) {
            json.nextToken();
            Embedding vector = vector(json, request, expected);
            expected = Math.max(1, vector.dimensions());
            vectors.add(vector);
            json.nextToken();
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw malformed(request, "the answer holds something else among its vectors");
        }
        return vectors;
    }

    /** Stands on the first number, and afterwards on the end of the vector. */
    private Embedding vector(JsonParser json, EmbeddingRequest request, int expected) {
        float[] values = new float[expected];
        int count = 0;
        for (JsonToken token = json.currentToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                throw perToken(request);
            }
            if (token == null || !token.isNumeric()) {
                throw malformed(request, "a vector holds something that is no number");
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, count * 2);
            }
            values[count++] = json.getFloatValue();
        }
        return new Embedding(count == values.length ? values : Arrays.copyOf(values, count));
    }

    private ProviderFailedException perToken(EmbeddingRequest request) {
        return malformed(
                request,
                "the model gives a vector for each token instead of one for each text: it has no pooling. Choose a model"
                        + " made for sentences, such as one tagged sentence-transformers");
    }

    private ProviderFailedException malformed(EmbeddingRequest request, String what) {
        return failed(request, Failure.of(FailureClass.MALFORMED, what));
    }

    private ProviderFailedException failed(EmbeddingRequest request, Failure failure) {
        return new ProviderFailedException(settings.id(), request.model().orElse(""), failure, null);
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return HuggingFaceFailures.of(failure);
    }
}
