package io.llmgateway.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.ProviderFailedException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come as a whole. */
class AnswerTest {
    private static final ChatRequest ASK =
            ChatRequest.builder().model("gemini-flash-latest").user("Hi").build();

    private static ChatResponse read(String body) throws IOException {
        try (Google google = new Google()) {
            return google.answers(body).chat(ASK);
        }
    }

    private static ChatResponse readCandidate(String fields) throws IOException {
        return read("{\"candidates\":[{" + fields + "}]}");
    }

    @Test
    void readsTextThoughtsAndFacts() throws IOException {
        ChatResponse response = read(
                """
                {"candidates":[{"content":{"role":"model","parts":[
                    {"text":"Easy.","thought":true},{"text":"Four"},{"text":", of course"}]},
                  "finishReason":"STOP","index":0,"avgLogprobs":-0.1,"finishMessage":"Model stopped."}],
                 "usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":3,"thoughtsTokenCount":20,
                   "totalTokenCount":31,"promptTokensDetails":[{"modality":"TEXT","tokenCount":8}]},
                 "modelVersion":"gemini-3.6-flash","responseId":"r-1","somethingNew":{"a":[1]}}
                """);
        assertThat(response.parts())
                .containsExactly(new Part.Reasoning("Easy.", null), new Part.Text("Four, of course"));
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.model()).isEqualTo("gemini-3.6-flash");
        assertThat(response.info().id()).contains("r-1");
        assertThat(response.usage())
                .isEqualTo(Usage.builder().input(8).output(3).reasoning(20).build());
        assertThat(response.warnings()).isEmpty();
        assertThat(response.raw()).get().asString().contains("somethingNew");
    }

    @Test
    void readsUsageIntoBucketsThatDoNotOverlap() throws IOException {
        ChatResponse response = read(
                """
                {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{
                   "promptTokenCount":100,"cachedContentTokenCount":40,"toolUsePromptTokenCount":7,
                   "candidatesTokenCount":30,"thoughtsTokenCount":5,
                   "promptTokensDetails":[{"modality":"TEXT","tokenCount":70},{"modality":"AUDIO","tokenCount":30}],
                   "cacheTokensDetails":[{"tokenCount":10,"modality":"AUDIO"},{"modality":"TEXT","tokenCount":30}],
                   "candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":25},{"modality":1,"tokenCount":5}]}}
                """);
        assertThat(response.usage())
                .isEqualTo(Usage.builder()
                        .input(47)
                        .cacheRead(40)
                        .audioInput(20)
                        .output(5)
                        .audioOutput(25)
                        .reasoning(5)
                        .build());
    }

    @Test
    void neverCountsBelowNothing() throws IOException {
        ChatResponse response = read(
                """
                {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{
                   "promptTokenCount":10,"cachedContentTokenCount":40,"candidatesTokenCount":-3,
                   "promptTokensDetails":[{"modality":"AUDIO","tokenCount":30}],
                   "candidatesTokensDetails":null}}
                """);
        assertThat(response.usage())
                .isEqualTo(Usage.builder().cacheRead(10).estimated(true).build());
    }

    @Test
    void saysThatUsageIsUnknown() throws IOException {
        assertThat(readCandidate("\"finishReason\":\"STOP\"").usage().estimated())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, stop",
        "MAX_TOKENS, length",
        "SAFETY, content_filter",
        "RECITATION, content_filter",
        "BLOCKLIST, content_filter",
        "PROHIBITED_CONTENT, content_filter",
        "SPII, content_filter",
        "LANGUAGE, content_filter",
        "MODEL_ARMOR, content_filter",
        "IMAGE_SAFETY, content_filter",
        "IMAGE_OTHER, other",
        "MALFORMED_FUNCTION_CALL, error",
        "UNEXPECTED_TOOL_CALL, error",
        "TOO_MANY_TOOL_CALLS, error",
        "MISSING_THOUGHT_SIGNATURE, error",
        "OTHER, other",
        "NEVER_HEARD_OF, other"
    })
    void readsFinishReasons(String word, String common) throws IOException {
        FinishReason reason = readCandidate("\"finishReason\":\"" + word + "\"").finishReason();
        assertThat(reason.value()).isEqualTo(common);
        assertThat(reason.raw()).isEqualTo(word);
    }

    @Test
    void keepsTheVendorsWordsAboutAnUnnaturalEnd() throws IOException {
        ChatResponse response = readCandidate(
                "\"finishMessage\":\"Malformed call: print(\",\"finishReason\":\"MALFORMED_FUNCTION_CALL\"");
        assertThat(response.warnings()).containsExactly(new Warning("finish_message", "Malformed call: print("));
    }

    @Test
    void readsCallsWithAndWithoutIdAndArguments() throws IOException {
        ChatResponse response = readCandidate(
                """
                "content":{"parts":[{"functionCall":{"name":"now"}},
                  {"functionCall":{"name":"later","args":null}},
                  {"functionCall":{"args":{"a":[1,{"b":"\\u00e9"}]},"name":"add","id":"fc-7"}}]},
                "finishReason":"STOP"
                """);
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.finishReason().raw()).isEqualTo("STOP");
        assertThat(response.parts()).hasSize(3);
        assertThat(response.parts().get(0)).isEqualTo(new Part.ToolCall("call_id-1", "now", "{}", true, null));
        assertThat(response.parts().get(1)).isEqualTo(new Part.ToolCall("call_id-2", "later", "{}", true, null));
        Part.ToolCall add = (Part.ToolCall) response.parts().get(2);
        assertThat(add.id()).isEqualTo("fc-7");
        assertThat(Google.json(add.arguments())).isEqualTo(Google.json("{\"a\":[1,{\"b\":\"é\"}]}"));
    }

    @Test
    void doesNotTrustTheLastCallOfACutAnswer() throws IOException {
        ChatResponse response = readCandidate(
                """
                "content":{"parts":[{"functionCall":{"name":"now","args":{}}}]},"finishReason":"MAX_TOKENS"
                """);
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(((Part.ToolCall) response.parts().get(0)).complete()).isFalse();
    }

    @Test
    void readsMedia() throws IOException {
        ChatResponse response = readCandidate(
                """
                "content":{"parts":[
                  {"inlineData":{"mimeType":"image/png","data":"-_AA"},"thought":false},
                  {"inlineData":{"mimeType":"image/png","data":"BBBB"},"thought":true},
                  {"inlineData":{"mimeType":"application/pdf","data":"CCCC"}},
                  {"fileData":{"mimeType":"audio/mp3","fileUri":"gs://b/x.mp3"}},
                  {"inlineData":{"mimeType":"image/png"}}]},
                "finishReason":"STOP"
                """);
        assertThat(response.parts())
                .containsExactly(
                        new Part.Image(new MediaSource.Inline("image/png", "+/AA")),
                        new Part.Document(new MediaSource.Inline("application/pdf", "CCCC")),
                        new Part.Audio(new MediaSource.Url("gs://b/x.mp3", "audio/mp3")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"candidates\":[{\"finishReason\":\"STOP\"}]}",
                "{\"candidates\":[{\"content\":{},\"index\":0,\"finishReason\":\"STOP\"}]}",
                "{\"candidates\":[{\"content\":null,\"finishReason\":\"STOP\"}],\"promptFeedback\":null}",
                "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"parts\":null}}],\"usageMetadata\":null}",
                "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"parts\":[null,7,{},{\"text\":null},"
                        + "{\"functionCall\":{}},{\"inlineData\":3},{\"newThing\":true},{\"text\":{\"a\":[1]},\"thoughtSignature\":[2]},"
                        + "{\"inlineData\":{\"mimeType\":{},\"data\":[]}}]}}]}"
            })
    void standsAnswersWithNothingInThem(String body) throws IOException {
        ChatResponse response = read(body);
        assertThat(response.parts()).isEmpty();
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void keepsTextThatCameWithoutAReason() throws IOException {
        ChatResponse response = readCandidate("\"content\":{\"parts\":[{\"text\":\"Well\"}]}");
        assertThat(response.text()).isEqualTo("Well");
        assertThat(response.finishReason()).isEqualTo(FinishReason.OTHER);
    }

    @Test
    void readsABlockedPrompt() throws IOException {
        ChatResponse response = read(
                """
                {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","blockReasonMessage":"Not allowed here",
                   "safetyRatings":[{"category":"HARM","probability":"HIGH"}]},
                 "usageMetadata":{"promptTokenCount":9,"totalTokenCount":9}}
                """);
        assertThat(response.parts()).isEmpty();
        assertThat(response.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(response.finishReason().raw()).isEqualTo("PROHIBITED_CONTENT");
        assertThat(response.usage()).isEqualTo(Usage.builder().input(9).build());
        assertThat(response.warnings()).containsExactly(new Warning("blocked", "Not allowed here"));
    }

    @Test
    void readsTheFirstOfSeveralCandidates() throws IOException {
        ChatResponse response = read(
                """
                {"candidates":[{"content":{"parts":[{"text":"one"}]},"finishReason":"STOP"},
                               {"content":{"parts":[{"text":"two"}]},"finishReason":"MAX_TOKENS"}]}
                """);
        assertThat(response.text()).isEqualTo("one");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void raisesAnErrorInsideAnAnswer() {
        assertThatThrownBy(
                        () -> read(
                                """
                        {"error":{"code":503,"message":"Overloaded, key AIzaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","status":"UNAVAILABLE"}}
                        """))
                .isInstanceOfSatisfying(ProviderFailedException.class, e -> {
                    assertThat(e.kind()).isEqualTo(FailureClass.OVERLOADED);
                    assertThat(e.failure().code()).isEqualTo("UNAVAILABLE");
                    assertThat(e.getMessage()).contains("Overloaded").doesNotContain("aaaa");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"hello\":\"world\"}",
                "\"text\"",
                "[]",
                "{\"candidates\":[]}",
                "{\"candidates\":null}",
                "{\"candidates\":[null]}"
            })
    void refusesWhatIsNoAnswer(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        ProviderFailedException.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.MALFORMED));
    }

    @Test
    void refusesAPageOfAProxyWithoutShowingIt() throws IOException {
        try (Google google = new Google()) {
            google.answers(200, "text/html", "<html>secret answer</html>");
            assertThatThrownBy(() -> google.chat(ASK))
                    .isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                            .isEqualTo(FailureClass.MALFORMED))
                    .hasMessageNotContaining("secret");
        }
    }
}
