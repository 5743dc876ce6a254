package io.llmgateway.providers.huggingface;

import static io.llmgateway.chat.FailureClass.CALLER_FAULT;
import static io.llmgateway.chat.FailureClass.CONTEXT_TOO_LONG;
import static io.llmgateway.chat.FailureClass.CREDENTIAL;
import static io.llmgateway.chat.FailureClass.MALFORMED;
import static io.llmgateway.chat.FailureClass.MODEL_UNKNOWN;
import static io.llmgateway.chat.FailureClass.OVERLOADED;
import static io.llmgateway.chat.FailureClass.QUOTA_EXHAUSTED;
import static io.llmgateway.chat.FailureClass.RATE_LIMITED;
import static io.llmgateway.chat.FailureClass.TRANSIENT;
import static io.llmgateway.chat.FailureClass.UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.ProviderFailedException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every class of failure that TGI's native form can tell, whole and streamed, by status and inside an answer. */
class TgiFailureTableTest {
    private static final ChatRequest SKY =
            ChatRequest.builder().model("mistral-7b").user("The sky is").build();

    private record Row(FailureClass kind, int status, String body) {
        @Override
        public String toString() {
            return kind + " told with " + status + ": " + body;
        }
    }

    private static Row row(FailureClass kind, int status, String message, String type) {
        return new Row(kind, status, "{\"error\":\"" + message + "\",\"error_type\":\"" + type + "\"}");
    }

    // the texts are those of TGI's router (InferError, ValidationError), and of the Hub that may stand before it
    private static final List<Row> BY_STATUS = List.of(
            row(CREDENTIAL, 401, "Invalid credentials in Authorization header", "auth"),
            new Row(CREDENTIAL, 403, "{\"error\":\"This endpoint is private\"}"),
            new Row(QUOTA_EXHAUSTED, 402, "{\"error\":\"You have exceeded your monthly included credits\"}"),
            new Row(RATE_LIMITED, 429, "Too Many Requests"),
            row(OVERLOADED, 429, "Model is overloaded", "overloaded"),
            row(OVERLOADED, 503, "Model is overloaded", "overloaded"),
            new Row(OVERLOADED, 503, "{\"error\":\"Model acme/a is currently loading\",\"estimated_time\":3.5}"),
            row(TRANSIENT, 424, "Request failed during generation: Server error: CUDA out of memory", "generation"),
            row(TRANSIENT, 500, "Incomplete generation", "incomplete_generation"),
            row(TRANSIENT, 503, "unhealthy", "unhealthy"),
            new Row(TRANSIENT, 502, "<html>Bad Gateway</html>"),
            row(
                    CONTEXT_TOO_LONG,
                    422,
                    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000",
                    "validation"),
            row(
                    CONTEXT_TOO_LONG,
                    422,
                    "Input validation error: `inputs` must have less than 1024 tokens. Given: 2000",
                    "validation"),
            new Row(MODEL_UNKNOWN, 404, "Not Found"),
            row(CALLER_FAULT, 422, "Input validation error: `temperature` must be strictly positive", "validation"),
            row(CALLER_FAULT, 422, "Tokenizer error: broken", "tokenizer"),
            row(UNSUPPORTED, 422, "Input validation error: grammar is not supported", "validation"));

    private static final List<Row> INSIDE = List.of(
            row(OVERLOADED, 200, "Model is overloaded", "overloaded"),
            row(TRANSIENT, 200, "Request failed during generation", "generation"),
            row(TRANSIENT, 200, "Incomplete generation", "incomplete_generation"),
            row(CONTEXT_TOO_LONG, 200, "`inputs` must have less than 1024 tokens. Given: 2000", "validation"),
            row(CALLER_FAULT, 200, "`stop` must not be empty", "validation"),
            new Row(MALFORMED, 200, "{\"token\" 7}"));

    static Stream<Arguments> byStatus() {
        return bothWays(BY_STATUS);
    }

    static Stream<Arguments> inside() {
        return bothWays(INSIDE);
    }

    private static Stream<Arguments> bothWays(List<Row> rows) {
        return rows.stream().flatMap(row -> Stream.of(Arguments.of(row, false), Arguments.of(row, true)));
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @MethodSource
    void byStatus(Row row, boolean streamed) throws Exception {
        try (Vendor vendor = new Vendor("/", "api", "tgi")) {
            String type = row.body().startsWith("{") ? "application/json" : "text/html";
            vendor.answer(row.status(), type, row.body());
            ProviderFailedException failed = vendor.failure(SKY, streamed);
            assertThat(failed.kind()).isEqualTo(row.kind());
            assertThat(failed.status()).contains(row.status());
            assertThat(failed.retryAfter().isPresent()).isEqualTo(row.body().contains("estimated_time"));
        }
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @MethodSource
    void inside(Row row, boolean streamed) throws Exception {
        try (Vendor vendor = new Vendor("/", "api", "tgi")) {
            if (streamed) {
                vendor.stream("data:" + row.body() + "\n\n");
            } else {
                vendor.json(row.body());
            }
            assertThat(vendor.failure(SKY, streamed).kind()).isEqualTo(row.kind());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1e999", "1e300", "-3", "0", "\"soon\""})
    void aTimeThatCannotBeWaitedForIsNoWait(String told) throws Exception {
        try (Vendor vendor = new Vendor("/", "api", "tgi")) {
            vendor.answer(
                    503,
                    "application/json",
                    "{\"error\":\"Model acme/a is currently loading\",\"estimated_time\":" + told + "}");
            ProviderFailedException failed = vendor.failure(SKY, false);
            assertThat(failed.kind()).isEqualTo(OVERLOADED);
            assertThat(failed.retryAfter()).isEmpty();
        }
    }

    /** TGI has no filter. */
    @Test
    void noClassIsMissing() {
        Set<FailureClass> told = Stream.concat(BY_STATUS.stream(), INSIDE.stream())
                .map(Row::kind)
                .collect(Collectors.toSet());
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(FailureClass.CONTENT_FILTERED)));
    }
}
