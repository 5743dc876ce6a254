package io.llmgateway.providers.openai;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The embeddings of OpenAI's dialect, with vectors as lists of numbers or packed. */
final class OpenAiEmbeddings implements EmbeddingWire {
    private final Endpoint endpoint;

    OpenAiEmbeddings(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public WireRequest write(EmbeddingRequest request, Consent consent) {
        if (request.inputs().isEmpty()) {
            throw new InvalidRequestException("the request has no texts to embed: add one");
        }
        // nobody here asks for the purpose
        byte[] body = WireJson.object(json -> fields(json, request), request.extra());
        return endpoint.post("/embeddings", request.model().orElse(null), body);
    }

    private void fields(JsonGenerator json, EmbeddingRequest request) {
        Dialect dialect = endpoint.dialect();
        request.model().ifPresent(model -> json.writeStringProperty("model", model));
        json.writeArrayPropertyStart("input");
        request.inputs().forEach(json::writeString);
        json.writeEndArray();
        if (dialect.has(Dialect.Trait.PACKED_VECTORS)) {
            json.writeStringProperty("encoding_format", "base64");
        }
        request.dimensions().ifPresent(length -> json.writeNumberProperty(dialect.dimensions(), length));
        if (dialect.endUser() != null) {
            request.endUser().ifPresent(user -> json.writeStringProperty("user", user));
        }
    }

    @Override
    public EmbeddingResponse read(JsonParser json, EmbeddingRequest request, ResponseInfo.Builder info) {
        Reading reading = new Reading(info);
        if (!WireJson.enterObject(json)) {
            throw failed(request, Failure.of(FailureClass.MALFORMED, "the answer is no JSON object"));
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            reading.field(field, json, endpoint.dialect());
        }
        if (reading.vectors.isEmpty()) {
            throw failed(
                    request,
                    reading.error == null
                            ? Failure.of(FailureClass.MALFORMED, "the answer has no vectors")
                            : OpenAiFailures.inAnswer(reading.error));
        }
        return new EmbeddingResponse(reading.vectors.values().stream().toList(), reading.usage, info.build());
    }

    private ProviderFailedException failed(EmbeddingRequest request, Failure failure) {
        return new ProviderFailedException(
                endpoint.settings().id(), request.model().orElse(""), failure, null);
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return OpenAiFailures.of(failure);
    }

    private static final class Reading {
        private final ResponseInfo.Builder info;
        // by their number, as the order is not promised
        private final Map<Integer, Embedding> vectors = new TreeMap<>();
        private Usage usage = Usage.builder().estimated(true).build();
        private @Nullable ObjectNode error;
        private int length = 1536;

        Reading(ResponseInfo.Builder info) {
            this.info = info;
        }

        void field(String field, JsonParser json, Dialect dialect) {
            switch (field) {
                case "id" -> info.id(WireJson.text(json));
                case "model" -> {
                    String model = WireJson.text(json);
                    if (model != null && !model.isEmpty()) {
                        info.model(model);
                    }
                }
                case "data" -> vectors(json);
                case "usage" -> {
                    if (json.currentToken() == JsonToken.START_OBJECT) {
                        usage = UsageReader.read(json, dialect).tell(info);
                    }
                    json.skipChildren();
                }
                case "error", "message", "detail", "code", "type" -> keep(field, WireJson.tree(json));
                default -> json.skipChildren();
            }
        }

        private void keep(String field, JsonNode value) {
            if (error == null) {
                error = WireJson.mapper().createObjectNode();
            }
            error.set(field, value);
        }

        private void vectors(JsonParser json) {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                json.skipChildren();
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    vector(json);
                } else {
                    json.skipChildren();
                }
            }
        }

        private void vector(JsonParser json) {
            int index = vectors.size();
            Embedding vector = null;
            for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                if (field.equals("index")) {
                    index = (int) WireJson.number(json);
                    json.skipChildren();
                } else if (field.equals("embedding") && json.currentToken() == JsonToken.START_ARRAY) {
                    vector = numbers(json);
                } else if (field.equals("embedding") && json.currentToken() == JsonToken.VALUE_STRING) {
                    vector = packed(json);
                } else {
                    json.skipChildren();
                }
            }
            if (vector != null) {
                // servers exist that give every vector the number 0
                vectors.put(vectors.containsKey(index) ? vectors.size() : index, vector);
            }
        }

        private Embedding numbers(JsonParser json) {
            float[] values = new float[length];
            int count = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (count == values.length) {
                    values = Arrays.copyOf(values, count * 2);
                }
                values[count++] = json.getFloatValue();
            }
            length = Math.max(1, count);
            return new Embedding(count == values.length ? values : Arrays.copyOf(values, count));
        }

        // little-endian numbers of four bytes
        private static Embedding packed(JsonParser json) {
            byte[] bytes = json.getBinaryValue(Base64Variants.MIME_NO_LINEFEEDS);
            float[] values = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return new Embedding(values);
        }
    }
}
