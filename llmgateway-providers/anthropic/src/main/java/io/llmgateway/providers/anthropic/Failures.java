package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.Redaction;
import io.llmgateway.providers.kit.WireJson;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Understands Anthropic's errors, and Google's where Claude runs on Vertex. */
final class Failures {
    private Failures() {}

    /** An answer that failed. */
    static Failure of(HttpFailure failure) {
        JsonNode error = failure.json().path("error");
        String type = type(error);
        String message = message(error, failure.json());
        FailureClass kind = kind(type, message, failure.byStatus());
        Failure read = failure.as(advised(kind, failure.header("x-should-retry")), message, type);
        String inBody = string(failure.json().path("request_id"));
        return read.requestId() != null || inBody == null
                ? read
                : new Failure(
                        read.kind(),
                        read.message(),
                        read.status(),
                        read.code(),
                        inBody,
                        read.retryAfter(),
                        read.rateLimits());
    }

    /** An error inside an answer that began well. */
    static Failure inAnswer(String json) {
        JsonNode tree;
        try {
            tree = WireJson.mapper().readTree(json);
        } catch (JacksonException e) {
            tree = WireJson.mapper().missingNode();
        }
        JsonNode error = tree.has("error") ? tree.path("error") : tree;
        String type = type(error);
        String message = message(error, tree);
        String shown = Redaction.of(List.of()).apply(message);
        return new Failure(
                kind(type, message, FailureClass.TRANSIENT),
                shown.isEmpty() ? "no message" : shown,
                null,
                type,
                string(tree.path("request_id")),
                null);
    }

    private static @Nullable String string(JsonNode node) {
        return node.isString() && !node.stringValue().isBlank() ? node.stringValue() : null;
    }

    private static @Nullable String type(JsonNode error) {
        String type = string(error.path("type"));
        return type == null ? string(error.path("status")) : type;
    }

    private static String message(JsonNode error, JsonNode whole) {
        for (JsonNode place : List.of(error.path("message"), error, whole.path("message"), whole.path("detail"))) {
            String message = string(place);
            if (message != null) {
                return message;
            }
        }
        return "";
    }

    private static FailureClass kind(@Nullable String type, String message, FailureClass otherwise) {
        String text = message.toLowerCase(Locale.ROOT);
        return switch (type == null ? "" : type) {
            case "authentication_error", "permission_error", "UNAUTHENTICATED", "PERMISSION_DENIED" ->
                FailureClass.CREDENTIAL;
            case "billing_error" -> FailureClass.QUOTA_EXHAUSTED;
            case "rate_limit_error", "RESOURCE_EXHAUSTED" ->
                spent(text) ? FailureClass.QUOTA_EXHAUSTED : FailureClass.RATE_LIMITED;
            case "overloaded_error", "UNAVAILABLE" -> FailureClass.OVERLOADED;
            case "api_error", "timeout_error", "INTERNAL", "DEADLINE_EXCEEDED" -> FailureClass.TRANSIENT;
            case "not_found_error", "NOT_FOUND" ->
                text.startsWith("file") ? FailureClass.CALLER_FAULT : FailureClass.MODEL_UNKNOWN;
            case "request_too_large" -> FailureClass.CALLER_FAULT;
            case "invalid_request_error", "INVALID_ARGUMENT", "FAILED_PRECONDITION" ->
                byText(text, FailureClass.CALLER_FAULT);
            default -> otherwise == FailureClass.CALLER_FAULT ? byText(text, otherwise) : otherwise;
        };
    }

    /** Much that is not the caller's fault is called an invalid request. */
    private static FailureClass byText(String text, FailureClass otherwise) {
        if (text.contains("prompt is too long")
                || text.contains("exceed context limit")
                || text.contains("context window")
                || text.contains("maximum context length")) {
            return FailureClass.CONTEXT_TOO_LONG;
        }
        if (spent(text)) {
            return FailureClass.QUOTA_EXHAUSTED;
        }
        if (text.contains("content filtering policy")) {
            return FailureClass.CONTENT_FILTERED;
        }
        return text.contains("organization has been disabled") ? FailureClass.CREDENTIAL : otherwise;
    }

    private static boolean spent(String text) {
        return text.contains("credit balance") || text.contains("api usage limits") || text.contains("spend limit");
    }

    /** Anthropic says outright whether another try makes sense; where that contradicts the class, it is right. */
    private static FailureClass advised(FailureClass kind, @Nullable String shouldRetry) {
        if ("false".equals(shouldRetry) && kind == FailureClass.RATE_LIMITED) {
            return FailureClass.QUOTA_EXHAUSTED;
        }
        return "true".equals(shouldRetry) && kind == FailureClass.CALLER_FAULT ? FailureClass.TRANSIENT : kind;
    }
}
