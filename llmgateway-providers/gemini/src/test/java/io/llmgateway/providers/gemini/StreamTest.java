package io.llmgateway.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {
    private static final ChatRequest ASK =
            ChatRequest.builder().model("gemini-flash-latest").user("Hi").build();
    private static final String ONE =
            """
            {"candidates":[{"content":{"parts":[{"text":"One "}],"role":"model"},"index":0}],\
            "usageMetadata":{"promptTokenCount":5,"totalTokenCount":5},\
            "modelVersion":"gemini-3.6-flash","responseId":"r-1"}""";
    private static final String TWO =
            """
            {"candidates":[{"content":{"parts":[{"text":"two"}],"role":"model"},"finishReason":"STOP","index":0}],\
            "usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"thoughtsTokenCount":7,"totalTokenCount":14},\
            "modelVersion":"gemini-3.6-flash","responseId":"r-1"}""";

    private Google google;

    @BeforeEach
    void start() throws IOException {
        google = new Google();
    }

    @AfterEach
    void stop() {
        google.close();
    }

    @Test
    void tellsEventsAsTheyCome() {
        Usage used = Usage.builder().input(5).output(2).reasoning(7).build();
        assertThat(google.streams(ONE, TWO).events(ASK))
                .containsExactly(
                        new ChatEvent.Started("g", "gemini-3.6-flash", "r-1"),
                        new ChatEvent.TextDelta(0, "One "),
                        new ChatEvent.TextDelta(0, "two"),
                        new ChatEvent.Finished(FinishReason.STOP, used));
    }

    @Test
    void givesTheSameAnswerAsAWholeOne() {
        ChatResponse streamed = google.streams(ONE, TWO).stream(ASK);
        assertThat(streamed.text()).isEqualTo("One two");
        assertThat(streamed.model()).isEqualTo("gemini-3.6-flash");
        assertThat(streamed.info().id()).contains("r-1");
        ChatResponse asArray = google.answers("[" + ONE + "\n,\r\n" + TWO + "\n]").stream(ASK);
        assertThat(asArray.parts()).isEqualTo(streamed.parts());
        assertThat(asArray.usage()).isEqualTo(streamed.usage());
        assertThat(asArray.finishReason()).isEqualTo(streamed.finishReason());
        assertThat(asArray.model()).isEqualTo("gemini-3.6-flash");
    }

    @Test
    void readsArraysInsideEventsToo() {
        assertThat(google.streams("[" + ONE + "," + TWO + "]").stream(ASK).text())
                .isEqualTo("One two");
    }

    @Test
    void readsTheFirstOfSeveralCandidatesByItsNumber() {
        ChatRequest several = ASK.toBuilder()
                .extra("generationConfig", Map.of("candidateCount", 2))
                .build();
        String last = "{\"candidates\":[" + candidate(1, "y", null) + "," + candidate(0, "b", "STOP") + "]}";
        ChatResponse response = google
                .streams(
                        "{\"candidates\":[" + candidate(0, "a", null) + "]}",
                        "{\"candidates\":[" + candidate(1, "X", "STOP") + "]}",
                        last)
                .stream(several);
        assertThat(response.text()).isEqualTo("ab");
        assertThat(google.answers(last).chat(several).text()).isEqualTo("b");
    }

    private static String candidate(int index, String text, String reason) {
        return "{\"content\":{\"parts\":[{\"text\":\"" + text + "\"}]},"
                + (reason == null ? "" : "\"finishReason\":\"" + reason + "\",") + "\"index\":" + index + "}";
    }

    @Test
    void takesTheLastFinishReason() {
        ChatResponse response = google
                .streams(ONE.replace("\"index\":0", "\"finishReason\":\"STOP\""), TWO.replace("STOP", "MAX_TOKENS"))
                .stream(ASK);
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void endsABlockedPromptWithoutContent() {
        ChatResponse response = google.streams("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}").stream(ASK);
        assertThat(response.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(response.parts()).isEmpty();
    }

    @Test
    void collectsArgumentsThatComeInPieces() {
        ChatResponse response = google
                .streams(
                        call("\"name\":\"book\",\"id\":\"fc-1\",\"willContinue\":true"),
                        call(
                                "\"partialArgs\":[{\"jsonPath\":\"$.city\",\"stringValue\":\"Par\",\"willContinue\":true}],"
                                        + "\"willContinue\":true"),
                        call("\"partialArgs\":[{\"jsonPath\":\"$.city\",\"stringValue\":\"is\"},"
                                + "{\"jsonPath\":\"$.nights\",\"numberValue\":2}],\"willContinue\":true"),
                        call("\"partialArgs\":[{\"jsonPath\":\"$.guests[1].name\",\"stringValue\":\"Bo\"},"
                                + "{\"jsonPath\":\"$['a b'].x\",\"boolValue\":true},"
                                + "{\"jsonPath\":\"$.note\",\"nullValue\":null}],\"willContinue\":true"),
                        call(""),
                        call("\"name\":\"now\",\"args\":{}"),
                        "{\"candidates\":[{\"finishReason\":\"STOP\"}]}")
                .stream(ASK);
        assertThat(response.parts()).hasSize(2);
        Part.ToolCall book = (Part.ToolCall) response.parts().get(0);
        assertThat(book.id()).isEqualTo("fc-1");
        assertThat(Google.json(book.arguments()))
                .isEqualTo(
                        Google.json(
                                """
                {"city":"Paris","nights":2,"guests":[null,{"name":"Bo"}],"a b":{"x":true},"note":null}
                """));
        assertThat(((Part.ToolCall) response.parts().get(1)).name()).isEqualTo("now");
    }

    @Test
    void doesNotTrustACallThatNeverEnded() {
        ChatResponse response = google
                .streams(
                        call("\"name\":\"book\",\"willContinue\":true"),
                        "{\"candidates\":[{\"finishReason\":\"MAX_TOKENS\"}]}")
                .stream(ASK);
        assertThat(((Part.ToolCall) response.parts().get(0)).complete()).isFalse();
    }

    @Test
    void beginsTheNextCallWhereTheLastWasLeftOpen() {
        ChatResponse response = google
                .streams(
                        call("\"name\":\"one\",\"partialArgs\":[{\"jsonPath\":\"$.a\",\"stringValue\":\"x\"}],"
                                + "\"willContinue\":true"),
                        call("\"name\":\"two\",\"args\":{\"b\":1}"),
                        "{\"candidates\":[{\"finishReason\":\"STOP\"}]}")
                .stream(ASK);
        assertThat(response.parts())
                .extracting(part -> ((Part.ToolCall) part).arguments())
                .containsExactly("{\"a\":\"x\"}", "{\"b\":1}");
    }

    private static String call(String fields) {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{" + fields + "}}]}}]}";
    }

    @Test
    void raisesAStreamThatEndsBeforeItsFinishReason() {
        google.streams(ONE);
        assertThatThrownBy(() -> google.stream(ASK)).isInstanceOfSatisfying(StreamBrokenException.class, e -> {
            assertThat(e.partial().text()).isEqualTo("One ");
            assertThat(e.partial().usage().estimated()).isTrue();
            assertThat(e.partial().usage().input()).isEqualTo(5);
        });
        google.streams("{\"candidates\":[{\"content\":{},\"index\":0}]}");
        assertKind(FailureClass.TRANSIENT);
        google.answers("[" + ONE + ",{\"candi");
        assertKind(FailureClass.TRANSIENT);
    }

    @Test
    void raisesErrorsInsideAStream() {
        String error = "{\"error\":{\"code\":503,\"message\":\"Overloaded\",\"status\":\"UNAVAILABLE\"}}";
        google.streams(error);
        assertKind(FailureClass.OVERLOADED);
        google.answers(200, "text/event-stream", error.replace("{\"code\"", "{\r\n  \"code\"") + "\r\n");
        assertKind(FailureClass.OVERLOADED);
        google.answers("[" + error + "]");
        assertKind(FailureClass.OVERLOADED);
        google.answers(200, "text/event-stream", "data: " + ONE + "\r\n\r\n" + error + "\r\n");
        assertThatThrownBy(() -> google.stream(ASK)).isInstanceOfSatisfying(StreamBrokenException.class, e -> {
            assertThat(e.partial().text()).isEqualTo("One ");
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(ProviderFailedException.class, cause -> assertThat(cause.kind())
                            .isEqualTo(FailureClass.OVERLOADED));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "{\"candidates\":[}"})
    void raisesEventsThatCannotBeRead(String chunk) {
        google.streams(chunk);
        assertKind(FailureClass.MALFORMED);
    }

    private void assertKind(FailureClass kind) {
        assertThatThrownBy(() -> google.stream(ASK))
                .isInstanceOf(LlmException.class)
                .isInstanceOfSatisfying(
                        ProviderFailedException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void marksThePartsOfSignedTexts() {
        List<ChatEvent> events = google.streams(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\",\"thoughtSignature\":\"cw==\"},"
                                + "{\"text\":\"b\"}]},\"finishReason\":\"STOP\"}]}")
                .events(ASK);
        assertThat(events.subList(1, 4))
                .satisfiesExactly(
                        event -> assertThat(event).isEqualTo(new ChatEvent.TextDelta(0, "a")),
                        event -> assertThat(event).isInstanceOfSatisfying(ChatEvent.StateAttached.class, attached -> {
                            assertThat(attached.part()).isZero();
                            assertThat(attached.state().format()).isEqualTo("gemini");
                        }),
                        event -> assertThat(event).isEqualTo(new ChatEvent.TextDelta(1, "b")));
    }
}
