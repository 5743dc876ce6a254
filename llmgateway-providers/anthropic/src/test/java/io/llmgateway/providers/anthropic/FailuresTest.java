package io.llmgateway.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.ProviderFailedException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    private static final ChatRequest HI =
            ChatRequest.builder().model("claude-sonnet-5").user("Hi").build();

    private final AnthropicServer server = new AnthropicServer();

    @AfterEach
    void close() {
        server.close();
    }

    private Failure failure(int status, String body, String... headers) {
        server.answers(status, body, headers);
        return catchThrowableOfType(ProviderFailedException.class, () -> server.chat(HI))
                .failure();
    }

    private static String error(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message
                + "\"},\"request_id\":\"req_body\"}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | invalid_request_error | prompt is too long: 9 tokens > 8 maximum        | CONTEXT_TOO_LONG",
                "400 | invalid_request_error | input length and `max_tokens` exceed context limit | CONTEXT_TOO_LONG",
                "400 | invalid_request_error | Your credit balance is too low to go on         | QUOTA_EXHAUSTED",
                "400 | invalid_request_error | You have reached your specified API usage limits | QUOTA_EXHAUSTED",
                "400 | invalid_request_error | Output blocked by content filtering policy      | CONTENT_FILTERED",
                "400 | invalid_request_error | This organization has been disabled.            | CREDENTIAL",
                "400 | invalid_request_error | messages.0: all messages must have content      | CALLER_FAULT",
                "401 | authentication_error  | invalid x-api-key                               | CREDENTIAL",
                "402 | billing_error         | pay                                             | QUOTA_EXHAUSTED",
                "403 | permission_error      | not yours                                       | CREDENTIAL",
                "404 | not_found_error       | model: claude-9                                 | MODEL_UNKNOWN",
                "404 | not_found_error       | File not found: file_1                          | CALLER_FAULT",
                "413 | request_too_large     | Request exceeds the maximum size                | CALLER_FAULT",
                "429 | rate_limit_error      | This request would exceed the rate limit        | RATE_LIMITED",
                "429 | rate_limit_error      | You have reached your monthly spend limit       | QUOTA_EXHAUSTED",
                "500 | api_error             | Internal server error                           | TRANSIENT",
                "504 | timeout_error         | too slow                                        | TRANSIENT",
                "529 | overloaded_error      | Overloaded                                      | OVERLOADED",
                "418 | teapot_error          | short and stout                                 | CALLER_FAULT",
                "502 | teapot_error          | short and stout                                 | TRANSIENT",
            })
    void readsTheTypeFirstThenTheTextThenTheStatus(int status, String type, String message, FailureClass kind) {
        Failure failure = failure(status, error(type, message));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(type);
        assertThat(failure.message()).isEqualTo(message);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.requestId()).isEqualTo("req_body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | RESOURCE_EXHAUSTED | RATE_LIMITED",
                "403 | PERMISSION_DENIED  | CREDENTIAL",
                "404 | NOT_FOUND          | MODEL_UNKNOWN",
                "503 | UNAVAILABLE        | OVERLOADED",
                "400 | INVALID_ARGUMENT   | CALLER_FAULT",
            })
    void understandsGoogle(int status, String word, FailureClass kind) {
        String body = "[{\"error\":{\"code\":" + status + ",\"message\":\"m\",\"status\":\"" + word + "\"}}]";
        assertThat(failure(status, body).kind()).isEqualTo(kind);
    }

    @Test
    void readsHeaders() {
        Failure failure =
                failure(429, error("rate_limit_error", "slow down"), "request-id", "req_1", "retry-after", "7");
        assertThat(failure.requestId()).isEqualTo("req_1");
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void heedsTheAdviceToTryAgainOrNot() {
        assertThat(failure(429, error("rate_limit_error", "slow down"), "x-should-retry", "false")
                        .kind())
                .isEqualTo(FailureClass.QUOTA_EXHAUSTED);
        assertThat(failure(409, error("conflict_error", "busy"), "x-should-retry", "true")
                        .kind())
                .isEqualTo(FailureClass.TRANSIENT);
        assertThat(failure(529, error("overloaded_error", "full"), "x-should-retry", "true")
                        .kind())
                .isEqualTo(FailureClass.OVERLOADED);
    }

    @ParameterizedTest
    @CsvSource({"401, CREDENTIAL", "403, MALFORMED", "404, MODEL_UNKNOWN", "502, TRANSIENT", "400, CALLER_FAULT"})
    void goesByTheStatusWhereTheBodyIsNoJson(int status, FailureClass kind) {
        Failure failure = failure(status, "<html>no</html>");
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.message()).contains("no");
    }

    @Test
    void neverShowsTheKey() {
        Failure failure = failure(401, error("authentication_error", "bad key sk-ant-test-4711"));
        assertThat(failure.message()).doesNotContain("4711");
    }
}
