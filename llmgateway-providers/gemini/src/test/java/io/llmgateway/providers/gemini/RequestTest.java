package io.llmgateway.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RequestTest {
    private static final String FINE =
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ok\"}]},\"finishReason\":\"STOP\"}]}";
    private static final Tool WEATHER = Tool.function(
            "weather", "Tells the weather", "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
    private static final Tool SEARCH = new Tool.Native("gemini", Json.of("{\"googleSearch\":{}}"));

    private Google google;

    @BeforeEach
    void start() throws IOException {
        google = new Google();
    }

    @AfterEach
    void stop() {
        google.close();
    }

    private static ChatRequest.Builder ask() {
        return ask("gemini-2.5-flash");
    }

    private static ChatRequest.Builder ask(String model) {
        return ChatRequest.builder().model(model).user("Hi");
    }

    private JsonNode written(ChatRequest.Builder request) throws InterruptedException {
        google.answers(FINE).chat(request.build());
        return google.receivedBody();
    }

    private List<String> warnings(ChatRequest.Builder request) throws InterruptedException {
        ChatResponse response = google.answers(FINE).chat(request.build());
        google.received();
        return response.warnings().stream().map(Warning::code).toList();
    }

    private void assertUnsupported(String field, ChatRequest.Builder request) throws InterruptedException {
        assertThatThrownBy(() -> google.chat(request.build()))
                .isInstanceOfSatisfying(
                        ProviderFailedException.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.UNSUPPORTED))
                .hasMessageContaining(field);
        assertThat(google.requests()).isZero();
        assertThat(warnings(request.dropUnsupported())).contains("dropped_field");
    }

    @Test
    void asksAtTheRightDoor() throws InterruptedException {
        google.answers(FINE).chat(ask().endUser("u-1").tag("team", "search").build());
        RecordedRequest plain = google.received();
        assertThat(plain.getTarget()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
        assertThat(plain.getHeaders().get("x-goog-api-key")).isEqualTo(Google.KEY);
        google.streams(FINE).stream(ask().build());
        assertThat(google.received().getTarget())
                .isEqualTo("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
    }

    @Test
    void writesNothingThatWasNotAsked() throws InterruptedException {
        assertThat(written(ask().endUser("u-1").promptCaching(new PromptCaching("k", Duration.ofHours(1)))))
                .isEqualTo(
                        Google.json(
                                """
                        {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{}}
                        """));
    }

    @Test
    void writesAllSettings() throws InterruptedException {
        JsonNode body = written(ask().temperature(0.5)
                .topP(0.9)
                .maxTokens(100)
                .seed(7)
                .stop("END", "\n\n")
                .responseFormat(ResponseFormat.jsonSchema("city", Json.of("{\"type\":\"object\"}")))
                .extra("generationConfig", Map.of("topK", 40))
                .extra("cachedContent", "cachedContents/abc"));
        assertThat(body.path("generationConfig"))
                .isEqualTo(
                        Google.json(
                                """
                {"temperature":0.5,"topP":0.9,"maxOutputTokens":100,"seed":7,"stopSequences":["END","\\n\\n"],
                 "responseMimeType":"application/json","responseJsonSchema":{"type":"object"},"topK":40}
                """));
        assertThat(body.path("cachedContent").stringValue()).isEqualTo("cachedContents/abc");
    }

    @Test
    void writesJsonWithoutSchema() throws InterruptedException {
        assertThat(written(ask().responseFormat(new ResponseFormat.JsonObject()))
                        .path("generationConfig"))
                .isEqualTo(Google.json("{\"responseMimeType\":\"application/json\"}"));
        assertThat(written(ask().responseFormat(new ResponseFormat.Text())).path("generationConfig"))
                .isEqualTo(Google.json("{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini-2.5-flash      | low     | {\"thinkingBudget\":1024}",
                "gemini-2.5-pro        | medium  | {\"thinkingBudget\":8192}",
                "gemini-2.5-flash-lite | HIGH    | {\"thinkingBudget\":24576}",
                "gemini-2.5-flash      | none    | {\"thinkingBudget\":0}",
                "gemini-3.6-flash      | minimal | {\"thinkingLevel\":\"MINIMAL\"}",
                "gemini-3-pro-preview  | high    | {\"thinkingLevel\":\"HIGH\"}",
                "gemini-flash-latest   | low     | {\"thinkingLevel\":\"LOW\"}",
                "models/gemini-4-pro   | medium  | {\"thinkingLevel\":\"MEDIUM\"}"
            })
    void writesEffortInTheWordsOfTheModel(String model, String effort, String config) throws InterruptedException {
        JsonNode body = written(ask(model).reasoning(ReasoningOptions.effort(effort)));
        assertThat(body.path("generationConfig").path("thinkingConfig")).isEqualTo(Google.json(config));
    }

    @Test
    void writesBudgetsAndWhetherToShowThoughts() throws InterruptedException {
        assertThat(written(ask().reasoning(ReasoningOptions.budget(512)))
                        .path("generationConfig")
                        .path("thinkingConfig"))
                .isEqualTo(Google.json("{\"thinkingBudget\":512,\"includeThoughts\":true}"));
        assertThat(written(ask("gemini-3.6-flash").reasoning(new ReasoningOptions("low", 512L, false)))
                        .path("generationConfig")
                        .path("thinkingConfig"))
                .isEqualTo(Google.json("{\"thinkingLevel\":\"LOW\",\"includeThoughts\":false}"));
        assertThat(written(ask("gemini-3.6-flash").reasoning(ReasoningOptions.budget(512)))
                        .path("generationConfig")
                        .path("thinkingConfig"))
                .isEqualTo(Google.json("{\"thinkingBudget\":512,\"includeThoughts\":true}"));
    }

    @Test
    void saysWhenThinkingCannotBeAskedFor() throws InterruptedException {
        assertThat(warnings(ask("gemini-3.6-flash").reasoning(ReasoningOptions.effort("max"))))
                .containsExactly("changed_field");
        assertThat(warnings(ask("gemini-2.0-flash").reasoning(ReasoningOptions.effort("none"))))
                .isEmpty();
    }

    @Test
    void refusesThoughtsOfModelsThatDoNotThink() throws InterruptedException {
        assertUnsupported("reasoning", ask("gemini-2.0-flash").reasoning(ReasoningOptions.effort("high")));
    }

    @Test
    void refusesNotToThinkWhereTheModelAlwaysDoes() throws InterruptedException {
        assertUnsupported("reasoning.effort", ask("gemini-3.6-flash").reasoning(ReasoningOptions.effort("none")));
    }

    @Test
    void refusesAnEffortWithoutBudget() throws InterruptedException {
        assertUnsupported("reasoning.effort", ask().reasoning(ReasoningOptions.effort("some")));
    }

    @Test
    void refusesToKeepFromParallelCalls() throws InterruptedException {
        assertUnsupported("parallelToolCalls", ask().parallelToolCalls(false));
    }

    @Test
    void asksNothingForParallelCalls() throws InterruptedException {
        assertThat(written(ask().parallelToolCalls(true)).path("toolConfig").isMissingNode())
                .isTrue();
    }

    @Test
    void refusesNamesOfSpeakers() throws InterruptedException {
        Message named = new Message(Role.USER, List.of(new Part.Text("Hello")), "Ann");
        assertUnsupported("messages[1].name", ask().message(named));
    }

    @Test
    void refusesRolesItDoesNotKnow() throws InterruptedException {
        assertUnsupported("messages[1].role", ask().message(Message.of(new Role("critic"), new Part.Text("Bad"))));
    }

    @Test
    void refusesToolsOfOtherVendors() throws InterruptedException {
        Tool theirs = new Tool.Native("anthropic", Json.of("{\"type\":\"web_search_20250305\"}"));
        assertUnsupported("tools", ask().tool(theirs));
    }

    @Test
    void movesInstructionsToTheFront() throws InterruptedException {
        ChatRequest.Builder request = ChatRequest.builder()
                .model("gemini-2.5-flash")
                .system("Be brief.")
                .system("Be kind.")
                .user("Hi")
                .assistant("Hello")
                .system("Answer in French.")
                .user("And?");
        assertThat(written(request))
                .isEqualTo(
                        Google.json(
                                """
                {"systemInstruction":{"parts":[{"text":"Be brief."},{"text":"Be kind."},{"text":"Answer in French."}]},
                 "contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"text":"Hello"}]},
                             {"role":"user","parts":[{"text":"And?"}]}],
                 "generationConfig":{}}
                """));
        assertThat(warnings(request)).containsExactly("moved_message");
    }

    @Test
    void mergesMessagesOfOneSide() throws InterruptedException {
        JsonNode body = written(ChatRequest.builder()
                .model("gemini-2.5-flash")
                .user("One")
                .user(new Part.Text("Two"), new Part.CachePoint(null))
                .message(Message.of(Role.ASSISTANT, new Part.Text("")))
                .user("Three"));
        assertThat(body.path("contents"))
                .isEqualTo(
                        Google.json(
                                "[{\"role\":\"user\",\"parts\":[{\"text\":\"One\"},{\"text\":\"Two\"},{\"text\":\"Three\"}]}]"));
    }

    @Test
    void writesToolsInOneList() throws InterruptedException {
        JsonNode body = written(ask("gemini-3.6-flash")
                .tool(WEATHER)
                .tool(SEARCH)
                .tool(Tool.function("now", "", "{\"type\":\"object\"}")));
        assertThat(body.path("tools"))
                .isEqualTo(
                        Google.json(
                                """
                [{"functionDeclarations":[
                    {"name":"weather","description":"Tells the weather",
                     "parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}}}},
                    {"name":"now","parametersJsonSchema":{"type":"object"}}]},
                 {"googleSearch":{}}]
                """));
        assertThat(body.path("toolConfig")).isEqualTo(Google.json("{\"includeServerSideToolInvocations\":true}"));
    }

    @Test
    void writesToolChoices() throws InterruptedException {
        assertThat(choice(ToolChoice.NONE)).isEqualTo(Google.json("{\"mode\":\"NONE\"}"));
        assertThat(choice(ToolChoice.REQUIRED)).isEqualTo(Google.json("{\"mode\":\"ANY\"}"));
        assertThat(choice(ToolChoice.tool("weather")))
                .isEqualTo(Google.json("{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"weather\"]}"));
        assertThat(choice(ToolChoice.AUTO).isMissingNode()).isTrue();
        Tool strict = new Tool.Function("f", "", Json.of("{\"type\":\"object\"}"), true);
        assertThat(written(ask().tool(strict)).path("toolConfig").path("functionCallingConfig"))
                .isEqualTo(Google.json("{\"mode\":\"VALIDATED\"}"));
    }

    private JsonNode choice(ToolChoice choice) throws InterruptedException {
        return written(ask().tool(WEATHER).toolChoice(choice))
                .path("toolConfig")
                .path("functionCallingConfig");
    }

    @Test
    void keepsQuietAboutToolsThatAreNotThere() throws InterruptedException {
        assertThat(written(ask().toolChoice(ToolChoice.NONE)).path("toolConfig").isMissingNode())
                .isTrue();
    }

    @Test
    void refusesToForceTheVendorsOwnTools() throws InterruptedException {
        assertUnsupported("toolChoice", ask().tool(SEARCH).toolChoice(ToolChoice.REQUIRED));
    }

    @Test
    void refusesRequestsWithoutSense() {
        assertInvalid("must be called", ask().toolChoice(ToolChoice.REQUIRED));
        assertInvalid("none of the tools", ask().tool(WEATHER).toolChoice(ToolChoice.tool("news")));
        assertInvalid("parameters of tool \"bad\"", ask().tool(Tool.function("bad", "", "{")));
        assertInvalid(
                "response format \"r\"", ask().responseFormat(ResponseFormat.jsonSchema("r", Json.of("no JSON"))));
        assertInvalid("nothing to answer", ChatRequest.builder().model("m").system("Be brief."));
        assertInvalid("no model", ChatRequest.builder().user("Hi"));
        assertThat(google.requests()).isZero();
    }

    private void assertInvalid(String message, ChatRequest.Builder request) {
        assertThatThrownBy(() -> google.chat(request.build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }
}
