package io.llmgateway.core.route;

import static io.llmgateway.core.route.Asked.chat;
import static io.llmgateway.core.route.Asked.facts;
import static io.llmgateway.core.route.Asked.holds;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactsTest {
    @Test
    void whatIsNotSaidIsEmptyOrZero() {
        Facts nothing = facts(ChatRequest.builder().build());
        assertThat(holds("model == '' and user == '' and tag.team == '' and text == ''", nothing))
                .isTrue();
        assertThat(holds("chars == 0 and messages == 0 and tools == 0 and images == 0", nothing))
                .isTrue();
        assertThat(holds("streamed or json or reasoning", nothing)).isFalse();
        assertThat(holds("language == 'unknown' and complexity == 0 and kind == 'chat'", nothing))
                .isTrue();
    }

    @Test
    void aConversationIsCounted() {
        Part.Image image = new Part.Image(MediaSource.of("image/png", new byte[] {1}));
        Part.ToolCall call = new Part.ToolCall("1", "look", "{\"at\":1}");
        Facts asked = chat(c -> c.system("12345")
                .user(new Part.Text("123"), image, new Part.Text("456"))
                .message(Message.of(Role.ASSISTANT, call))
                .message(Message.tool(new Part.ToolResult("1", "look", List.of(new Part.Text("78"), image), false)))
                .tool(Tool.function("look", "", "{}")));
        assertThat(holds("chars == 13", asked)).isTrue();
        assertThat(holds("messages == 4", asked)).isTrue();
        assertThat(holds("images == 2", asked)).isTrue();
        assertThat(holds("tools == 1", asked)).isTrue();
        assertThat(holds("text == '123456'", asked)).isTrue();
    }

    @Test
    void textsToEmbedAreCounted() {
        Facts asked = facts(EmbeddingRequest.builder()
                .model("meaning")
                .inputs(List.of("one", "the last"))
                .endUser("u")
                .tags(Map.of("team", "search"))
                .build());
        assertThat(holds("kind == 'embed' and model == 'meaning' and user == 'u'", asked))
                .isTrue();
        assertThat(holds("messages == 2 and chars == 11 and text == 'the last'", asked))
                .isTrue();
        assertThat(holds("tag.team == 'search' and tools == 0 and images == 0", asked))
                .isTrue();
        assertThat(holds("json or reasoning", asked)).isFalse();
        assertThat(holds("text == ''", facts(EmbeddingRequest.of("meaning")))).isTrue();
    }

    @Test
    void jsonIsAskedForByAnObjectOrASchema() {
        assertThat(holds("json", chat(c -> c.responseFormat(new ResponseFormat.JsonObject()))))
                .isTrue();
        assertThat(holds("json", chat(c -> c.responseFormat(ResponseFormat.jsonSchema("a", Json.of("{}"))))))
                .isTrue();
        assertThat(holds("json", chat(c -> c.responseFormat(new ResponseFormat.Text()))))
                .isFalse();
    }

    @Test
    void reasoningIsNoWishWhereItIsSwitchedOff() {
        assertThat(holds("reasoning", chat(c -> c.reasoning(ReasoningOptions.effort("low")))))
                .isTrue();
        assertThat(holds("reasoning", chat(c -> c.reasoning(ReasoningOptions.budget(100)))))
                .isTrue();
        assertThat(holds("reasoning", chat(c -> c.reasoning(ReasoningOptions.effort("none")))))
                .isFalse();
        assertThat(holds("reasoning", chat(c -> c.reasoning(ReasoningOptions.budget(0)))))
                .isFalse();
    }

    @Test
    void streamedIsAFactOfTheCall() {
        Call call = Call.of(ChatRequest.of("x"), true, "op", 0);
        assertThat(holds("streamed", new Facts(call, Asked.TIME, () -> 0))).isTrue();
    }

    @Test
    void tokensAreEstimatedOnlyWhereAskedForAndOnce() {
        AtomicInteger estimates = new AtomicInteger();
        Facts asked = new Facts(
                Call.of(ChatRequest.of("x"), false, "op", 0), Asked.TIME, () -> 100 + estimates.incrementAndGet());
        assertThat(holds("chars == 1 or tokens > 5", asked)).isTrue();
        assertThat(estimates).hasValue(0);
        assertThat(holds("tokens == 101 and tokens == 101", asked)).isTrue();
        assertThat(holds("tokens == 101", asked)).isTrue();
        assertThat(estimates).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en      | Why is the sky blue?",
                "en      | Please summarize this letter for the management, and be brief.",
                "de      | Warum ist der Himmel blau?",
                "de      | Fasse bitte den folgenden Brief für die Leitung zusammen.",
                "fr      | Pourquoi le ciel est-il bleu ?",
                "es      | ¿Por qué es azul el cielo y no verde?",
                "it      | Perché il cielo è blu e non verde?",
                "pt      | Por que o céu é azul e não verde?",
                "nl      | Waarom is de lucht blauw en niet groen?",
                "ru      | Почему небо синее?",
                "zh      | 为什么天空是蓝色的？",
                "ja      | 空はなぜ青いのですか。",
                "ko      | 하늘은 왜 파란가요?",
                "ar      | لماذا السماء زرقاء؟",
                "unknown | OK",
                "unknown | 2 + 2 = 4",
                "unknown | Miért kék az ég?",
                "unknown | Γιατί ο ουρανός είναι μπλε;",
            })
    void languageIsGuessedFromScriptAndSmallWords(String language, String text) {
        assertThat(Language.of(text)).isEqualTo(language);
        assertThat(holds("language == '" + language + "'", chat(c -> c.user(text))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hi!", "What is the capital of France?", "Translate: good morning", "Thanks."})
    void simpleQuestionsLookSimple(String text) {
        assertThat(holds("complexity < 0.1", chat(c -> c.user(text)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Prove that √2 is irrational, and explain why the proof needs no calculus.",
                "Why does this fail?\n```java\nint x = 1/0;\n```",
                "Compare these plans and explain which is cheaper:\n- A: 3 + 4 a month\n- B: 80 a year\n- C: free",
            })
    void hardQuestionsLookHard(String text) {
        assertThat(holds("complexity >= 0.3", chat(c -> c.user(text)))).isTrue();
    }

    @Test
    void eachSignMakesAQuestionLookHarder() {
        double plain = Complexity.of("a question", 1);
        assertThat(Complexity.of("a question ".repeat(50), 1)).isGreaterThan(plain);
        assertThat(Complexity.of("explain a question", 1)).isGreaterThan(plain + 0.09);
        assertThat(Complexity.of("a question\n```\nx\n```", 1)).isGreaterThan(plain + 0.19);
        assertThat(Complexity.of("a {\n b;\n}", 1)).isGreaterThan(plain + 0.19);
        assertThat(Complexity.of("a question 3+4", 1)).isGreaterThan(plain + 0.14);
        assertThat(Complexity.of("a question\n1. b\n2. c", 1)).isGreaterThan(plain + 0.09);
        assertThat(Complexity.of("a question", 3)).isGreaterThan(plain + 0.03);
    }

    @Test
    void everythingAtOnceIsOneAndNoMore() {
        String all = "why explain\n```\n" + "- √ what?\n".repeat(10_000);
        assertThat(Complexity.of(all, 1_000)).isBetween(0.99, 1.0);
    }
}
