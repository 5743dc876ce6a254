package io.llmgateway.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {
    private static EmbeddingRequest.Builder ask(String model, String... texts) {
        return EmbeddingRequest.builder().model(model).inputs(List.of(texts));
    }

    private static Embedding vector(float... values) {
        return new Embedding(values);
    }

    @Test
    void asksGeminiForABatch() throws Exception {
        try (Google google = new Google()) {
            EmbeddingResponse response = google.answers(
                            """
                            {"embeddings":[{"values":[0.5,-1,2e-3]},{"values":[1]}],"more":{"values":[9]}}
                            """)
                    .embed(ask("gemini-embedding-001", "a", "b")
                            .dimensions(3)
                            .purpose("query")
                            .extra(Map.of("x", 1))
                            .endUser("u")
                            .build());
            assertThat(response.embeddings()).containsExactly(vector(0.5f, -1, 0.002f), vector(1));
            assertThat(response.usage())
                    .isEqualTo(Usage.builder().estimated(true).build());
            RecordedRequest request = google.received();
            assertThat(request.getTarget()).isEqualTo("/v1beta/models/gemini-embedding-001:batchEmbedContents");
            assertThat(Google.json(Objects.requireNonNull(request.getBody()).utf8()))
                    .isEqualTo(
                            Google.json(
                                    """
                            {"requests":[
                              {"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a"}]},
                               "taskType":"RETRIEVAL_QUERY","outputDimensionality":3},
                              {"model":"models/gemini-embedding-001","content":{"parts":[{"text":"b"}]},
                               "taskType":"RETRIEVAL_QUERY","outputDimensionality":3}],"x":1}
                            """));
        }
    }

    @Test
    void readsUsageWhereItIsTold() throws IOException {
        try (Google google = new Google()) {
            EmbeddingResponse response = google.answers(
                            """
                            {"embeddings":[{"values":[1]}],"usageMetadata":{"promptTokenCount":4,
                             "promptTokenDetails":[{"modality":"TEXT","tokenCount":4}]}}
                            """)
                    .embed(ask("gemini-embedding-2", "a").build());
            assertThat(response.usage()).isEqualTo(Usage.builder().input(4).build());
        }
    }

    @Test
    void asksVertexForPredictions() throws Exception {
        try (Google vertex = Google.vertex()) {
            EmbeddingResponse response = vertex.answers(
                            """
                            {"predictions":[
                              {"embeddings":{"statistics":{"token_count":2,"truncated":false},"values":[1,2]}},
                              {"embeddings":{"values":[3,4],"statistics":{"token_count":5}}}],
                             "metadata":{"billableCharacterCount":20}}
                            """)
                    .embed(ask("text-embedding-005", "a", "b")
                            .dimensions(2)
                            .purpose("document")
                            .build());
            assertThat(response.embeddings()).containsExactly(vector(1, 2), vector(3, 4));
            assertThat(response.usage()).isEqualTo(Usage.builder().input(7).build());
            RecordedRequest request = vertex.received();
            assertThat(request.getTarget())
                    .isEqualTo("/v1/projects/acme/locations/europe-west4/publishers/google/models/text-embedding-005"
                            + ":predict");
            assertThat(Google.json(Objects.requireNonNull(request.getBody()).utf8()))
                    .isEqualTo(
                            Google.json(
                                    """
                            {"instances":[{"content":"a","task_type":"RETRIEVAL_DOCUMENT"},
                                          {"content":"b","task_type":"RETRIEVAL_DOCUMENT"}],
                             "parameters":{"outputDimensionality":2}}
                            """));
        }
    }

    @Test
    void asksOneByOneWhereVertexTakesOneText() throws Exception {
        try (Google vertex = Google.vertex()) {
            String answer = "{\"embedding\":{\"values\":[%d]},\"usageMetadata\":{\"promptTokenCount\":3}}";
            vertex.answers(answer.formatted(1)).answers(answer.formatted(2));
            EmbeddingResponse response = vertex.embed(
                    ask("gemini-embedding-2", "a", "b").purpose("CLUSTERING").build());
            assertThat(response.embeddings()).containsExactly(vector(1), vector(2));
            assertThat(response.usage()).isEqualTo(Usage.builder().input(6).build());
            assertThat(response.provider()).isEqualTo("g");
            RecordedRequest first = vertex.received();
            assertThat(first.getTarget()).endsWith("/gemini-embedding-2:embedContent");
            assertThat(Google.json(Objects.requireNonNull(first.getBody()).utf8()))
                    .isEqualTo(Google.json("{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"taskType\":\"CLUSTERING\"}"));
            assertThat(vertex.receivedBody()
                            .path("content")
                            .path("parts")
                            .path(0)
                            .path("text")
                            .asString())
                    .isEqualTo("b");
        }
    }

    @Test
    void asksOneByOneForTheFirstGeminiModelOnVertex() throws IOException {
        try (Google vertex = Google.vertex()) {
            String answer = "{\"predictions\":[{\"embeddings\":{\"values\":[1]}}]}";
            vertex.answers(answer).answers(answer).answers(answer);
            assertThat(vertex.embed(ask("gemini-embedding-001", "a", "b", "c").build())
                            .embeddings())
                    .hasSize(3);
            assertThat(vertex.requests()).isEqualTo(3);
        }
    }

    @Test
    void splitsWhatIsTooMuchForOneBatch() throws IOException {
        try (Google google = new Google()) {
            google.answers("{\"embeddings\":[" + String.join(",", Collections.nCopies(100, "{\"values\":[1]}")) + "]}")
                    .answers("{\"embeddings\":[{\"values\":[2]}]}");
            EmbeddingResponse response = google.embed(EmbeddingRequest.builder()
                    .model("gemini-embedding-001")
                    .inputs(Collections.nCopies(101, "x"))
                    .build());
            assertThat(response.embeddings()).hasSize(101);
            assertThat(response.embeddings().get(100)).isEqualTo(vector(2));
        }
    }

    @Test
    void refusesAVectorWithoutNumbers() throws IOException {
        try (Google google = new Google()) {
            google.answers("{\"embeddings\":[{\"values\":[1]},{\"values\":[]}]}");
            assertThatThrownBy(() -> google.embed(ask("m", "a", "b").build()))
                    .isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                            .isEqualTo(FailureClass.MALFORMED));
        }
    }

    @Test
    void refusesAnAnswerWithTooFewVectors() throws IOException {
        try (Google google = new Google()) {
            google.answers("{\"embeddings\":[{\"values\":[1]}]}");
            assertThatThrownBy(() -> google.embed(ask("m", "a", "b").build()))
                    .isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                            .isEqualTo(FailureClass.MALFORMED));
            google.answers(404, "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"none\"}}");
            assertThatThrownBy(() -> google.embed(ask("m", "a", "b").build()))
                    .isInstanceOfSatisfying(ProviderFailedException.class, e -> assertThat(e.kind())
                            .isEqualTo(FailureClass.MODEL_UNKNOWN));
        }
    }

    @Test
    void refusesNoTextsAndNoModel() throws IOException {
        try (Google google = new Google()) {
            assertThatThrownBy(() -> google.embed(ask("m").build())).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> google.embed(
                            EmbeddingRequest.builder().inputs(List.of("a")).build()))
                    .isInstanceOf(InvalidRequestException.class);
            assertThat(google.requests()).isZero();
        }
    }
}
