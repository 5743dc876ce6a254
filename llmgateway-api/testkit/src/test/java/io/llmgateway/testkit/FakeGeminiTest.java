package io.llmgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeGeminiTest {
    private static final String PATH = "/models/gemini-x:generateContent";
    private static final String STREAM = "/models/gemini-x:streamGenerateContent";
    private static final String ASK = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"one two\"}]}]}";

    private final FakeVendor vendor = FakeVendor.gemini();
    private final Wire wire = Wire.gemini(vendor);

    @AfterEach
    void close() {
        wire.close();
        vendor.close();
    }

    @Test
    void answersWhole() throws IOException {
        vendor.answers(
                FakeAnswer.empty().thenReasoning("let me see").thenText("Hi!").thenTool("weather", "{\"a\":1}"));
        Wire.Got got = wire.post(PATH, ASK);
        assertThat(got.at("candidates.0.content.parts.0.thought")).isEqualTo(true);
        assertThat(got.at("candidates.0.content.parts.1.text")).isEqualTo("Hi!");
        assertThat(got.at("candidates.0.content.parts.2.functionCall.args.a")).isEqualTo(1);
        assertThat((String) got.at("candidates.0.content.parts.2.thoughtSignature"))
                .isNotEmpty();
        assertThat(got.at("candidates.0.finishReason")).isEqualTo("STOP");
        assertThat(got.at("usageMetadata.thoughtsTokenCount")).isEqualTo(3);
        assertThat(got.at("modelVersion")).isEqualTo("gemini-x");
        assertThat(vendor.tokensTold().reasoning()).isEqualTo(3);
        assertThat(vendor.tokensTold().total())
                .isEqualTo(((Number) got.at("usageMetadata.totalTokenCount")).longValue());
    }

    @Test
    void streamsEventsOrAnArray() throws IOException {
        FakeAnswer answer = FakeAnswer.text("one two")
                .finish(FinishReason.LENGTH)
                .usage(Usage.builder()
                        .input(3)
                        .cacheRead(5)
                        .output(4)
                        .reasoning(6)
                        .build());
        vendor.answers(answer).answers(answer);
        Wire.Got sse = wire.post(STREAM + "?alt=sse", ASK);
        assertThat(sse.body()).endsWith("\r\n\r\n");
        List<String> data = sse.data();
        assertThat(data).hasSize(3);
        Map<String, Object> last = Js.read(data.get(2));
        assertThat(Js.at(last, "candidates.0.finishReason")).isEqualTo("MAX_TOKENS");
        assertThat(Js.at(last, "usageMetadata.promptTokenCount")).isEqualTo(8);
        assertThat(Js.at(last, "usageMetadata.totalTokenCount")).isEqualTo(18);
        Wire.Got array = wire.post(STREAM, ASK);
        assertThat(array.response().header("content-type")).startsWith("application/json");
        assertThat(Js.at(Js.read("{\"all\":" + array.body() + "}"), "all.1.candidates.0.content.parts.0.text"))
                .isEqualTo(" two");
    }

    @Test
    void refusesWhatTheVendorRefuses() throws IOException {
        try (Wire nobody = new Wire(vendor.baseUrl(), Map.of())) {
            assertThat(nobody.post(PATH, ASK).status()).isEqualTo(403);
            assertThat(nobody.post(PATH + "?key=k", ASK).status()).isEqualTo(200);
        }
        assertThat(wire.post("/models/gemini-x:chat", ASK).status()).isEqualTo(404);
        assertThat(wire.post(PATH, "{\"contents\":[]}").status()).isEqualTo(400);
    }

    @Test
    void failsInTheVendorsWords() throws IOException {
        vendor.fails(FailureClass.CREDENTIAL)
                .answers(FakeAnswer.failure(FailureClass.RATE_LIMITED).retryAfter(Duration.ofSeconds(26)))
                .fails(FailureClass.CONTENT_FILTERED)
                .answers(FakeAnswer.text("one two").errorAfter(1, FailureClass.OVERLOADED));
        assertThat(wire.post(PATH, ASK).at("error.details.0.reason")).isEqualTo("API_KEY_INVALID");
        Wire.Got rate = wire.post(STREAM, ASK);
        assertThat(rate.status()).isEqualTo(429);
        assertThat(rate.body()).startsWith("[").contains("\"retryDelay\":\"26s\"");
        assertThat(wire.post(PATH, ASK).at("promptFeedback.blockReason")).isEqualTo("PROHIBITED_CONTENT");
        Wire.Got inside = wire.post(STREAM + "?alt=sse", ASK);
        assertThat(inside.data()).hasSize(1);
        assertThat(inside.body()).contains("\r\n{\"error\":");
    }

    @Test
    void embeds() throws IOException {
        String one = "{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"outputDimensionality\":3}";
        assertThat((List<?>) wire.post("/models/e:embedContent", one).at("embedding.values"))
                .hasSize(3);
        Wire.Got batch = wire.post("/models/e:batchEmbedContents", "{\"requests\":[" + one + "," + one + "]}");
        assertThat(batch.at("embeddings.0.values")).isEqualTo(batch.at("embeddings.1.values"));
    }
}
