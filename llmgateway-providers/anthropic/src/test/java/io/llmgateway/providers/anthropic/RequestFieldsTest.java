package io.llmgateway.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.WireJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The fields of a request beside its messages. */
class RequestFieldsTest {
    private static final Json PLACE = Json.of("{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\"}}}");

    private final AnthropicServer server = new AnthropicServer();
    private List<String> warnings = List.of();

    @AfterEach
    void close() {
        server.close();
    }

    private static ChatRequest.Builder asking(String model) {
        return ChatRequest.builder().model(model).user("Hi");
    }

    private JsonNode sent(ChatRequest request) {
        ChatResponse response = server.answers(AnthropicServer.OK).chat(request);
        warnings = response.info().warnings().stream().map(Warning::code).toList();
        return server.body();
    }

    private void sends(String expected, ChatRequest request) {
        assertThat(sent(request)).isEqualTo(WireJson.mapper().readTree(expected));
    }

    /** Refused as it is; sent without the field, and with a warning, where the caller allows it. */
    private JsonNode refusesOrDrops(String model, String field, Consumer<ChatRequest.Builder> change) {
        ChatRequest.Builder request = asking(model);
        change.accept(request);
        int before = server.requests();
        assertThatThrownBy(() -> server.chat(request.build()))
                .isInstanceOfSatisfying(
                        ProviderFailedException.class, e -> assertThat(e.kind()).isEqualTo(FailureClass.UNSUPPORTED))
                .hasMessageContaining(field);
        assertThat(server.requests()).isEqualTo(before);
        JsonNode body = sent(request.dropUnsupported().build());
        assertThat(warnings).contains("dropped_field");
        return body;
    }

    @Test
    void asksInFewWordsWhereNothingIsSaid() {
        sends(
                """
                {"model":"claude-sonnet-5","max_tokens":32000,
                 "messages":[{"role":"user","content":"Hi"}]}""",
                asking("claude-sonnet-5").build());
        assertThat(warnings).isEmpty();
    }

    @Test
    void sendsEverythingAnOldModelTakes() {
        sends(
                """
                {"model":"claude-3-5-haiku-latest","max_tokens":77,"temperature":0.5,"top_p":0.9,
                 "stop_sequences":["END","\\n\\nHuman:"],"metadata":{"user_id":"u-1"},
                 "system":"Be brief.","messages":[{"role":"user","content":"Hi"}]}""",
                ChatRequest.builder()
                        .model("claude-3-5-haiku-latest")
                        .system("Be brief.")
                        .user("Hi")
                        .maxTokens(77)
                        .temperature(0.5)
                        .topP(0.9)
                        .stop("END", "\n\nHuman:")
                        .endUser("u-1")
                        .tag("team", "search")
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-haiku-20240307, 4096",
        "claude-3-5-sonnet-20241022, 8192",
        "claude-opus-4-1, 32000",
        "claude-opus-5, 32000",
        "minimax-m2, 8192",
    })
    void limitsAnswersByWhatTheModelCanGive(String model, long tokens) {
        assertThat(sent(asking(model).build()).path("max_tokens").asLong()).isEqualTo(tokens);
    }

    @Test
    void leavesRoomBehindALargeBudget() {
        JsonNode body = sent(asking("claude-sonnet-4-5")
                .reasoning(ReasoningOptions.budget(40_000))
                .build());
        assertThat(body.path("max_tokens").asLong()).isEqualTo(64_000);
    }

    @Test
    void takesTheLimitFromTheConfiguration() {
        try (AnthropicServer configured = new AnthropicServer(Map.of("max-tokens", "500"))) {
            configured
                    .answers(AnthropicServer.OK)
                    .chat(asking("claude-sonnet-5").build());
            assertThat(configured.body().path("max_tokens").asLong()).isEqualTo(500);
        }
    }

    @Test
    void mergesExtraFields() {
        JsonNode body = sent(asking("claude-sonnet-5")
                .endUser("u-1")
                .extra("metadata", Map.of("trace", "t"))
                .extra("service_tier", "auto")
                .build());
        assertThat(body.path("metadata").toString()).isEqualTo("{\"user_id\":\"u-1\",\"trace\":\"t\"}");
        assertThat(body.path("service_tier").asString()).isEqualTo("auto");
    }

    @Test
    void dropsWhatAnthropicDoesNotKnowByConsentOnly() {
        assertThat(refusesOrDrops("claude-sonnet-5", "seed", r -> r.seed(7)).has("seed"))
                .isFalse();
        assertThat(refusesOrDrops("claude-sonnet-4-5", "temperature", r -> r.temperature(1.5))
                        .has("temperature"))
                .isFalse();
        assertThat(refusesOrDrops("claude-sonnet-5", "stop", r -> r.stop("\n", "END"))
                        .path("stop_sequences")
                        .toString())
                .isEqualTo("[\"END\"]");
        assertThat(refusesOrDrops(
                                "claude-sonnet-5",
                                "json_object",
                                r -> r.responseFormat(new ResponseFormat.JsonObject()))
                        .has("output_config"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"claude-opus-4-7", "claude-opus-4-8", "claude-sonnet-5", "claude-fable-5-1", "claude-haiku-6"})
    void keepsSamplingFromModelsThatRefuseIt(String model) {
        JsonNode body = refusesOrDrops(model, "temperature", r -> r.temperature(0.2));
        assertThat(body.has("temperature")).isFalse();
        assertThat(refusesOrDrops(model, "topP", r -> r.topP(0.2)).has("top_p")).isFalse();
    }

    @Test
    void passesOverATemperatureTheModelHasAnyway() {
        JsonNode body = sent(asking("claude-sonnet-5").temperature(1).topP(1).build());
        assertThat(body.has("temperature") || body.has("top_p")).isFalse();
        assertThat(warnings).isEmpty();
    }

    @Test
    void keepsSamplingFromVersionsThatRefuseIt() {
        try (AnthropicServer newer = new AnthropicServer(Map.of("version", "2026-10-21"))) {
            assertThatThrownBy(() -> newer.chat(
                            asking("claude-sonnet-4-6").temperature(0).build()))
                    .hasMessageContaining("version 2026-10-21");
        }
    }

    @Test
    void sendsTemperatureOrTopPToModelsThatRefuseBoth() {
        JsonNode body = refusesOrDrops(
                "claude-haiku-4-5", "topP", r -> r.temperature(0.3).topP(0.4));
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.3);
        assertThat(body.has("top_p")).isFalse();
    }

