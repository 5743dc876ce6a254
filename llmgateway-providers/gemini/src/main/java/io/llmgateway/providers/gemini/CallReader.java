package io.llmgateway.providers.gemini;

import io.llmgateway.chat.ProviderState;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.WireJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads function calls. Mostly one part is one call. If asked for it, Vertex AI spreads a call over several parts, each
 * with some places in the arguments and what goes there; such arguments are collected and handed on as one text, since
 * they do not come in the order of a text.
 */
final class CallReader {
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable String arguments;
    private List<PartialArguments.Piece> pieces = List.of();
    private boolean willContinue;
    // of the call that is spread over parts, while it is
    private @Nullable PartialArguments open;
    private int count;

    void read(JsonParser json) {
        id = null;
        name = null;
        arguments = null;
        pieces = List.of();
        willContinue = false;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String field = WireJson.nextField(json); field != null; field = WireJson.nextField(json)) {
            switch (field) {
                case "id" -> id = WireJson.text(json);
                case "name" -> name = WireJson.text(json);
                case "args" -> arguments = json.currentToken() == JsonToken.VALUE_NULL ? null : WireJson.copy(json);
                case "willContinue" -> willContinue = json.currentToken() == JsonToken.VALUE_TRUE;
                case "partialArgs" -> pieces = PartialArguments.read(json);
                default -> json.skipChildren();
            }
        }
    }

    /** Hands the call that was read on, or goes on with the one before. */
    void handOn(@Nullable String signature, Answer answer) {
        boolean nameless = name == null || name.isEmpty();
        if (nameless && open == null && id == null && arguments == null) {
            return;
        }
        if (!nameless || open == null) {
            begin(answer);
        }
        ProviderState state = new GeminiState(signature, id == null || id.isBlank() ? null : id).attached();
        if (state != null) {
            answer.toolState(count, state);
        }
        if (arguments != null) {
            answer.toolArguments(count, arguments);
            open = null;
        } else if (open != null) {
            open.put(pieces);
        }
        if (!willContinue) {
            end(answer);
        }
    }

    private void begin(Answer answer) {
        end(answer);
        count++;
        answer.toolCall(count, id, name == null ? "" : name);
        open = willContinue || !pieces.isEmpty() ? new PartialArguments() : null;
    }

    /** What is still open is over. */
    void end(Answer answer) {
        if (open != null) {
            answer.toolArguments(count, open.text());
            open = null;
        }
    }
}
