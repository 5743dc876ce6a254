package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.ProviderFailedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesWholeTest {
    private static final String CONTENT_FIRST =
            """
            {"content":[{"annotations":[{"type":"url_citation","url":"https://example.org"}],"text":"Paris","type":"output_text"}],
             "id":"msg_1","phase":"final_answer","role":"assistant","status":"completed","type":"message"}""";
    private static final String THOUGHT =
            """
            {"content":[{"text":"Easy.","type":"reasoning_text"}],"id":"rs_1","summary":[],"type":"reasoning"}""";

    private final ResponsesServer server = new ResponsesServer();

    @Test
    void readsItemsWhoseFieldsComeInAnyOrder() {
        ChatResponse response = server.answers(ResponsesServer.response("completed", List.of(THOUGHT, CONTENT_FIRST)))
                .ask();

        assertThat(response.parts()).hasSize(2);
        assertThat(response.reasoning()).isEqualTo("Easy.");
        assertThat(response.text()).isEqualTo("Paris");
        assertThat(response.requestId()).contains("req_1");
        assertThat(response.info().id()).contains("resp_1");
        assertThat(response.model()).isEqualTo("gpt-4.1-2025-04-14");
        assertThat(response.usage())
                .isEqualTo(Usage.builder()
                        .input(10)
                        .cacheRead(8)
                        .cacheWrite(2)
                        .output(5)
                        .reasoning(4)
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "completed, , stop, completed",
        "incomplete, max_output_tokens, length, incomplete:max_output_tokens",
        "incomplete, content_filter, content_filter, incomplete:content_filter",
        "incomplete, something_new, other, incomplete:something_new",
        "incomplete, , other, incomplete",
        "cancelled, , error, cancelled",
        "queued, , pause, queued",
        "in_progress, , pause, in_progress",
        "something_new, , other, something_new"
    })
    void tellsWhyItStopped(String status, String reason, String value, String raw) {
        String details = reason == null ? "null" : "{\"reason\":\"" + reason + "\"}";
        server.answers(ResponsesServer.response(status, List.of(CONTENT_FIRST))
                .replace("\"incomplete_details\":null", "\"incomplete_details\":" + details));

        ChatResponse response = server.ask();

        assertThat(response.finishReason().value()).isEqualTo(value);
        assertThat(response.finishReason().raw()).isEqualTo(raw);
    }

    @Test
    void takesARefusalForAFilter() {
        String refusal = "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\","
                + "\"refusal\":\"I will not.\"}]}";

        ChatResponse response = server.answers(ResponsesServer.response("completed", List.of(refusal)))
                .ask();

        assertThat(response.refusal()).isEqualTo("I will not.");
        assertThat(response.finishReason().value()).isEqualTo("content_filter");
    }

    @Test
    void doesNotTrustACallThatTheLimitCut() {
        String call = "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":\"add\","
                + "\"arguments\":\"{\\\"a\\\":\",\"status\":\"incomplete\"}";
        server.answers(ResponsesServer.response("incomplete", List.of(call))
                .replace("\"incomplete_details\":null", "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}"));

        assertThat(server.ask().toolCalls()).extracting(Part.ToolCall::complete).containsExactly(false);
    }

    @Test
    void toleratesUsageThatMakesNoSense() {
        server.answers("{\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":1,"
                + "\"input_tokens_details\":[],\"output_tokens_details\":{\"reasoning_tokens\":-1}}}");

        assertThat(server.ask().usage())
                .isEqualTo(Usage.builder().input(3).output(1).estimated(true).build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{\"status\":\"failed\",\"output\":[],\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}|RATE_LIMITED",
                "200|{\"error\":{\"type\":\"server_error\",\"message\":\"m\"}}|TRANSIENT",
                "200|{\"status\":\"failed\"}|TRANSIENT",
                "200|{\"hello\":\"world\"}|MALFORMED",
                "200|7|MALFORMED",
                "200|{\"output\":[{\"type\"|TRANSIENT",
                "200|{\"output\" 7}|MALFORMED",
                "400|{\"error\":{\"code\":\"model_not_found\",\"message\":\"m\"}}|MODEL_UNKNOWN",
                "401|{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"m\"}}|CREDENTIAL",
                "429|{\"error\":{\"type\":\"insufficient_quota\",\"message\":\"m\"}}|QUOTA_EXHAUSTED",
                "500|oh|TRANSIENT"
            })
    void tellsFailuresApart(int status, String body, FailureClass kind) {
        server.answers(status, body);

        assertThatThrownBy(server::ask)
                .isInstanceOfSatisfying(ProviderFailedException.class, failed -> assertThat(failed.kind())
                        .isEqualTo(kind));
    }
}
