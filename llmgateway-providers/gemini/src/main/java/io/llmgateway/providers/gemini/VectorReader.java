package io.llmgateway.providers.gemini;

import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.providers.kit.UsageTally;
import io.llmgateway.providers.kit.WireJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads vectors wherever Google's three methods put them: {@code embeddings[]}, {@code embedding}, or {@code
 * predictions[].embeddings}. Most answers of the Gemini API tell no usage; it is zero then and marked as an estimate.
 */
final class VectorReader {
    private final List<Embedding> vectors = new ArrayList<>();
    private final UsageTally tally = new UsageTally();
    private long tokens;
    private boolean counted;

    EmbeddingResponse read(JsonParser json, ResponseInfo.Builder info) {
        if (WireJson.enterObject(json)) {
            readObject(json);
        }
        Usage usage = Usage.builder().input(tokens).estimated(!counted).build();
        return new EmbeddingResponse(vectors, tally.checked(usage, info), info.build());
    }

    private void readObject(JsonParser json) {
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "embeddings", "embedding", "predictions", "statistics", "usageMetadata" -> readNested(json);
                case "values" -> readVector(json);
                case "token_count", "tokenCount", "promptTokenCount" -> {
                    tokens += tally.count(json, field);
                    counted = true;
                }
                default -> json.skipChildren();
            }
        }
    }

    private void readNested(JsonParser json) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            readObject(json);
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                readNested(json);
            }
        }
    }

    private void readVector(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        float[] values = new float[768];
        int length = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (length == values.length) {
                values = Arrays.copyOf(values, length * 2);
            }
            values[length++] = json.getFloatValue();
        }
        vectors.add(new Embedding(Arrays.copyOf(values, length)));
    }
}