    @Test
    void keepsTheTemperatureFromAModelThatThinks() {
        JsonNode body = refusesOrDrops(
                "claude-sonnet-4-5", "temperature", r -> r.temperature(0.3).reasoning(ReasoningOptions.budget(2_000)));
        assertThat(body.has("temperature")).isFalse();
        assertThat(body.path("thinking").toString()).isEqualTo("{\"type\":\"enabled\",\"budget_tokens\":2000}");
    }

    @Test
    void asksForASchema() {
        sends(
                """
                {"model":"claude-sonnet-4-5","max_tokens":32000,
                 "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},
                 "messages":[{"role":"user","content":"Hi"}]}""",
                asking("claude-sonnet-4-5")
                        .responseFormat(ResponseFormat.jsonSchema("thing", Json.of("{\"type\":\"object\"}")))
                        .build());
        assertThat(refusesOrDrops(
                                "claude-3-5-haiku-latest",
                                "responseFormat",
                                r -> r.responseFormat(ResponseFormat.jsonSchema("thing", PLACE)))
                        .has("output_config"))
                .isFalse();
        assertThatThrownBy(() -> server.chat(asking("claude-sonnet-5")
                        .responseFormat(ResponseFormat.jsonSchema("thing", Json.of("{\"type\":")))
                        .build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("thing");
    }

    @Test
    void cachesTheWholeRequest() {
        JsonNode body = sent(asking("claude-sonnet-5")
                .promptCaching(new PromptCaching("any", Duration.ofHours(1)))
                .build());
        assertThat(body.path("cache_control").toString()).isEqualTo("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
        assertThat(warnings).isEmpty();
        body = sent(asking("claude-sonnet-5")
                .promptCaching(new PromptCaching(null, Duration.ofMinutes(10)))
                .build());
        assertThat(body.path("cache_control").path("ttl").asString()).isEqualTo("5m");
        assertThat(warnings).containsExactly("cache_ttl");
    }

    @Test
    void cachesNothingForAKeyAlone() {
        JsonNode body = sent(asking("claude-sonnet-5")
                .promptCaching(new PromptCaching("any", null))
                .build());
        assertThat(body.has("cache_control")).isFalse();
        assertThat(warnings).isEmpty();
    }

    @Test
    void offersTools() {
        sends(
                """
                {"model":"claude-sonnet-5","max_tokens":32000,"tools":[
                   {"name":"weather","description":"Tells it.","input_schema":
                      {"type":"object","properties":{"place":{"type":"string"}}},"strict":true},
                   {"name":"time","input_schema":{"type":"object","properties":{}}},
                   {"type":"web_search_20250305","name":"web_search"}],
                 "tool_choice":{"type":"tool","name":"weather","disable_parallel_tool_use":true},
                 "messages":[{"role":"user","content":"Hi"}]}""",
                asking("claude-sonnet-5")
                        .tool(new Tool.Function("weather", "Tells it.", PLACE, true))
                        .tool(Tool.function("time", "", "{ }"))
                        .tool(new Tool.Native(
                                "anthropic", Json.of("{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}")))
                        .toolChoice(ToolChoice.tool("weather"))
                        .parallelToolCalls(false)
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTO     |       | {\"type\":\"auto\"}",
                "NONE     | false | {\"type\":\"none\"}",
                "REQUIRED | true  | {\"type\":\"any\"}",
                "REQUIRED | false | {\"type\":\"any\",\"disable_parallel_tool_use\":true}",
                "         | false | {\"type\":\"auto\",\"disable_parallel_tool_use\":true}",
            })
    void saysWhetherToolsMustBeUsed(ToolChoice.Mode mode, Boolean parallel, String expected) {
        ChatRequest.Builder request = asking("claude-sonnet-4-5").tool(Tool.function("weather", "", PLACE));
        if (mode != null) {
            request.toolChoice(new ToolChoice(mode, null));
        }
        if (parallel != null) {
            request.parallelToolCalls(parallel);
        }
        assertThat(sent(request.build()).path("tool_choice").toString()).isEqualTo(expected);
    }

    @Test
    void refusesToolsThatMakeNoSense() {
        assertThatThrownBy(() -> server.chat(asking("claude-sonnet-5")
                        .toolChoice(ToolChoice.REQUIRED)
                        .build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("tools");
        assertThatThrownBy(() -> server.chat(asking("claude-sonnet-5")
                        .tool(Tool.function("weather", "", "no JSON"))
                        .build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("weather");
        JsonNode body = refusesOrDrops(
                "claude-sonnet-5", "gemini", r -> r.tool(new Tool.Native("gemini", Json.of("{\"googleSearch\":{}}"))));
        assertThat(body.has("tools")).isFalse();
        body = refusesOrDrops("claude-opus-5-5", "toolChoice", r -> r.tool(Tool.function("weather", "", PLACE))
                .toolChoice(ToolChoice.REQUIRED));
        assertThat(body.has("tool_choice")).isFalse();
    }
}
