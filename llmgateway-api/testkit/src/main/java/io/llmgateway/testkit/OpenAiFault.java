package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error in OpenAI's words.
 *
 * @param status the HTTP status
 * @param message for a person
 * @param type the kind of error
 * @param param the field that is wrong, or null
 * @param code a finer word, or null
 */
record OpenAiFault(int status, String message, String type, @Nullable String param, @Nullable String code) {
    private static final String INVALID = "invalid_request_error";

    Map<String, @Nullable Object> json() {
        return Js.object("message", message, "type", type, "param", param, "code", code);
    }

    /** What OpenAI says; the Responses API words some errors otherwise. */
    static OpenAiFault of(FailureClass kind, String model, @Nullable String key, boolean responses) {
        return switch (kind) {
            case CREDENTIAL ->
                new OpenAiFault(
                        401,
                        "Incorrect API key provided: " + masked(key)
                                + ". You can find your API key at https://platform.openai.com/account/api-keys.",
                        INVALID,
                        null,
                        "invalid_api_key");
            case CONTEXT_TOO_LONG ->
                new OpenAiFault(
                        400,
                        "This model's maximum context length is 128000 tokens. However, your messages resulted in"
                                + " 131072 tokens. Please reduce the length of the messages.",
                        INVALID,
                        responses ? "input" : "messages",
                        "context_length_exceeded");
            case CONTENT_FILTERED ->
                new OpenAiFault(
                        400,
                        "Your request was rejected as a result of our safety system.",
                        INVALID,
                        null,
                        "content_policy_violation");
            case CALLER_FAULT ->
                new OpenAiFault(
                        400,
                        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 9 instead.",
                        INVALID,
                        "temperature",
                        "decimal_above_max_value");
            case MODEL_UNKNOWN -> unknown(model, responses);
            default -> ofVendor(kind, model, responses);
        };
    }

    private static OpenAiFault unknown(String model, boolean responses) {
        return responses
                ? new OpenAiFault(
                        400, "The requested model '" + model + "' does not exist.", INVALID, "model", "model_not_found")
                : new OpenAiFault(
                        404,
                        "The model `" + model + "` does not exist or you do not have access to it.",
                        INVALID,
                        null,
                        "model_not_found");
    }

    private static OpenAiFault ofVendor(FailureClass kind, String model, boolean responses) {
        return switch (kind) {
            case QUOTA_EXHAUSTED ->
                new OpenAiFault(
                        429,
                        "You exceeded your current quota, please check your plan and billing details.",
                        "insufficient_quota",
                        null,
                        "insufficient_quota");
            case RATE_LIMITED ->
                new OpenAiFault(
                        429,
                        "Rate limit reached for " + model
                                + " in organization fake-organization on requests per min (RPM): Limit 3, Used 3,"
                                + " Requested 1. Please try again in 20s.",
                        "requests",
                        null,
                        "rate_limit_exceeded");
            case OVERLOADED ->
                new OpenAiFault(
                        503,
                        "The engine is currently overloaded, please try again later.",
                        "service_unavailable_error",
                        null,
                        "server_is_overloaded");
            case TRANSIENT ->
                new OpenAiFault(
                        500,
                        "The server had an error while processing your request. Sorry about that!",
                        "server_error",
                        null,
                        responses ? "server_error" : null);
            default -> throw VendorWire.unspeakable(kind);
        };
    }

    // OpenAI shows the ends of a wrong key
    private static String masked(@Nullable String key) {
        return key == null || key.length() < 12
                ? "****"
                : key.substring(0, 8) + "*".repeat(16) + key.substring(key.length() - 4);
    }
}
