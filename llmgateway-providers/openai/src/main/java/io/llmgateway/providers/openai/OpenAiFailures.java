package io.llmgateway.providers.openai;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.Redaction;
import io.llmgateway.providers.kit.RetryAfter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Understands errors in all the shapes that vendors of the dialect send: code and type first, text, then status. */
final class OpenAiFailures {
    private static final Redaction REDACTION = Redaction.of(List.of());
    private static final Pattern WAIT = Pattern.compile(
            "(?:try again in|retry after|retry in) (?:((?:\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))+)|(\\d{1,9}) second)");

    private OpenAiFailures() {}

    /** A failure told by an HTTP answer. */
    static Failure of(HttpFailure failure) {
        if (failure.status() < 300 && !failure.json().isObject()) {
            return failure.as(FailureClass.MALFORMED, null, null); // a page of a proxy, or half an answer
        }
        ErrorBody body = ErrorBody.of(failure.json());
        int status = failure.status() >= 400 || body.status() == 0 ? failure.status() : body.status();
        FailureClass otherwise = failure.status() >= 400 ? failure.byStatus() : byStatus(body, status);
        boolean page = otherwise == FailureClass.MALFORMED; // its words are not the vendor's
        String text = body.message().isEmpty() && !page ? failure.body() : body.message();
        return failure.as(kind(body, text, status, otherwise), body.message(), body.word(), wait(body));
    }

    /**
     * A failure told inside an answer with status 200.
     *
     * @param told the whole object that tells it, or what stands in it under {@code error}
     */
    static Failure inAnswer(JsonNode told) {
        ErrorBody body = ErrorBody.of(told);
        FailureClass kind = kind(body, body.message(), body.status(), byStatus(body, body.status()));
        String message = body.message().isEmpty() ? told.toString() : body.message();
        Integer status = body.status() == 0 ? null : body.status();
        String code = body.word() == null ? null : REDACTION.apply(body.word());
        return new Failure(kind, REDACTION.apply(message), status, code, null, wait(body));
    }

    private static FailureClass kind(ErrorBody body, String message, int status, FailureClass otherwise) {
        String text = message.toLowerCase(Locale.ROOT);
        FailureClass found = FailureWords.byWord(body.inner());
        if (found == null) {
            found = FailureWords.byWord(body.code());
        }
        if (found == null) {
            found = FailureWords.byWord(body.type());
        }
        if (found == FailureClass.RATE_LIMITED) {
            return limit(text, status);
        }
        if (found == FailureClass.CREDENTIAL) {
            return denied(text, status);
        }
        return found == null ? byText(text, status, otherwise) : found;
    }

    // xAI denies permission to prompts that break its rules and to teams that have spent all as well
    private static FailureClass denied(String text, int status) {
        FailureClass found = FailureWords.byText(text, status);
        return found == FailureClass.CONTENT_FILTERED || found == FailureClass.QUOTA_EXHAUSTED
                ? found
                : FailureClass.CREDENTIAL;
    }

    private static FailureClass byText(String text, int status, FailureClass otherwise) {
        FailureClass found = FailureWords.byText(text, status);
        if (found == FailureClass.RATE_LIMITED || (found == null && status == 429)) {
            return limit(text, status);
        }
        return found == null ? otherwise : found;
    }

    private static FailureClass byStatus(ErrorBody body, int status) {
        if (status >= 400) {
            return HttpFailure.byStatus(status);
        }
        // an error inside an answer that tells no status
        return "invalid_request_error".equals(body.type()) ? FailureClass.CALLER_FAULT : FailureClass.TRANSIENT;
    }

    // a request larger than the budget of a minute never gets through, however long one waits
    private static FailureClass limit(String text, int status) {
        if (status == 413 || text.contains("request too large")) {
            return FailureClass.CONTEXT_TOO_LONG;
        }
        return text.contains("tokens per day") || FailureWords.byText(text, status) == FailureClass.QUOTA_EXHAUSTED
                ? FailureClass.QUOTA_EXHAUSTED
                : FailureClass.RATE_LIMITED;
    }

    private static @Nullable Duration wait(ErrorBody body) {
        if (body.waitSeconds() > 0 && body.waitSeconds() < RetryAfter.LONGEST.toSeconds()) {
            return RetryAfter.parseDuration(new BigDecimal(body.waitSeconds()).setScale(3, RoundingMode.UP) + "s")
                    .orElse(null);
        }
        Matcher found = WAIT.matcher(body.message().toLowerCase(Locale.ROOT));
        if (!found.find()) {
            return null;
        }
        String seconds = found.group(2);
        return RetryAfter.parseDuration(seconds == null ? found.group(1) : seconds + "s")
                .orElse(null);
    }
}
