package io.llmgateway.testkit;

import io.llmgateway.chat.FailureClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An error in Google's words.
 *
 * @param status the HTTP status
 * @param word Google's name of the status
 * @param message for a person
 * @param details typed objects, may be none
 */
record GeminiFault(int status, String word, String message, List<Object> details) {
    private static final String INVALID = "INVALID_ARGUMENT";

    GeminiFault(int status, String word, String message) {
        this(status, word, message, List.of());
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> error = Js.object("code", status, "message", message, "status", word);
        if (!details.isEmpty()) {
            error.put("details", details);
        }
        return Js.object("error", error);
    }

    static GeminiFault of(FailureClass kind, String model, @Nullable String key, @Nullable Duration wait) {
        return switch (kind) {
            case CREDENTIAL -> credential(Objects.requireNonNullElse(key, ""));
            case QUOTA_EXHAUSTED -> quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", wait);
            case RATE_LIMITED -> quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", wait);
            case OVERLOADED -> new GeminiFault(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
            case TRANSIENT ->
                new GeminiFault(
                        500,
                        "INTERNAL",
                        "An internal error has occurred. Please retry or report in"
                                + " https://developers.generativeai.google/guide/troubleshooting");
            case CONTEXT_TOO_LONG ->
                new GeminiFault(
                        400,
                        INVALID,
                        "The input token count (1200027) exceeds the maximum number of tokens allowed (1048576).");
            case MODEL_UNKNOWN ->
                new GeminiFault(
                        404,
                        "NOT_FOUND",
                        "models/" + model + " is not found for API version v1beta, or is not supported for this method."
                                + " Call ListModels to see the list of available models.");
            case CALLER_FAULT ->
                new GeminiFault(
                        400,
                        INVALID,
                        "* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0,"
                                + " 2.0].\n");
            case CONTENT_FILTERED, MALFORMED, UNSUPPORTED -> throw VendorWire.unspeakable(kind);
        };
    }

    private static GeminiFault credential(String shown) {
        return new GeminiFault(
                400,
                INVALID,
                "API key not valid. Please pass a valid API key.",
                List.of(
                        Js.object(
                                "@type", "type.googleapis.com/google.rpc.ErrorInfo",
                                "reason", "API_KEY_INVALID",
                                "domain", "googleapis.com"),
                        Js.object(
                                "@type",
                                "type.googleapis.com/google.rpc.DebugInfo",
                                "detail",
                                "Invalid API key: " + shown)));
    }

    private static GeminiFault quota(String quotaId, @Nullable Duration wait) {
        List<Object> details = new ArrayList<>();
        Map<String, @Nullable Object> violation = Js.object(
                "quotaMetric", "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                "quotaId", quotaId,
                "quotaValue", "15");
        details.add(
                Js.object("@type", "type.googleapis.com/google.rpc.QuotaFailure", "violations", List.of(violation)));
        if (wait != null) {
            details.add(Js.object(
                    "@type",
                    "type.googleapis.com/google.rpc.RetryInfo",
                    "retryDelay",
                    wait.plusMillis(999).toSeconds() + "s"));
        }
        return new GeminiFault(
                429,
                "RESOURCE_EXHAUSTED",
                "You exceeded your current quota, please check your plan and billing details.",
                details);
    }
}
