package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.FinishReason;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Why the model stopped, as far as it has been told. On one thread. */
final class Stop {
    private @Nullable String reason;
    private @Nullable String category;
    private @Nullable String explanation;

    /** Takes a field that tells of it, and skips any other. */
    void field(String name, JsonParser json) {
        switch (name) {
            case "stop_reason" -> reason = WireJson.text(json);
            case "stop_details" -> details(json);
            default -> json.skipChildren();
        }
    }

    private void details(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            switch (name) {
                case "category" -> category = WireJson.text(json);
                case "explanation" -> explanation = WireJson.text(json);
                default -> json.skipChildren();
            }
        }
    }

    void tell(Answer answer) {
        if (reason == null) {
            return;
        }
        if (reason.equals("refusal") && (category != null || explanation != null)) {
            // the words of a filter, not the model's: no part of the answer, and nothing to send back
            answer.warn(
                    "refusal",
                    "refused" + (category == null ? "" : " (" + category + ")")
                            + (explanation == null ? "" : ": " + explanation));
        }
        answer.finish(common(reason).as(reason));
    }

    private static FinishReason common(String reason) {
        return switch (reason) {
            case "end_turn", "stop_sequence" -> FinishReason.STOP;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            case "pause_turn", "compaction" -> FinishReason.PAUSE;
            default -> FinishReason.OTHER;
        };
    }
}
