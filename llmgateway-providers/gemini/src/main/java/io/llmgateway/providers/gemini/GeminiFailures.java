package io.llmgateway.providers.gemini;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.RetryAfter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Understands Google's errors: the reason in the details first, then the status word, then the text, then the HTTP
 * status. The shape is {@code google.rpc.Status}; see https://cloud.google.com/apis/design/errors.
 */
final class GeminiFailures {
    private GeminiFailures() {}

    /** A failure told by an HTTP answer, or by a bare object between events. */
    static Failure of(HttpFailure failure) {
        JsonNode error = failure.json().path("error");
        if (error.isObject()) {
            String word = word(error, failure.status());
            return failure.as(kind(error, word), message(error), word, delay(error));
        }
        if (failure.status() < 300) {
            // the body may be half an answer, so it is not shown
            return failure.as(FailureClass.MALFORMED, "what came is neither an answer nor an error of Gemini", null);
        }
        String message = failure.json()
                .path("error_description")
                .asString(failure.json().path("message").asString(""));
        return failure.as(failure.byStatus(), message, error.isString() ? error.stringValue() : null);
    }

    /** A failure told inside an answer with status 200. */
    static Failure inside(JsonNode error) {
        String word = word(error, 200);
        String message = message(error);
        return new Failure(
                kind(error, word), message.isBlank() ? "no message" : message, 200, word, null, delay(error));
    }

    private static String message(JsonNode error) {
        return error.path("message").asString("");
    }

    private static String word(JsonNode error, int httpStatus) {
        JsonNode status = error.path("status");
        if (status.isString() && !status.stringValue().isEmpty()) {
            return status.stringValue();
        }
        int code = error.path("code").asInt(httpStatus);
        return switch (code) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> code >= 500 ? "INTERNAL" : String.valueOf(code);
        };
    }

    private static FailureClass kind(JsonNode error, String word) {
        String text = message(error).toLowerCase(Locale.ROOT);
        if (keyIsWrong(error, text)) {
            return FailureClass.CREDENTIAL;
        }
        return switch (word) {
            case "UNAUTHENTICATED" -> FailureClass.CREDENTIAL;
            case "PERMISSION_DENIED" -> namesContent(text) ? FailureClass.CALLER_FAULT : FailureClass.CREDENTIAL;
            case "NOT_FOUND" -> namesContent(text) ? FailureClass.CALLER_FAULT : FailureClass.MODEL_UNKNOWN;
            case "RESOURCE_EXHAUSTED" ->
                quotaIsGone(error, text) ? FailureClass.QUOTA_EXHAUSTED : FailureClass.RATE_LIMITED;
            case "UNAVAILABLE" -> FailureClass.OVERLOADED;
            case "DEADLINE_EXCEEDED", "INTERNAL", "UNKNOWN", "ABORTED", "CANCELLED", "DATA_LOSS" ->
                FailureClass.TRANSIENT;
            // the vendor does not serve this place, or not without being paid
            case "FAILED_PRECONDITION" ->
                text.contains("location") || text.contains("country") || text.contains("billing")
                        ? FailureClass.CREDENTIAL
                        : FailureClass.CALLER_FAULT;
            default -> badRequest(text);
        };
    }

    private static FailureClass badRequest(String text) {
        if (text.contains("input token count") || text.contains("maximum number of tokens allowed")) {
            return FailureClass.CONTEXT_TOO_LONG;
        }
        return text.contains("responsible ai") ? FailureClass.CONTENT_FILTERED : FailureClass.CALLER_FAULT;
    }

    private static boolean keyIsWrong(JsonNode error, String text) {
        for (JsonNode detail : error.path("details")) {
            if (detail.path("reason").asString("").startsWith("API_KEY_")) {
                return true;
            }
        }
        return text.startsWith("api key not valid") || text.startsWith("api key expired");
    }

    // a file or cache the request refers to, not the key and not the model
    private static boolean namesContent(String text) {
        return text.contains("cachedcontent") || text.contains("access the file") || text.contains("file files/");
    }

    // per minute it comes back soon, per day it does not, and where none is granted it never does
    private static boolean quotaIsGone(JsonNode error, String text) {
        for (JsonNode detail : error.path("details")) {
            if (isDaily(detail.path("metadata").path("quota_limit").asString(""))
                    || detail.path("reason").asString("").equals("QUOTA_EXHAUSTED")) {
                return true;
            }
            for (JsonNode violation : detail.path("violations")) {
                if (isDaily(violation.path("quotaId").asString(""))
                        || violation.path("quotaValue").asString("").equals("0")) {
                    return true;
                }
            }
        }
        return text.contains("limit: 0,")
                || text.contains("credits are depleted")
                || text.contains("spending cap")
                || text.contains("per day");
    }

    private static boolean isDaily(String quota) {
        return quota.contains("PerDay") || quota.contains("PerMonth");
    }

    private static @Nullable Duration delay(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            JsonNode delay = detail.path("retryDelay");
            if (delay.isString()) {
                return RetryAfter.parseDuration(delay.stringValue()).orElse(null);
            }
        }
        String text = message(error);
        int at = text.indexOf("retry in ");
        if (at < 0) {
            return null;
        }
        String rest = text.substring(at + "retry in ".length()).strip();
        String word = rest.split("\\s", 2)[0];
        return RetryAfter.parseDuration(word.endsWith(".") ? word.substring(0, word.length() - 1) : word)
                .orElse(null);
    }
}
