package io.llmgateway.providers.gemini;

import static io.llmgateway.chat.FailureClass.CALLER_FAULT;
import static io.llmgateway.chat.FailureClass.CONTENT_FILTERED;
import static io.llmgateway.chat.FailureClass.CONTEXT_TOO_LONG;
import static io.llmgateway.chat.FailureClass.CREDENTIAL;
import static io.llmgateway.chat.FailureClass.MODEL_UNKNOWN;
import static io.llmgateway.chat.FailureClass.OVERLOADED;
import static io.llmgateway.chat.FailureClass.QUOTA_EXHAUSTED;
import static io.llmgateway.chat.FailureClass.RATE_LIMITED;
import static io.llmgateway.chat.FailureClass.TRANSIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.ProviderFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    private static Failure failure(int status, String body) throws IOException {
        try (Google google = new Google()) {
            google.answers(status, body);
            ChatRequest ask =
                    ChatRequest.builder().model("gemini-2.5-flash").user("Hi").build();
            ProviderFailedException e = catchThrowableOfType(ProviderFailedException.class, () -> google.chat(ask));
            return e.failure();
        }
    }

    private static String error(int code, String status, String message, String details) {
        return "{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\",\"status\":\"" + status
                + "\",\"details\":[" + details + "]}}";
    }

    private static Arguments row(FailureClass kind, int code, String status, String message, String details) {
        return Arguments.of(kind, code, status, message, details);
    }

    private static String reason(String word) {
        return "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"" + word + "\"}";
    }

    private static String quota(String id, String value) {
        return "{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\",\"violations\":[{\"quotaId\":\"" + id
                + "\",\"quotaValue\":\"" + value + "\"}]}";
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                row(CREDENTIAL, 400, "INVALID_ARGUMENT", "Key no good", reason("API_KEY_INVALID")),
                row(CREDENTIAL, 400, "INVALID_ARGUMENT", "API key expired. Renew it.", ""),
                row(CREDENTIAL, 401, "UNAUTHENTICATED", "No token", reason("CREDENTIALS_MISSING")),
                row(CREDENTIAL, 403, "PERMISSION_DENIED", "API not enabled", reason("SERVICE_DISABLED")),
                row(CREDENTIAL, 400, "FAILED_PRECONDITION", "User location is not supported", ""),
                row(CALLER_FAULT, 403, "PERMISSION_DENIED", "CachedContent not found (or permission denied)", ""),
                row(CALLER_FAULT, 403, "PERMISSION_DENIED", "You may not access the File x", ""),
                row(CALLER_FAULT, 400, "INVALID_ARGUMENT", "temperature is too high", ""),
                row(CALLER_FAULT, 400, "FAILED_PRECONDITION", "The file is not ready", ""),
                row(MODEL_UNKNOWN, 404, "NOT_FOUND", "models/x is not found", ""),
                row(
                        CONTEXT_TOO_LONG,
                        400,
                        "INVALID_ARGUMENT",
                        "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).",
                        ""),
                row(CONTENT_FILTERED, 400, "INVALID_ARGUMENT", "It broke Google's Responsible AI rules", ""),
                row(RATE_LIMITED, 429, "RESOURCE_EXHAUSTED", "Check quota", ""),
                row(
                        RATE_LIMITED,
                        429,
                        "RESOURCE_EXHAUSTED",
                        "You exceeded your current quota",
                        quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "15")),
                row(
                        QUOTA_EXHAUSTED,
                        429,
                        "RESOURCE_EXHAUSTED",
                        "You exceeded your current quota",
                        quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "20")),
                row(
                        QUOTA_EXHAUSTED,
                        429,
                        "RESOURCE_EXHAUSTED",
                        "You exceeded your current quota",
                        quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "0")),
                row(QUOTA_EXHAUSTED, 429, "RESOURCE_EXHAUSTED", "Your credits are depleted", ""),
                row(
                        QUOTA_EXHAUSTED,
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Quota exceeded",
                        "{\"reason\":\"RATE_LIMIT_EXCEEDED\",\"metadata\":{\"quota_limit\":\"RequestsPerDay\"}}"),
                row(OVERLOADED, 503, "UNAVAILABLE", "Overloaded", ""),
                row(TRANSIENT, 504, "DEADLINE_EXCEEDED", "Too slow", ""),
                row(TRANSIENT, 500, "INTERNAL", "Oops", ""),
                row(TRANSIENT, 499, "CANCELLED", "Gone", ""));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void tellsFailuresApart(FailureClass kind, int code, String status, String message, String details)
            throws IOException {
        String body = error(code, status, message, details);
        Failure failure = failure(code, body);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(status);
        assertThat(failure.status()).isEqualTo(code);
        assertThat(failure.message()).isEqualTo(message);
        assertThat(failure(code, "[" + body + "]")).isEqualTo(failure);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesByTheNumberWhereTheWordIsMissing(
            FailureClass kind, int code, String status, String message, String details) throws IOException {
        // these words share their number with others
        if (!status.equals("FAILED_PRECONDITION")) {
            String body = error(code, status, message, details).replace("\"status\":\"" + status + "\",", "");
            assertThat(failure(code, body).kind()).isEqualTo(kind);
        }
    }

    @Test
    void readsHowLongToWait() throws IOException {
        String retry = "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"26.5s\"}";
        assertThat(failure(429, error(429, "RESOURCE_EXHAUSTED", "Slow down", retry))
                        .retryAfter())
                .isEqualTo(Duration.ofMillis(26_500));
        assertThat(failure(429, error(429, "RESOURCE_EXHAUSTED", "Slow down. Please retry in 36.5s.", ""))
                        .retryAfter())
                .isEqualTo(Duration.ofMillis(36_500));
        assertThat(failure(429, error(429, "RESOURCE_EXHAUSTED", "Slow down", ""))
                        .retryAfter())
                .isNull();
        assertThat(failure(429, error(429, "RESOURCE_EXHAUSTED", "Please retry in a while", ""))
                        .retryAfter())
                .isNull();
    }

    @Test
    void goesByTheStatusWhereTheBodyTellsNothing() throws IOException {
        assertThat(failure(502, "<html>Bad gateway</html>").kind()).isEqualTo(TRANSIENT);
        assertThat(failure(404, "").kind()).isEqualTo(MODEL_UNKNOWN);
        Failure oauth = failure(401, "{\"error\":\"invalid_grant\",\"error_description\":\"Token is over\"}");
        assertThat(oauth.kind()).isEqualTo(CREDENTIAL);
        assertThat(oauth.code()).isEqualTo("invalid_grant");
        assertThat(oauth.message()).isEqualTo("Token is over");
    }

    @Test
    void showsNoKey() throws IOException {
        Failure failure = failure(403, error(403, "PERMISSION_DENIED", "Key " + Google.KEY + " is bad", ""));
        assertThat(failure.message()).isEqualTo("Key *** is bad");
    }
}
