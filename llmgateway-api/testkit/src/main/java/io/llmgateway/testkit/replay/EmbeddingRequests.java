package io.llmgateway.testkit.replay;

import io.llmgateway.chat.EmbeddingRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads requests for embeddings, in all forms, into common words. */
final class EmbeddingRequests {
    private EmbeddingRequests() {}

    static EmbeddingRequest read(JsonNode body, String model) throws Inexpressible {
        Fields fields = Fields.of(body, "body");
        EmbeddingRequest.Builder request = EmbeddingRequest.builder().model(model);
        if (fields.has("requests")) {
            gemini(fields, request);
        } else if (fields.has("instances")) {
            vertex(fields, request);
        } else {
            String name = fields.has("inputs") ? "inputs" : "input";
            JsonNode input = fields.node().path(name);
            if (!input.isString() && (input.isEmpty() || !input.get(0).isString())) {
                throw new Inexpressible("body." + name + " is no text and no list of texts");
            }
            request.inputs(fields.texts(name));
            String named = fields.text("model");
            if (named != null) {
                request.model(named);
            }
            dimensions(fields.whole("dimensions"), request);
            RequestWords.text(fields, request::endUser, "user");
            Map<String, Object> rest = fields.rest();
            request.extra(rest);
        }
        return request.build();
    }

    private static void dimensions(@Nullable Long value, EmbeddingRequest.Builder request) {
        if (value != null) {
            request.dimensions(Math.toIntExact(value));
        }
    }

    private static void gemini(Fields body, EmbeddingRequest.Builder request) throws Inexpressible {
        List<String> texts = new ArrayList<>();
        for (Fields single : body.objects("requests")) {
            single.take("model");
            JsonNode content = single.take("content");
            texts.add(
                    content == null
                            ? ""
                            : content.path("parts").path(0).path("text").asString(""));
            RequestWords.text(single, request::purpose, "taskType");
            dimensions(single.whole("outputDimensionality"), request);
            single.done();
        }
        body.done();
        request.inputs(texts);
    }

    private static void vertex(Fields body, EmbeddingRequest.Builder request) throws Inexpressible {
        List<String> texts = new ArrayList<>();
        for (Fields single : body.objects("instances")) {
            texts.add(single.needed("content"));
            RequestWords.text(single, request::purpose, "task_type");
            single.done();
        }
        request.inputs(texts);
        Map<String, Object> extra = new LinkedHashMap<>(body.rest());
        request.extra(extra);
    }
}
