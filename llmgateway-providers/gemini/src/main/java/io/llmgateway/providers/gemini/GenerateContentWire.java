package io.llmgateway.providers.gemini;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.Framing;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.providers.kit.WireRequest;
import tools.jackson.core.JsonGenerator;

/** The methods {@code generateContent} and {@code streamGenerateContent}. */
final class GenerateContentWire implements ChatWire {
    private final Endpoint endpoint;

    GenerateContentWire(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public WireRequest write(ChatRequest request, Call call, Consent consent) {
        String name = request.model()
                .orElseThrow(
                        () -> new InvalidRequestException("no model is named: name one, such as gemini-2.5-flash"));
        String url = endpoint.url(name, call.streamed() ? "streamGenerateContent?alt=sse" : "generateContent");
        return endpoint.request(url, body(request, GeminiModel.of(name), consent));
    }

    private byte[] body(ChatRequest request, GeminiModel model, Consent consent) {
        Conversation conversation = Conversation.of(request, consent);
        if (Boolean.FALSE.equals(request.parallelToolCalls().orElse(null))) {
            consent.leaveOut("parallelToolCalls", "Gemini cannot be kept from asking for several tools at once");
        }
        return WireJson.object(
                json -> {
                    new ContentWriter(json, model, conversation).write();
                    new ToolWriter(json, request, consent).write(model.third() && !endpoint.vertex());
                    writeSettings(json, request, model, consent);
                },
                request.extra());
    }

    private static void writeSettings(JsonGenerator json, ChatRequest request, GeminiModel model, Consent consent) {
        json.writeObjectPropertyStart("generationConfig");
        request.temperature().ifPresent(value -> json.writeNumberProperty("temperature", value));
        request.topP().ifPresent(value -> json.writeNumberProperty("topP", value));
        request.maxTokens().ifPresent(value -> json.writeNumberProperty("maxOutputTokens", value));
        request.seed().ifPresent(value -> json.writeNumberProperty("seed", value));
        if (!request.stop().isEmpty()) {
            json.writeArrayPropertyStart("stopSequences");
            request.stop().forEach(json::writeString);
            json.writeEndArray();
        }
        request.responseFormat().ifPresent(format -> writeFormat(json, format));
        request.reasoning().ifPresent(reasoning -> new ThinkingWriter(json, model, consent).write(reasoning));
        json.writeEndObject();
    }

    private static void writeFormat(JsonGenerator json, ResponseFormat format) {
        if (format instanceof ResponseFormat.Text) {
            return;
        }
        json.writeStringProperty("responseMimeType", "application/json");
        if (format instanceof ResponseFormat.JsonSchema schema) {
            json.writeName("responseJsonSchema");
            WireJson.raw(json, schema.schema(), "the schema of response format \"" + schema.name() + "\"");
        }
    }

    @Override
    public Framing framing() {
        return Framing.SSE;
    }

    @Override
    public Reader reader(ChatRequest request) {
        return new ChunkReader(request);
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return GeminiFailures.of(failure);
    }
}
