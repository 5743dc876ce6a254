package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiEmbeddingsTest {
    private final ChatServer server = new ChatServer("openai");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void readsNumbersAndPackedVectorsInOrder() {
        EmbeddingResponse response = server.answers(
                        """
                        {"object":"list","model":"model-7-2026","data":[
                          {"object":"embedding","index":1,"embedding":[0.25,-1,1e-3]},
                          {"object":"embedding","index":0,"embedding":"AACAPwAAAEAAAEDA"}],
                         "usage":{"prompt_tokens":8,"total_tokens":8}}
                        """)
                .embed(EmbeddingRequest.of("model-7", "one", "two"));
        assertThat(response.embeddings())
                .containsExactly(new Embedding(new float[] {1, 2, -3}), new Embedding(new float[] {0.25f, -1, 0.001f}));
        assertThat(response.model()).isEqualTo("model-7-2026");
        assertThat(response.usage()).isEqualTo(Usage.builder().input(8).build());
        assertThat(server.request().getTarget()).isEqualTo("/v1/embeddings");
    }

    @Test
    void readsLongVectorsAndTotalsOnly() {
        String numbers = "0.5,".repeat(4000) + "0.5";
        EmbeddingResponse response = server.answers("{\"data\":[{\"embedding\":[" + numbers
                        + "]},{\"embedding\":[1]}],\"usage\":{\"total_tokens\":9}}")
                .embed(EmbeddingRequest.of("model-7", "one", "two"));
        assertThat(response.embeddings()).extracting(Embedding::dimensions).containsExactly(4001, 1);
        assertThat(response.usage().totalInput()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai|{'model':'m','input':['a'],'encoding_format':'base64','dimensions':3,'user':'u'}",
                "azure|{'model':'m','input':['a'],'encoding_format':'base64','dimensions':3,'user':'u'}",
                "mistral|{'model':'m','input':['a'],'output_dimension':3}",
                "ollama|{'model':'m','input':['a'],'dimensions':3}"
            })
    void writesWhatTheVendorTakes(String dialect, String body) {
        try (ChatServer vendor = new ChatServer(dialect)) {
            vendor.answers("{\"data\":[{\"embedding\":[1]}]}")
                    .embed(EmbeddingRequest.builder()
                            .model("m")
                            .inputs(List.of("a"))
                            .dimensions(3)
                            .endUser("u")
                            .build());
            assertThat(vendor.body()).isEqualTo(ChatServer.tree(body.replace('\'', '"')));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{'error':{'message':'m','code':429}}|RATE_LIMITED",
                "200|{'data':[]}|MALFORMED",
                "200|{'data':[{'embedding':[1]},{'embedding':[2]}]}|MALFORMED",
                "200|{'data':[{'embedding':'not base64!'}]}|MALFORMED",
                "200|{'data':[{'embedding':[]}]}|MALFORMED",
                "200|{'data':[{'embedding':''}]}|MALFORMED",
                "200|7|MALFORMED",
                "404|{'error':{'message':'m','code':'model_not_found'}}|MODEL_UNKNOWN"
            })
    void tellsFailuresApart(int status, String body, FailureClass kind) {
        server.answers(status, body.replace('\'', '"'));
        assertThatThrownBy(() -> server.embed(EmbeddingRequest.of("m", "a")))
                .isInstanceOfSatisfying(ProviderFailedException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(kind));
    }

    @Test
    void refusesAnEmptyRequest() {
        assertThatThrownBy(() -> server.embed(EmbeddingRequest.of("m"))).isInstanceOf(InvalidRequestException.class);
        assertThat(server.requests()).isZero();
    }
}
