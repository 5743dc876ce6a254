package io.llmgateway.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageReaderTest {
    private static final ChatRequest ASK =
            ChatRequest.builder().model("gemini-3.6-flash").user("Hi").build();

    /** The same answer, whole and streamed. */
    private static List<ChatResponse> read(String usage) throws IOException {
        String answer = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ok\"}]},\"finishReason\":\"STOP\"}],"
                + "\"usageMetadata\":" + usage.replace('\'', '"') + "}";
        try (Google google = new Google()) {
            return List.of(google.answers(answer).chat(ASK), google.streams(answer).stream(ASK));
        }
    }

    @Test
    void generatedPicturesHaveABucketAndThoseOfThePromptAreText() throws IOException {
        for (ChatResponse response : read("{'promptTokenCount':300,'candidatesTokenCount':1300,'totalTokenCount':1600,"
                + "'promptTokensDetails':[{'modality':'IMAGE','tokenCount':258},{'modality':'TEXT','tokenCount':42}],"
                + "'candidatesTokensDetails':[{'modality':'IMAGE','tokenCount':1290}]}")) {
            assertThat(response.usage())
                    .isEqualTo(Usage.builder()
                            .input(300)
                            .output(10)
                            .imageOutput(1290)
                            .build());
        }
    }

    @Test
    void whatToolsOfTheVendorBroughtBelongsToThePrompt() throws IOException {
        for (ChatResponse response : read("{'promptTokenCount':10,'toolUsePromptTokenCount':90,"
                + "'candidatesTokenCount':4,'thoughtsTokenCount':6,'totalTokenCount':110}")) {
            assertThat(response.usage())
                    .isEqualTo(Usage.builder().input(100).output(4).reasoning(6).build());
            assertThat(response.warnings()).isEmpty();
        }
    }

    @Test
    void tellsTheClassOfService() throws IOException {
        for (ChatResponse response : read("{'promptTokenCount':10,'totalTokenCount':10,'serviceTier':'flex'}")) {
            assertThat(response.info().serviceTier()).contains("flex");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'promptTokenCount':10,'candidatesTokenCount':4,'totalTokenCount':20}|10|4|the total is 20",
                "{'promptTokenCount':10,'cachedContentTokenCount':30,'candidatesTokenCount':4}|10|4|30 tokens from",
                "{'promptTokenCount':-10,'candidatesTokenCount':4}|0|4|promptTokenCount is -10",
                "{'promptTokenCount':10,'candidatesTokenCount':4,'candidatesTokensDetails':"
                        + "[{'modality':'IMAGE','tokenCount':1290}]}|10|4|1290 image tokens"
            })
    void whatMakesNoSenseIsAnEstimateWithAWarning(String usage, long input, long output, String why)
            throws IOException {
        for (ChatResponse response : read(usage)) {
            assertThat(response.text()).isEqualTo("ok");
            assertThat(response.usage().totalInput()).isEqualTo(input);
            assertThat(response.usage().totalOutput()).isEqualTo(output);
            assertThat(response.usage().estimated()).isTrue();
            assertThat(response.warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.code()).isEqualTo("usage_inconsistent");
                assertThat(warning.message()).contains(why);
            });
        }
    }

    @Test
    void embeddingsAreCheckedToo() throws IOException {
        try (Google google = new Google()) {
            EmbeddingResponse response = google.answers(
                            "{\"embeddings\":[{\"values\":[1.0]}],\"usageMetadata\":{\"promptTokenCount\":-4}}")
                    .embed(EmbeddingRequest.of("gemini-embedding-001", "a"));
            assertThat(response.usage().total()).isZero();
            assertThat(response.usage().estimated()).isTrue();
            assertThat(response.warnings()).extracting(Warning::code).containsExactly("usage_inconsistent");
        }
    }
}
