package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.providers.kit.WireRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes one request. */
final class RequestWriter {
    private static final long USUAL_OUTPUT = 32_000;
    private static final String FILES_BETA = "files-api-2025-04-14";

    private final Endpoint endpoint;
    private final ChatRequest request;
    private final boolean streamed;
    private final Consent consent;
    private final String modelName;
    private final ClaudeModel model;
    private boolean files;

    RequestWriter(Endpoint endpoint, ChatRequest request, boolean streamed, Consent consent) {
        this.endpoint = endpoint;
        this.request = request;
        this.streamed = streamed;
        this.consent = consent;
        this.modelName = request.model()
                .orElseThrow(() -> new InvalidRequestException(
                        "the request names no model, and Anthropic has no default: set one, such as claude-sonnet-5"));
        this.model = ClaudeModel.of(modelName);
    }

    WireRequest write() {
        byte[] body = WireJson.object(this::fields, request.extra());
        return endpoint.request(modelName, streamed, body, files ? List.of(FILES_BETA) : List.of());
    }

    private void fields(JsonGenerator json) {
        if (endpoint.vertex()) {
            json.writeStringProperty("anthropic_version", endpoint.version());
        } else {
            json.writeStringProperty("model", modelName);
        }
        Thinking thinking = Thinking.of(model, request, maxTokens(0), consent);
        json.writeNumberProperty("max_tokens", maxTokens(thinking.budget()));
        if (streamed) {
            json.writeBooleanProperty("stream", true);
        }
        Schema schema = schema();
        thinking.write(json);
        outputConfig(json, thinking, schema);
        new Sampling(endpoint, model, thinking, consent).write(json, request);
        stop(json);
        if (request.seed().isPresent()) {
            consent.leaveOut("seed", "Anthropic has none");
        }
        if (request.endUser().isPresent()) {
            json.writeObjectPropertyStart("metadata");
            json.writeStringProperty("user_id", request.endUser().get());
            json.writeEndObject();
        }
        new ToolWriter(json, model, consent).write(request);
        conversation(json);
    }

    /** A limit must be sent; one that leaves room behind the thoughts. */
    private long maxTokens(long thinkingBudget) {
        if (request.maxTokens().isPresent()) {
            return request.maxTokens().get();
        }
        Long configured = endpoint.maxTokens();
        long usual = configured != null ? configured : Math.min(USUAL_OUTPUT, model.mostOutput());
        return thinkingBudget < usual / 2
                ? usual
                : Math.max(usual, Math.min(model.mostOutput(), thinkingBudget + usual));
    }

    private record Schema(ResponseFormat.@Nullable JsonSchema format) {}

    private Schema schema() {
        ResponseFormat format = request.responseFormat().orElse(null);
        if (format instanceof ResponseFormat.JsonObject) {
            consent.leaveOut("responseFormat json_object", "Anthropic keeps to JSON only with a schema; give one");
        } else if (format instanceof ResponseFormat.JsonSchema schema) {
            if (model.schemas()) {
                return new Schema(schema);
            }
            consent.leaveOut("responseFormat", modelName + " does not keep to schemas");
        }
        return new Schema(null);
    }

    private static void outputConfig(JsonGenerator json, Thinking thinking, Schema schema) {
        if (thinking.effort() == null && schema.format() == null) {
            return;
        }
        json.writeObjectPropertyStart("output_config");
        if (thinking.effort() != null) {
            json.writeStringProperty("effort", thinking.effort());
        }
        if (schema.format() != null) {
            json.writeObjectPropertyStart("format");
            json.writeStringProperty("type", "json_schema");
            json.writeName("schema");
            WireJson.raw(
                    json,
                    schema.format().schema(),
                    "the schema of response format \"" + schema.format().name() + "\"");
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void stop(JsonGenerator json) {
        List<String> stops = new ArrayList<>(request.stop());
        if (stops.removeIf(String::isBlank)) {
            consent.leaveOut("a stop sequence of white space", "Anthropic takes only those with visible characters");
        }
        if (!stops.isEmpty()) {
            json.writeArrayPropertyStart("stop_sequences");
            stops.forEach(json::writeString);
            json.writeEndArray();
        }
    }

    private void conversation(JsonGenerator json) {
        // a key alone groups requests, which Anthropic does not need to know
        PromptCaching caching = request.promptCaching()
                .filter(asked -> asked.key() == null || asked.ttl() != null)
                .orElse(null);
        CacheMarks marks = new CacheMarks(consent, caching == null ? 0 : 1);
        boolean laterSystem = model.laterSystem() && !endpoint.vertex();
        Conversation conversation = new Conversation(modelName, laterSystem, marks, consent).read(request.messages());
        if (caching != null) {
            cacheAll(json, caching, conversation);
        }
        BlockWriter blocks = new BlockWriter(json, consent);
        if (!conversation.system().isEmpty()) {
            json.writeName("system");
            blocks.write(conversation.system(), false);
        }
        json.writeArrayPropertyStart("messages");
        for (Conversation.Turn turn : conversation.turns()) {
            json.writeStartObject();
            json.writeStringProperty("role", turn.role());
            json.writeName("content");
            blocks.write(turn.blocks(), turn.role().equals(Conversation.ASSISTANT));
            json.writeEndObject();
        }
        json.writeEndArray();
        files = blocks.files() && !endpoint.vertex();
    }

    private void cacheAll(JsonGenerator json, PromptCaching caching, Conversation conversation) {
        String ttl = CacheMarks.ttl(caching.ttl(), consent);
        Block last = conversation.last();
        if (!endpoint.vertex()) {
            BlockWriter.cacheControl(json, ttl);
        } else if (last != null) {
            last.cache(ttl); // Vertex does not know the field for the whole request; this is what it stands for
        }
    }
}
