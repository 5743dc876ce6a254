package io.llmgateway.providers.gemini;

import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.EmbeddingWire;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.providers.kit.WireRequest;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/**
 * Vectors of texts: {@code batchEmbedContents} of the Gemini API, {@code predict} and, for the newer models, {@code
 * embedContent} of Vertex AI.
 */
final class GeminiEmbeddings implements EmbeddingWire {
    private enum Method {
        BATCH("batchEmbedContents", 100),
        PREDICT("predict", 250),
        SINGLE("embedContent", 1);

        private final String word;
        private final int mostTexts;

        Method(String word, int mostTexts) {
            this.word = word;
            this.mostTexts = mostTexts;
        }
    }

    private final Endpoint endpoint;

    GeminiEmbeddings(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    private static String model(EmbeddingRequest request) {
        return request.model()
                .orElseThrow(
                        () -> new InvalidRequestException("no model is named: name one, such as gemini-embedding-001"));
    }

    private Method method(String model) {
        if (!endpoint.vertex()) {
            return Method.BATCH;
        }
        return model.contains("gemini-embedding-") && !model.endsWith("gemini-embedding-001")
                ? Method.SINGLE
                : Method.PREDICT;
    }

    /** How many texts the vendor takes in one request. */
    int mostTexts(EmbeddingRequest request) {
        String model = model(request);
        Method method = method(model);
        return method == Method.PREDICT && model.endsWith("gemini-embedding-001") ? 1 : method.mostTexts;
    }

    @Override
    public WireRequest write(EmbeddingRequest request, Consent consent) {
        if (request.inputs().isEmpty()) {
            throw new InvalidRequestException("there are no texts to make vectors of: add at least one");
        }
        String model = model(request);
        Method method = method(model);
        byte[] body = WireJson.object(
                json -> {
                    switch (method) {
                        case BATCH -> writeBatch(json, model, request);
                        case PREDICT -> writePredict(json, request);
                        case SINGLE -> writeContent(json, request.inputs().get(0), request);
                    }
                },
                request.extra());
        return endpoint.request(endpoint.url(model, method.word), body);
    }

    private static void writeBatch(JsonGenerator json, String model, EmbeddingRequest request) {
        String name = model.contains("/") ? model : "models/" + model;
        json.writeArrayPropertyStart("requests");
        for (String text : request.inputs()) {
            json.writeStartObject();
            json.writeStringProperty("model", name);
            writeContent(json, text, request);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeContent(JsonGenerator json, String text, EmbeddingRequest request) {
        json.writeObjectPropertyStart("content");
        json.writeArrayPropertyStart("parts");
        json.writeStartObject();
        json.writeStringProperty("text", text);
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        request.purpose().ifPresent(purpose -> json.writeStringProperty("taskType", taskType(purpose)));
        request.dimensions().ifPresent(length -> json.writeNumberProperty("outputDimensionality", length));
    }

    private static void writePredict(JsonGenerator json, EmbeddingRequest request) {
        json.writeArrayPropertyStart("instances");
        for (String text : request.inputs()) {
            json.writeStartObject();
            json.writeStringProperty("content", text);
            request.purpose().ifPresent(purpose -> json.writeStringProperty("task_type", taskType(purpose)));
            json.writeEndObject();
        }
        json.writeEndArray();
        request.dimensions().ifPresent(length -> {
            json.writeObjectPropertyStart("parameters");
            json.writeNumberProperty("outputDimensionality", length);
            json.writeEndObject();
        });
    }

    private static String taskType(String purpose) {
        return switch (purpose) {
            case "query" -> "RETRIEVAL_QUERY";
            case "document" -> "RETRIEVAL_DOCUMENT";
            default -> purpose;
        };
    }

    @Override
    public EmbeddingResponse read(JsonParser json, EmbeddingRequest request, ResponseInfo.Builder info) {
        return new VectorReader().read(json, info);
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return GeminiFailures.of(failure);
    }
}
