package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.Category;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Moderation;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiModerationsTest {
    private final ChatServer server = new ChatServer("openai");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void asksForAllTextsAtOnce() {
        server.answers("{\"results\":[" + result(true, "violence", 0.9) + "," + result(false, "violence", 0.1) + "]}")
                .moderate(ModerationRequest.of("omni-moderation-latest", "a", "b"));
        var request = server.request();
        assertThat(request.getTarget()).isEqualTo("/v1/moderations");
        assertThat(ChatServer.tree(request.getBody().utf8()))
                .isEqualTo(ChatServer.tree("{\"model\":\"omni-moderation-latest\",\"input\":[\"a\",\"b\"]}"));
    }

    @Test
    void readsWhatOpenAiSays() {
        ModerationResponse response = server.answers(
                        """
                        {"id":"modr-1","model":"omni-moderation-2024-09-26","results":[{
                          "flagged":true,
                          "categories":{"harassment":true,"harassment/threatening":false,"sexual/minors":false,
                            "illicit":null,"violence/graphic":false,"brand/new":true},
                          "category_scores":{"harassment":0.5,"harassment/threatening":0.75,"sexual/minors":1e-7,
                            "illicit":null,"violence/graphic":0,"brand/new":0.25},
                          "category_applied_input_types":{"harassment":["text"]}}]}
                        """)
                .moderate(ModerationRequest.of("omni-moderation-latest", "a"));
        Moderation result = response.results().get(0);
        assertThat(response.flagged()).isTrue();
        assertThat(result.flaggedCategories()).containsExactly(Category.HARASSMENT, Category.OTHER);
        assertThat(result.score(Category.HARASSMENT)).hasValue(0.75);
        assertThat(result.score(Category.SEXUAL_MINORS)).hasValue(1e-7);
        assertThat(result.score(Category.GRAPHIC_VIOLENCE)).hasValue(0);
        assertThat(result.score(Category.ILLICIT))
                .as("not judged, which is not 0")
                .isEmpty();
        assertThat(result.score(Category.HATE)).isEmpty();
        assertThat(result.scores()).contains(new Moderation.Score(Category.OTHER, "brand/new", 0.25, true));
        assertThat(response.model()).isEqualTo("omni-moderation-2024-09-26");
        assertThat(response.usage().estimated()).isTrue();
    }

    @Test
    void readsWhatMistralSays() {
        try (ChatServer mistral = new ChatServer("mistral")) {
            ModerationResponse response = mistral.answers(
                            """
                            {"id":"1","model":"mistral-moderation-2603","results":[
                              {"categories":{"jailbreaking":true,"pii":false,"violence_and_threats":false},
                               "category_scores":{"jailbreaking":0.8,"pii":0.2,"violence_and_threats":0.1}},
                              {"categories":{"health":false},"category_scores":{"health":0.3}}],
                             "usage":{"prompt_tokens":21,"completion_tokens":0,"total_tokens":90}}
                            """)
                    .moderate(ModerationRequest.of("mistral-moderation-latest", "a", "b"));
            assertThat(response.results()).extracting(Moderation::flagged).containsExactly(true, false);
            assertThat(response.results().get(0).flaggedCategories()).containsExactly(Category.JAILBREAK);
            assertThat(response.results().get(0).score(Category.PRIVACY)).hasValue(0.2);
            assertThat(response.results().get(1).score(Category.ADVICE)).hasValue(0.3);
            assertThat(response.usage()).isEqualTo(Usage.builder().input(21).build());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "harassment/threatening, harassment", "hate, hate", "hate/threatening, hate",
        "hate_and_discrimination, hate", "illicit, illicit", "illicit/violent, illicit",
        "dangerous_and_criminal_content, illicit", "dangerous, illicit", "criminal, illicit",
        "self-harm, self-harm", "self-harm/intent, self-harm", "self-harm/instructions, self-harm",
        "selfharm, self-harm", "sexual, sexual", "violence, violence",
        "violence_and_threats, violence", "violence/graphic, graphic-violence", "financial, advice",
        "law, advice", "tomorrow's, other"
    })
    void everyCategoryHasACommonWordAndKeepsItsOwn(String vendors, String ours) {
        Moderation result = server.answers("{\"results\":[" + result(true, vendors, 0.5) + "]}")
                .moderate(ModerationRequest.of("m", "a"))
                .results()
                .get(0);
        assertThat(result.scores()).containsExactly(new Moderation.Score(Category.of(ours), vendors, 0.5, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|{'error':{'message':'m','code':429}}|RATE_LIMITED",
                "200|{'results':[]}|MALFORMED",
                "200|{'results':[{'flagged':false}]}|MALFORMED",
                "200|{'results':[{'category_scores':{'hate':2}}]}|MALFORMED",
                "200|{'results':[{'category_scores':{'hate':'no'}}]}|MALFORMED",
                "200|{'results':7}|MALFORMED",
                "200|7|MALFORMED",
                "404|{'error':{'message':'m','code':'model_not_found'}}|MODEL_UNKNOWN"
            })
    void tellsFailuresApart(int status, String body, FailureClass kind) {
        server.answers(status, body.replace('\'', '"'));
        assertThatThrownBy(() -> server.moderate(ModerationRequest.of("m", "a")))
                .isInstanceOfSatisfying(ProviderFailedException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(kind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"azure", "groq", "openrouter", "ollama", "huggingface"})
    void whoHasNoneRefuses(String dialect) {
        try (ChatServer vendor = new ChatServer(dialect)) {
            assertThatThrownBy(() -> vendor.moderate(ModerationRequest.of("m", "a")))
                    .isInstanceOfSatisfying(ProviderFailedException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureClass.UNSUPPORTED));
            assertThat(vendor.requests()).isZero();
        }
    }

    @Test
    void fieldsOfItsOwnGoAlong() {
        server.answers("{\"results\":[" + result(false, "hate", 0) + "]}")
                .moderate(ModerationRequest.builder()
                        .model("m")
                        .inputs(java.util.List.of("a"))
                        .extra(Map.of("more", 1))
                        .build());
        assertThat(server.body().path("more").asInt()).isEqualTo(1);
    }

    @Test
    void refusesAnEmptyRequest() {
        assertThatThrownBy(() -> server.moderate(ModerationRequest.of("m")))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(server.requests()).isZero();
    }

    private static String result(boolean flagged, String category, double score) {
        return "{\"flagged\":" + flagged + ",\"categories\":{\"" + category + "\":" + flagged
                + "},\"category_scores\":{\"" + category + "\":" + score + "}}";
    }
}
