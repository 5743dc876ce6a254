package io.llmgateway.providers.huggingface;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.ChatWire;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.Framing;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.providers.kit.WireRequest;
import io.llmgateway.spi.ProviderSettings;
import tools.jackson.core.JsonGenerator;

/**
 * TGI's native form: one text in, its continuation out. See
 * https://huggingface.github.io/text-generation-inference.
 */
final class TextGeneration implements ChatWire {
    private final ProviderSettings settings;
    private final String baseUrl;

    TextGeneration(ProviderSettings settings, String baseUrl) {
        this.settings = settings;
        this.baseUrl = baseUrl;
    }

    @Override
    public WireRequest write(ChatRequest request, Call call, Consent consent) {
        String prompt = prompt(request, consent);
        leaveOut(request, consent);
        byte[] body = WireJson.object(
                json -> {
                    json.writeStringProperty("inputs", prompt);
                    json.writeObjectPropertyStart("parameters");
                    parameters(json, request);
                    json.writeEndObject();
                },
                request.extra());
        WireRequest.Builder post =
                WireRequest.post(baseUrl + (call.streamed() ? "/generate_stream" : "/generate"), body);
        settings.credentials()
                .ifPresent(keys -> post.secretHeader(
                        "Authorization", "Bearer ", keys.current().reveal()));
        return post.build();
    }

    private String prompt(ChatRequest request, Consent consent) {
        if (request.messages().isEmpty()) {
            throw new InvalidRequestException("the request has no messages: add one");
        }
        Message only = request.messages().get(0);
        if (request.messages().size() > 1 || !only.role().equals(Role.USER)) {
            throw unsupported(
                    request, "it takes one text of a user, and has no template to make one of a conversation");
        }
        if (only.name() != null) {
            consent.leaveOut("message.name", "the text has no author here");
        }
        StringBuilder prompt = new StringBuilder();
        for (Part part : only.parts()) {
            if (part instanceof Part.Text text) {
                prompt.append(text.text());
            } else if (!(part instanceof Part.CachePoint)) {
                throw unsupported(request, "it takes text only");
            }
        }
        if (prompt.isEmpty()) {
            throw new InvalidRequestException("the message of the request is empty: add a text");
        }
        return prompt.toString();
    }

    private ProviderFailedException unsupported(ChatRequest request, String why) {
        return new ProviderFailedException(
                settings.id(),
                request.model().orElse(""),
                Failure.of(
                        FailureClass.UNSUPPORTED,
                        "text generation cannot express the request: " + why + ". Use the server's chat form: set "
                                + settings.property("api") + " to \"router\" and base-url"
                                + " to " + baseUrl + "/v1"),
                null);
    }

    private static void leaveOut(ChatRequest request, Consent consent) {
        String chat = "text generation has none; the server's chat form may";
        if (!request.tools().isEmpty()) {
            consent.leaveOut("tools", chat);
        }
        if (request.toolChoice().isPresent()) {
            consent.leaveOut("toolChoice", chat);
        }
        if (request.parallelToolCalls().isPresent()) {
            consent.leaveOut("parallelToolCalls", chat);
        }
        if (request.reasoning().isPresent()) {
            consent.leaveOut("reasoning", chat);
        }
        if (request.responseFormat().orElse(null) instanceof ResponseFormat.JsonObject) {
            consent.leaveOut("responseFormat", "text generation enforces a schema, but not JSON of any kind");
        }
    }

    private static void parameters(JsonGenerator json, ChatRequest request) {
        json.writeBooleanProperty("details", true);
        json.writeBooleanProperty("return_full_text", false);
        request.maxTokens().ifPresent(most -> json.writeNumberProperty("max_new_tokens", most));
        boolean greedy =
                request.temperature().isPresent() && request.temperature().get() == 0;
        if (greedy) {
            // the server refuses 0 and chooses the likeliest token where nothing asks it to sample
            json.writeBooleanProperty("do_sample", false);
        } else {
            request.temperature().ifPresent(value -> json.writeNumberProperty("temperature", value));
            // it refuses 1, which means all tokens, as does saying nothing
            request.topP().filter(value -> value < 1).ifPresent(value -> json.writeNumberProperty("top_p", value));
        }
        if (!request.stop().isEmpty()) {
            json.writeArrayPropertyStart("stop");
            request.stop().forEach(json::writeString);
            json.writeEndArray();
        }
        request.seed().ifPresent(seed -> json.writeNumberProperty("seed", seed));
        if (request.responseFormat().orElse(null) instanceof ResponseFormat.JsonSchema format) {
            json.writeObjectPropertyStart("grammar");
            json.writeStringProperty("type", "json");
            json.writeName("value");
            WireJson.raw(json, format.schema(), "schema \"" + format.name() + "\"");
            json.writeEndObject();
        }
    }

    @Override
    public Framing framing() {
        return Framing.SSE;
    }

    @Override
    public Reader reader(ChatRequest request) {
        return new TextGenerationReader(request.messages().get(0).text().length());
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return HuggingFaceFailures.of(failure);
    }
}
