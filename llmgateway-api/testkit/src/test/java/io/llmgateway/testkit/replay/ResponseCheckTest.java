package io.llmgateway.testkit.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseCheckTest {
    private static final ResponseInfo INFO = ResponseInfo.builder("toy", "m").build();
    private static final Usage USAGE = Usage.builder()
            .input(7)
            .cacheRead(2)
            .cacheWrite(1)
            .output(4)
            .reasoning(3)
            .build();
    private static final String GOOD =
            """
            {"text": "Hello", "reasoning": "So.Then.", "finish": "tool_calls", "finish_raw": "tool_use",
             "tool_calls": [{"id": "c1", "name": "add", "arguments": {"a": 1, "b": [2]}}],
             "usage": {"input": 10, "output": 7, "cache_read": 2, "cache_write": 1, "reasoning": 3}}
            """;

    private static ChatResponse answer(Part... parts) {
        return new ChatResponse(List.of(parts), FinishReason.TOOL_CALLS, USAGE, INFO);
    }

    private static ChatResponse good() {
        return answer(
                new Part.Reasoning("So.", null),
                new Part.Reasoning("Then.", null),
                new Part.Text("Hel"),
                new Part.Text("lo"),
                new Part.ToolCall("c1", "add", "{\"b\":[2], \"a\":1}"));
    }

    private static List<String> check(String expected, Ended ended) {
        return ResponseCheck.differences(Recording.JSON.readTree(expected), ended);
    }

    private static List<String> check(String expected, ChatResponse got) {
        return check(expected, new Ended.Answered(got));
    }

    private static List<String> check(String expected, LlmException got) {
        return check(expected, new Ended.Failed(got));
    }

    private static ProviderFailedException failure(FailureClass kind) {
        return new ProviderFailedException("toy", "m", Failure.of(kind, "no"), null);
    }

    private static StreamBrokenException broken(FailureClass kind, String text) {
        return new StreamBrokenException(failure(kind), answer(new Part.Text(text)));
    }

    @Test
    void anAnswerAsExpectedHasNoDifferences() {
        assertThat(check(GOOD, good())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Hello, Hullo, text",
        "So.Then., So., reasoning",
        "c1, c2, tool_calls[0].id",
        "add, sub, tool_calls[0].name",
        "[2], [3], tool_calls[0].arguments",
        "\"tool_calls\", \"stop\", finish",
        "\"input\": 10, \"input\": 9, usage.input",
        "\"output\": 7, \"output\": 4, usage.output",
        "\"cache_read\": 2, \"cache_read\": 0, usage.cache_read",
        "\"cache_write\": 1, \"cache_write\": 0, usage.cache_write",
        "\"reasoning\": 3, \"reasoning\": 0, usage.reasoning"
    })
    void aWrongExpectationIsFound(String right, String wrong, String where) {
        String expected = where.equals("finish")
                ? GOOD.replace("\"finish\": " + right, "\"finish\": " + wrong)
                : GOOD.replace(right, wrong);

        assertThat(check(expected, good())).singleElement().asString().startsWith(where + ":");
    }

    @Test
    void whatIsMissingAndWhatIsTooMuchIsFound() {
        assertThat(check("{\"text\": \"Hello\", \"tool_calls\": []}", good()))
                .anySatisfy(line -> assertThat(line).startsWith("reasoning:"))
                .anySatisfy(line -> assertThat(line).startsWith("tool_calls: expected 0, got 1"));
        assertThat(check(GOOD.replace("\"reasoning\": \"So.Then.\"", "\"refusal\": \"No\""), good()))
                .anySatisfy(line -> assertThat(line).startsWith("refusal:"));
    }

    @Test
    void aTextIsComparedToTheLastBlank() {
        assertThat(check("{\"text\": \"Hello \"}", answer(new Part.Text("Hello"))))
                .isNotEmpty();
    }

    @Test
    void argumentsThatAreNoJsonAreADifference() {
        ChatResponse got = answer(new Part.Text("Hello"), new Part.ToolCall("c1", "add", "{\"a\":", false, null));

        assertThat(check(GOOD, got)).anySatisfy(line -> assertThat(line).startsWith("tool_calls[0].arguments:"));
    }

    @Test
    void anEstimateIsNoUsage() {
        ChatResponse got = new ChatResponse(
                good().parts(),
                FinishReason.TOOL_CALLS,
                USAGE.plus(Usage.builder().estimated(true).build()),
                INFO);

        assertThat(check(GOOD, got)).singleElement().asString().contains("estimate");
    }

    @Test
    void aFailureMustHaveTheClassExpected() {
        String expected = "{\"error\": {\"class\": \"not_found\"}}";

        assertThat(check(expected, failure(FailureClass.MODEL_UNKNOWN))).isEmpty();
        assertThat(check(expected, failure(FailureClass.CALLER_FAULT))).isNotEmpty();
        assertThat(check(expected, new InvalidRequestException("no"))).isNotEmpty();
        assertThat(check(expected, good())).isNotEmpty();
        assertThat(check(GOOD, failure(FailureClass.MALFORMED))).isNotEmpty();
    }

    @Test
    void aFailureInAStreamComesAfterTheContentThatCame() {
        String early = "{\"text\": \"\", \"stream_error\": {\"class\": \"overloaded\"}}";
        String late = "{\"text\": \"Hel\", \"stream_error\": {\"class\": \"overloaded\"}}";

        assertThat(check(early, failure(FailureClass.OVERLOADED))).isEmpty();
        assertThat(check(early, broken(FailureClass.OVERLOADED, "Hel"))).isNotEmpty();
        assertThat(check(late, broken(FailureClass.OVERLOADED, "Hel"))).isEmpty();
        assertThat(check(late, broken(FailureClass.TRANSIENT, "Hel"))).isNotEmpty();
        assertThat(check(late, broken(FailureClass.OVERLOADED, "Hello"))).isNotEmpty();
        assertThat(check(late, failure(FailureClass.OVERLOADED))).isNotEmpty();
        assertThat(check(late, answer(new Part.Text("Hel")))).isNotEmpty();
    }

    @Test
    void aRecordingWithoutEndMayBeToldToBeCut() {
        String cut = "{\"text\": \"Hel\", \"finish_raw\": null}";

        assertThat(check(cut, answer(new Part.Text("Hel")))).isEmpty();
        assertThat(check(cut, broken(FailureClass.TRANSIENT, "Hel"))).isEmpty();
        assertThat(check(cut, broken(FailureClass.TRANSIENT, "H"))).isNotEmpty();
        assertThat(check(cut, failure(FailureClass.TRANSIENT))).isNotEmpty();
        assertThat(check(GOOD, broken(FailureClass.TRANSIENT, "Hello"))).isNotEmpty();
    }

    @Test
    void aBlockedPromptMayBeAnEmptyAnswerOrAFailure() {
        String blocked = "{\"text\": \"\", \"finish\": \"content_filter\", \"finish_raw\": null}";

        assertThat(check(blocked, failure(FailureClass.CONTENT_FILTERED))).isEmpty();
        assertThat(check(blocked, failure(FailureClass.CALLER_FAULT))).isNotEmpty();
        assertThat(check(blocked, new ChatResponse(List.of(), FinishReason.CONTENT_FILTER, USAGE, INFO)))
                .isEmpty();
        assertThat(check(blocked, new ChatResponse(List.of(), FinishReason.STOP, USAGE, INFO)))
                .isNotEmpty();
    }

    @Test
    void vectorsAreCounted() {
        String expected = "{\"vectors\": 2, \"dim\": 3}";

        assertThat(check(expected, vectors(3, 3))).isEmpty();
        assertThat(check(expected, vectors(3))).isNotEmpty();
        assertThat(check(expected, vectors(3, 4))).isNotEmpty();
    }

    private static Ended vectors(int... dimensions) {
        List<Embedding> all = Arrays.stream(dimensions)
                .mapToObj(length -> new Embedding(new float[length]))
                .toList();
        return new Ended.Answered(new EmbeddingResponse(all, Usage.NONE, INFO));
    }

    @Test
    void aCrashIsNeverAsExpected() {
        assertThat(check("{}", new Ended.Crashed("hangs"))).containsExactly("hangs");
    }
}
