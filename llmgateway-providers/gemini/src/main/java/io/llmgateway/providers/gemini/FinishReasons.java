package io.llmgateway.providers.gemini;

import io.llmgateway.chat.FinishReason;

/** Google's finish reasons and what they have in common with others'. */
final class FinishReasons {
    private FinishReasons() {}

    static FinishReason of(String word) {
        FinishReason common =
                switch (word) {
                    case "STOP" -> FinishReason.STOP;
                    case "MAX_TOKENS" -> FinishReason.LENGTH;
                    case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR" ->
                        FinishReason.CONTENT_FILTER;
                    case "MALFORMED_FUNCTION_CALL",
                            "MALFORMED_RESPONSE",
                            "UNEXPECTED_TOOL_CALL",
                            "TOO_MANY_TOOL_CALLS",
                            "MISSING_THOUGHT_SIGNATURE" -> FinishReason.ERROR;
                    default ->
                        word.startsWith("IMAGE_") && !word.equals("IMAGE_OTHER")
                                ? FinishReason.CONTENT_FILTER
                                : FinishReason.OTHER;
                };
        return common.as(word);
    }
}
