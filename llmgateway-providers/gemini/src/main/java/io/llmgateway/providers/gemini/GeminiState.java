package io.llmgateway.providers.gemini;

import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * What Google wants back with a part. Travels as a JSON object with the fields below, as far as they are there.
 *
 * @param signature {@code thoughtSignature}, to be sent back as it came
 * @param callId {@code id} of a function call; null where the id was made up by us and must not be sent
 */
record GeminiState(@Nullable String signature, @Nullable String callId) {
    static final String FORMAT = "gemini";
    /** Documented by Google for function calls its models did not make themselves. */
    static final String MADE_ELSEWHERE = "skip_thought_signature_validator";

    private static final GeminiState NONE = new GeminiState(null, null);

    /** The state of a part, empty if it has none or another vendor's. */
    static GeminiState of(@Nullable ProviderState state) {
        if (state == null || !state.format().equals(FORMAT)) {
            return NONE;
        }
        byte[] utf8 = state.data().getBytes(StandardCharsets.UTF_8);
        try (JsonParser json = WireJson.parser(utf8, 0, utf8.length)) {
            String signature = null;
            String callId = null;
            if (WireJson.enterObject(json)) {
                for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
                    switch (field) {
                        case "thoughtSignature" -> signature = WireJson.text(json);
                        case "id" -> callId = WireJson.text(json);
                        default -> json.skipChildren();
                    }
                }
            }
            return new GeminiState(signature, callId);
        } catch (JacksonException e) {
            throw new InvalidRequestException("a part's provider state of format \"gemini\" is no JSON: send parts back"
                    + " as they came: " + e.getOriginalMessage());
        }
    }

    /** The signature of the image or sound before it, if the part is nothing else. */
    static @Nullable String signatureOfNeighbour(Part part) {
        if (!(part instanceof Part.Opaque opaque) || !opaque.state().data().startsWith("{\"thoughtSignature\"")) {
            return null;
        }
        return of(opaque.state()).signature();
    }

    /** The state to attach to a part, or null if there is nothing to keep. */
    @Nullable
    ProviderState attached() {
        if (signature == null && callId == null) {
            return null;
        }
        byte[] data = WireJson.object(
                json -> {
                    if (signature != null) {
                        json.writeStringProperty("thoughtSignature", signature);
                    }
                    if (callId != null) {
                        json.writeStringProperty("id", callId);
                    }
                },
                Map.of());
        return new ProviderState(FORMAT, new String(data, StandardCharsets.UTF_8));
    }
}
