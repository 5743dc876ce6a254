package io.llmgateway.providers.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings of the router's own models. */
class FeatureExtractionTest {
    private static final EmbeddingRequest ONE = EmbeddingRequest.of("acme/mini lm", "Paris");
    private static final EmbeddingRequest TWO = EmbeddingRequest.of("acme/mini", "Paris", "Rome");

    private Vendor vendor;

    @BeforeEach
    void start() throws Exception {
        vendor = new Vendor("/v1");
    }

    @AfterEach
    void stop() {
        vendor.close();
    }

    @Test
    void oneTextIsSentAndReadAlone() throws Exception {
        vendor.json("[0.5,-0.25,1e-3]");
        EmbeddingResponse response = vendor.embed(ONE);
        assertThat(response.embeddings()).singleElement().satisfies(vector -> assertThat(vector.toArray())
                .containsExactly(0.5f, -0.25f, 1e-3f));
        assertThat(response.usage().estimated()).isTrue();
        assertThat(response.usage().input()).isEqualTo(2);
        assertThat(response.info().model()).isEqualTo("acme/mini lm");
        assertThat(response.info().requestId()).contains("Root=1-abc");
        RecordedRequest request = vendor.request();
        assertThat(request.getTarget()).isEqualTo("/hf-inference/models/acme/mini%20lm/pipeline/feature-extraction");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + Vendor.KEY);
        assertThat(Vendor.body(request)).isEqualTo(Vendor.tree("{\"inputs\":\"Paris\"}"));
    }

    @Test
    void oneTextMayComeInAList() {
        vendor.json("[[1,2]]");
        assertThat(vendor.embed(ONE).embeddings()).singleElement().satisfies(vector -> assertThat(vector.toArray())
                .containsExactly(1, 2));
    }

    @Test
    void severalTextsAreSentAndReadTogether() throws Exception {
        vendor.json("[[1,2],[3,4]]");
        EmbeddingRequest request = TWO.toBuilder()
                .model("acme/mini:hf-inference")
                .purpose("query")
                .extra(Map.of("normalize", true))
                .build();
        assertThat(vendor.embed(request).embeddings())
                .extracting(vector -> vector.at(0))
                .containsExactly(1f, 3f);
        RecordedRequest sent = vendor.request();
        assertThat(sent.getTarget()).isEqualTo("/hf-inference/models/acme/mini/pipeline/feature-extraction");
        assertThat(Vendor.body(sent))
                .isEqualTo(
                        Vendor.tree("{\"inputs\":[\"Paris\",\"Rome\"],\"prompt_name\":\"query\",\"normalize\":true}"));
    }

    @Test
    void longVectorsAreReadWhole() {
        String numbers = "0.125,".repeat(4095) + "7";
        vendor.json("[[" + numbers + "],[" + numbers + "]]");
        assertThat(vendor.embed(TWO).embeddings())
                .hasSize(2)
                .allMatch(vector -> vector.dimensions() == 4096 && vector.at(4095) == 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[[1,2],[3,4]]]", "[[1,2],[3,4],[5,6]]"})
    void vectorsForTokensAreRefused(String answer) {
        vendor.json(answer);
        ProviderFailedException failed = vendor.failure(ONE, false);
        assertThat(failed.kind()).isEqualTo(FailureClass.MALFORMED);
        assertThat(failed).hasMessageContaining("sentence-transformers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "null", "3", "[\"a\"]", "[[1,\"a\"]]", "[[1],2]", "[[1,2]", "[1,2", "<html>", "[]"})
    void whatIsNoVectorIsAFailure(String answer) {
        vendor.json(answer);
        assertThat(vendor.failure(TWO, false)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[[]]"})
    void aVectorWithoutNumbersIsAFailure(String answer) {
        vendor.json(answer);
        assertThat(vendor.failure(ONE, false).kind()).isEqualTo(FailureClass.MALFORMED);
    }

    @Test
    void aMissingVectorIsAFailure() {
        vendor.json("[[1,2]]");
        assertThat(vendor.failure(TWO, false).kind()).isEqualTo(FailureClass.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|Not Found|MODEL_UNKNOWN",
                "400|{\"error\":\"Model not supported by provider hf-inference\"}|MODEL_UNKNOWN",
                "413|{\"error\":\"Input validation error: `inputs` must have less than 512 tokens. Given: 600\",\"error_type\":\"Validation\"}|CONTEXT_TOO_LONG",
                "402|{\"error\":\"You have exceeded your monthly included credits for Inference Providers.\"}|QUOTA_EXHAUSTED",
                "401|{\"error\":\"Invalid username or password.\"}|CREDENTIAL",
                "429|{\"error\":\"Rate limit reached\"}|RATE_LIMITED",
                "500|{\"error\":{\"message\":\"boom\",\"type\":\"server_error\"}}|TRANSIENT"
            })
    void tellsFailuresApart(int status, String body, FailureClass kind) {
        vendor.answer(status, "application/json", body);
        assertThat(vendor.failure(ONE, false).kind()).isEqualTo(kind);
    }

    @Test
    void anErrorWithStatus200Fails() {
        vendor.json("{\"error\":\"Model is currently loading for " + Vendor.KEY + "\",\"estimated_time\":3}");
        ProviderFailedException failed = vendor.failure(ONE, false);
        assertThat(failed.kind()).isEqualTo(FailureClass.OVERLOADED);
        assertThat(failed.retryAfter()).contains(Duration.ofSeconds(3));
        assertThat(failed.requestId()).contains("Root=1-abc");
        assertThat(failed).hasMessageNotContaining(Vendor.KEY);
    }

    @Test
    void refusesBeforeItSends() {
        assertThatThrownBy(() -> vendor.embed(ONE.toBuilder().inputs(List.of()).build()))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(vendor.failure(ONE.toBuilder().dimensions(64).build(), false).kind())
                .isEqualTo(FailureClass.UNSUPPORTED);
        assertThat(vendor.requests()).isZero();
        vendor.json("[1,2]");
        assertThat(vendor.embed(ONE.toBuilder().dimensions(64).dropUnsupported().build())
                        .info()
                        .warnings())
                .hasSize(1);
    }
}
