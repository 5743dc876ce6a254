package io.llmgateway.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.WireJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What becomes of the reasoning a caller asks for, by model. */
class ThinkingTest {
    private final AnthropicServer server = new AnthropicServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static ChatRequest asking(String model, String effort, Long budget, Boolean include) {
        return ChatRequest.builder()
                .model(model)
                .user("Hi")
                .reasoning(new ReasoningOptions(effort, budget, include))
                .build();
    }

    // one line: model, what is asked, what is sent, warning
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "claude-3-7-sonnet-latest | -       | 2000 | true  | enabled 2000        | -    | -",
                "claude-haiku-4-5         | -       | 100  | -     | enabled 1024        | -    | raised_budget",
                "claude-haiku-4-5         | -       | 2000 | false | enabled 2000 omitted | -   | -",
                "claude-haiku-4-5         | low     | -    | -     | enabled 2048        | -    | effort_as_budget",
                "claude-opus-4-5          | high    | -    | -     | enabled 16000       | -    | effort_as_budget",
                "claude-haiku-4-5         | high    | 3000 | -     | enabled 3000        | -    | passed_over",
                "claude-haiku-4-5         | none    | -    | -     | disabled            | -    | -",
                "claude-haiku-4-5         | -       | 0    | -     | disabled            | -    | -",
                "claude-haiku-4-5         | -       | -    | true  | -                   | -    | -",
                "claude-3-5-haiku-latest  | none    | -    | -     | -                   | -    | -",
                "claude-sonnet-4-6        | medium  | -    | -     | adaptive            | medium | -",
                "claude-sonnet-4-6        | xhigh   | -    | -     | adaptive            | high | changed_effort",
                "claude-sonnet-4-6        | low     | 5000 | -     | enabled 5000        | low  | -",
                "claude-opus-4-7          | xhigh   | -    | true  | adaptive summarized | xhigh | -",
                "claude-opus-4-7          | none    | -    | -     | -                   | -    | -",
                "claude-sonnet-5          | minimal | -    | -     | adaptive            | low  | changed_effort",
                "claude-sonnet-5          | none    | -    | -     | disabled            | -    | -",
                "claude-sonnet-5          | -       | -    | true  | adaptive summarized | -    | -",
                "claude-sonnet-5          | -       | -    | false | -                   | -    | -",
                "claude-sonnet-5-5        | none    | -    | -     | between_tools       | -    | -",
                "claude-opus-6            | max     | -    | -     | adaptive            | max  | -",
                "deepseek-v4-pro          | high    | -    | -     | -                   | high | -",
                "deepseek-v4-pro          | -       | 3000 | -     | enabled 3000        | -    | -",
                "deepseek-v4-pro          | none    | -    | -     | disabled            | -    | -",
            })
    void isToldInTheModelsOwnWay(
            String model,
            String effort,
            Long budget,
            Boolean include,
            String thinking,
            String sentEffort,
            String code) {
        var response = server.answers(AnthropicServer.OK).chat(asking(model, effort, budget, include));
        JsonNode body = server.body();
        assertThat(body.path("thinking"))
                .isEqualTo(WireJson.mapper().readTree(thinking(thinking)).path("thinking"));
        assertThat(body.path("output_config").path("effort").asString("-"))
                .isEqualTo(sentEffort == null ? "-" : sentEffort);
        assertThat(response.info().warnings())
                .extracting(warning -> warning.code())
                .isEqualTo(code == null ? java.util.List.of() : java.util.List.of(code));
    }

    private static String thinking(String words) {
        if (words == null) {
            return "{}";
        }
        StringBuilder out = new StringBuilder("{\"thinking\":{");
        for (String word : words.split(" ", -1)) {
            String name = out.charAt(out.length() - 1) == '{'
                    ? "type"
                    : Character.isDigit(word.charAt(0)) ? "budget_tokens" : "display";
            String value = name.equals("budget_tokens") ? word : "\"" + word + "\"";
            out.append(name.equals("type") ? "" : ",")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(value);
        }
        return out.append("}}").toString();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "claude-3-5-haiku-latest, high, -",
                "claude-3-5-haiku-latest, -, 2000",
                "claude-sonnet-5, -, 2000",
                "claude-opus-5-5, none, -",
                "claude-fable-5, -, 0",
            })
    void isRefusedWhereTheModelCannot(String model, String effort, Long budget) {
        assertThatThrownBy(() -> server.chat(asking(model, effort, budget, null)))
                .isInstanceOf(ProviderFailedException.class)
                .hasMessageContaining("reasoning")
                .hasMessageContaining(model);
        assertThat(server.requests()).isZero();
    }

    @Test
    void becomesAdaptiveWhereABudgetMayBeDropped() {
        server.answers(AnthropicServer.OK)
                .chat(asking("claude-sonnet-5", null, 2000L, true).toBuilder()
                        .dropUnsupported()
                        .build());
        assertThat(server.body().path("thinking").toString())
                .isEqualTo("{\"type\":\"adaptive\",\"display\":\"summarized\"}");
    }

    @Test
    void needsRoom() {
        ChatRequest small = asking("claude-haiku-4-5", "high", null, null).toBuilder()
                .maxTokens(1000)
                .build();
        assertThatThrownBy(() -> server.chat(small)).hasMessageContaining("no room");
    }
}
