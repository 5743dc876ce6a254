package io.llmgateway.examples.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.Category;
import io.llmgateway.chat.Moderation;
import io.llmgateway.chat.Purpose;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prompts and answers judged by OpenAI's moderation, over real sockets. */
class ModeratedStreamTest {
    private static final String KIND = "kind words and more ".repeat(40);

    private final FakeVendor openai = FakeVendor.openAi();
    private LlmClient client;

    @BeforeEach
    void open() {
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { default-model: openai/gpt-5.4-mini, guard: { moderation: { enabled: true,"
                        + " model: openai/omni-moderation-latest, thresholds: { violence: 0.8 } } } }")
                .provider("openai", p -> p.baseUrl(openai.baseUrl()).apiKey("any"))
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        openai.close();
    }

    @Test
    void aPromptIsJudgedBeforeTheModelSeesIt() {
        assertThatThrownBy(() -> client.chat("some violence")).isInstanceOf(RefusedException.class);
        assertThat(openai.requests()).singleElement().satisfies(request -> assertThat(request.path())
                .isEqualTo("/v1/moderations"));
        assertThat(client.ledger().entries()).singleElement().satisfies(entry -> assertThat(entry.purpose())
                .isEqualTo(Purpose.JUDGE));
    }

    @Test
    void aStreamThatPassesIsWhole() {
        openai.otherwise(request -> FakeAnswer.text(KIND));
        try (ChatStream stream = client.stream("hi")) {
            assertThat(stream.await().text()).isEqualTo(KIND);
        }
        long asked = openai.requests().stream()
                .filter(request -> request.path().endsWith("/moderations"))
                .count();
        assertThat(asked).isBetween(4L, 1 + KIND.length() / 100L);
    }

    @Test
    void aStreamThatIsRefusedEndsAtTheVendorToo() {
        String text = KIND + "some violence here. " + KIND.repeat(20);
        openai.otherwise(request -> FakeAnswer.text(text).paced(Duration.ofMillis(1)));
        StringBuilder read = new StringBuilder();
        try (ChatStream stream = client.stream("hi")) {
            StreamBrokenException broken =
                    catchThrowableOfType(StreamBrokenException.class, () -> stream.forEachText(read::append));
            assertThat(broken).hasCauseInstanceOf(RefusedException.class);
            assertThat(broken.partial().text()).isEqualTo(read.toString());
        }
        assertThat(KIND).startsWith(read.toString());
        assertThat(read).isNotEmpty();
        openai.requests().stream()
                .filter(request -> request.path().endsWith("/completions"))
                .forEach(request -> request.awaitClosedByClient(Duration.ofSeconds(5)));
    }

    @Test
    void textsAreModeratedByThemselves() {
        Moderation result = client.moderate("some violence").results().get(0);
        assertThat(result.flagged()).isTrue();
        assertThat(result.flaggedCategories()).containsExactly(Category.VIOLENCE);
        assertThat(result.score(Category.PRIVACY)).isEmpty();
    }
}
