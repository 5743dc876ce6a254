package io.llmgateway.providers.huggingface;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.RetryAfter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Understands the errors of Hugging Face's own servers: {@code {"error":…,"error_type":…,"estimated_time":…}}, where the
 * error is a text, a list of texts or an object, or plain text. TGI's types are those of its router (InferError).
 */
final class HuggingFaceFailures {
    private HuggingFaceFailures() {}

    static Failure of(HttpFailure failure) {
        JsonNode body = failure.json();
        String message = message(body);
        String text = (message.isEmpty() ? failure.body() : message).toLowerCase(Locale.ROOT);
        FailureClass kind = kind(type(body), text);
        if (kind == null) {
            kind = failure.byStatus();
        }
        return failure.as(kind, message, type(body), wait(body));
    }

    /** A failure told inside an answer; redacted where it is thrown. */
    static Failure inAnswer(JsonNode body) {
        String message = message(body);
        FailureClass kind = kind(type(body), message.toLowerCase(Locale.ROOT));
        return new Failure(
                kind == null ? FailureClass.TRANSIENT : kind,
                message.isEmpty() ? "no message" : message,
                null,
                type(body),
                null,
                wait(body));
    }

    private static String message(JsonNode body) {
        JsonNode error = body.path("error");
        if (error.isObject()) {
            return error.path("message").asString("");
        }
        if (error.isArray()) {
            StringBuilder all = new StringBuilder();
            error.forEach(one -> all.append(all.isEmpty() ? "" : "; ").append(one.asString("")));
            return all.toString();
        }
        return error.isString() ? error.asString("") : body.path("message").asString("");
    }

    private static @Nullable String type(JsonNode body) {
        for (JsonNode place : new JsonNode[] {
            body.path("error_type"),
            body.path("error").path("code"),
            body.path("error").path("type")
        }) {
            if (place.isString() && !place.asString("").isEmpty()) {
                return place.asString("");
            }
        }
        return null;
    }

    private static @Nullable FailureClass kind(@Nullable String type, String text) {
        FailureClass byText = byText(text);
        if (byText != null) {
            return byText;
        }
        return switch (type == null ? "" : type.toLowerCase(Locale.ROOT)) {
            case "overloaded" -> FailureClass.OVERLOADED;
            case "generation", "incomplete_generation", "incomplete_generation_stream", "unhealthy", "backend" ->
                FailureClass.TRANSIENT;
            case "validation", "tokenizer", "empty" -> FailureClass.CALLER_FAULT;
            case "model_not_found", "model_not_supported" -> FailureClass.MODEL_UNKNOWN;
            default -> null;
        };
    }

    // one type stands for many things, so what is certain in the text goes first
    private static @Nullable FailureClass byText(String text) {
        if (text.contains("tokens + `max_new_tokens` must be") || text.contains("must have less than")) {
            return FailureClass.CONTEXT_TOO_LONG;
        }
        if (text.contains("is currently loading") || text.contains("model is overloaded")) {
            return FailureClass.OVERLOADED;
        }
        if (text.contains("included credits") || text.contains("pre-paid credits")) {
            return FailureClass.QUOTA_EXHAUSTED;
        }
        if (text.contains("not supported by provider")
                || (text.contains("model") && text.contains("does not exist"))
                || text.contains("model not supported")) {
            return FailureClass.MODEL_UNKNOWN;
        }
        if (text.contains("grammar is not supported") || text.contains("is not allowed for this endpoint")) {
            return FailureClass.UNSUPPORTED;
        }
        return null;
    }

    private static @Nullable Duration wait(JsonNode body) {
        double seconds = body.path("estimated_time").asDouble(0);
        return seconds > 0 && seconds < RetryAfter.LONGEST.toSeconds()
                ? RetryAfter.parseDuration(BigDecimal.valueOf(seconds).toPlainString() + "s")
                        .orElse(null)
                : null;
    }
}
