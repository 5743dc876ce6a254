package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.ProviderFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What each dialect makes of one request that asks for nearly everything. */
class DialectRequestTest {
    private static final String TOOL = "{\"type\":\"object\",\"properties\":{}}";

    private static ChatRequest everything(String model) {
        return ChatRequest.builder()
                .model(model)
                .system("Be brief.")
                .user("What is the answer?")
                .tool(Tool.function("look", "Looks.", TOOL))
                .toolChoice(ToolChoice.REQUIRED)
                .parallelToolCalls(false)
                .responseFormat(ResponseFormat.jsonSchema("shape", Json.of(TOOL)))
                .temperature(0.5)
                .topP(0.9)
                .maxTokens(100)
                .stop("END")
                .seed(7)
                .reasoning(ReasoningOptions.effort("low"))
                .promptCaching(new PromptCaching("prefix", Duration.ofHours(24)))
                .endUser("user-1")
                .dropUnsupported()
                .build();
    }

    // what stands beside model, messages, tools, temperature and top_p, sorted by name; and what was left out
    static Stream<Arguments> table() {
        String schema = "response_format={\"type\":\"json_schema\",\"json_schema\":{\"name\":\"shape\",\"schema\":"
                + TOOL + ",\"strict\":true}}";
        String object = "response_format={\"type\":\"json_object\"}";
        return Stream.of(
                Arguments.of(
                        "openai",
                        "max_completion_tokens=100 parallel_tool_calls=false prompt_cache_key=\"prefix\""
                                + " prompt_cache_retention=\"24h\" reasoning_effort=\"low\" " + schema
                                + " safety_identifier=\"user-1\" seed=7 stop=[\"END\"] tool_choice=\"required\"",
                        ""),
                Arguments.of(
                        "azure",
                        "max_completion_tokens=100 parallel_tool_calls=false prompt_cache_key=\"prefix\""
                                + " prompt_cache_retention=\"24h\" reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\" user=\"user-1\"",
                        ""),
                Arguments.of(
                        "mistral",
                        "max_tokens=100 parallel_tool_calls=false random_seed=7 reasoning_effort=\"low\" " + schema
                                + " stop=[\"END\"] tool_choice=\"any\"",
                        ""),
                Arguments.of(
                        "groq",
                        "max_completion_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\" user=\"user-1\"",
                        ""),
                Arguments.of(
                        "deepseek",
                        "max_tokens=100 reasoning_effort=\"low\" " + object
                                + " stop=[\"END\"] thinking={\"type\":\"enabled\"} tool_choice=\"required\"",
                        "parallelToolCalls responseFormat.schema seed"),
                Arguments.of(
                        "xai",
                        "max_completion_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\" user=\"user-1\"",
                        ""),
                Arguments.of(
                        "openrouter",
                        "max_tokens=100 parallel_tool_calls=false reasoning={\"effort\":\"low\"} " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\" user=\"user-1\"",
                        ""),
                Arguments.of(
                        "together",
                        "max_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\"",
                        ""),
                Arguments.of(
                        "fireworks",
                        "max_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\" user=\"user-1\"",
                        ""),
                Arguments.of("perplexity", "max_tokens=100 reasoning_effort=\"low\" " + schema, "seed stop tools"),
                Arguments.of(
                        "cerebras",
                        "max_completion_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\" user=\"user-1\"",
                        ""),
                Arguments.of(
                        "zai",
                        "max_tokens=100 reasoning_effort=\"low\" " + object
                                + " stop=[\"END\"] thinking={\"type\":\"enabled\"}",
                        "parallelToolCalls responseFormat.schema seed toolChoice"),
                Arguments.of(
                        "moonshot",
                        "max_completion_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] thinking={\"type\":\"enabled\"} tool_choice=\"required\"",
                        ""),
                Arguments.of(
                        "huggingface",
                        "max_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\"",
                        ""),
                Arguments.of(
                        "ollama",
                        "max_tokens=100 reasoning_effort=\"low\" " + schema + " seed=7 stop=[\"END\"]",
                        "parallelToolCalls toolChoice"),
                Arguments.of(
                        "vllm",
                        "max_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\" user=\"user-1\"",
                        ""),
                Arguments.of(
                        "lmstudio",
                        "max_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\"",
                        ""),
                Arguments.of(
                        "llamacpp",
                        "chat_template_kwargs={\"reasoning_effort\":\"low\"} max_tokens=100 parallel_tool_calls=false "
                                + schema + " seed=7 stop=[\"END\"] tool_choice=\"required\"",
                        ""),
                Arguments.of(
                        "compatible",
                        "max_tokens=100 parallel_tool_calls=false reasoning_effort=\"low\" " + schema
                                + " seed=7 stop=[\"END\"] tool_choice=\"required\"",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("table")
    void writesWhatTheVendorTakes(String dialect, String fields, String leftOut) {
        try (ChatServer server = new ChatServer(dialect)) {
            server.answers(ChatServer.completion("{\"content\":\"fine\"}", "stop"));
            List<Warning> warnings = server.ask(everything("model-7")).warnings();
            JsonNode body = server.body();
            assertThat(body.path("model").asString()).isEqualTo("model-7");
            assertThat(body.path("messages").toString())
                    .isEqualTo("[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                            + "{\"role\":\"user\",\"content\":\"What is the answer?\"}]");
            assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
            assertThat(body.path("top_p").asDouble()).isEqualTo(0.9);
            assertThat(rest(body)).isEqualTo(fields);
            assertThat(warnings)
                    .extracting(warning ->
                            warning.message().substring(0, warning.message().indexOf(' ')))
                    .containsExactlyInAnyOrder(leftOut.isEmpty() ? new String[0] : leftOut.split(" ", -1));
            assertThat(body.has("tools")).isEqualTo(!dialect.equals("perplexity"));
        }
    }

    @Test
    void theTableKnowsAllDialects() {
        assertThat(table().map(row -> row.get()[0]))
                .containsExactlyInAnyOrderElementsOf(
                        Dialects.all().map(dialect -> (Object) dialect.name()).toList());
    }

    private static String rest(JsonNode body) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        body.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        sorted.keySet().removeAll(List.of("model", "messages", "tools", "temperature", "top_p"));
        StringBuilder out = new StringBuilder();
        sorted.forEach((name, value) ->
                out.append(out.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return out.toString();
    }

    @ParameterizedTest
    @MethodSource("table")
    void asksForUsageInStreams(String dialect) {
        boolean asks = !List.of("mistral", "together", "perplexity", "cerebras").contains(dialect);
        try (ChatServer server = new ChatServer(dialect)) {
            server.deltas("{\"content\":\"fine\"}").stream();
            JsonNode body = server.body();
            assertThat(body.path("stream").asBoolean()).isTrue();
            assertThat(body.has("stream_options")).isEqualTo(asks);
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void refusesInsteadOfLeavingOutInSilence(String dialect, String fields, String leftOut) {
        try (ChatServer server = new ChatServer(dialect)) {
            for (String field : leftOut.isEmpty() ? new String[0] : leftOut.split(" ", -1)) {
                ChatRequest strict = strict(field);
                assertThatThrownBy(() -> server.ask(strict))
                        .isInstanceOfSatisfying(ProviderFailedException.class, failure -> assertThat(failure.kind())
                                .isEqualTo(FailureClass.UNSUPPORTED))
                        .hasMessageContaining(field)
                        .hasMessageContaining("dropUnsupported()");
            }
            assertThat(server.requests()).isZero();
        }
    }

    private static ChatRequest strict(String field) {
        ChatRequest.Builder request = ChatRequest.builder().model("model-7").user("?");
        Tool tool = Tool.function("look", "", TOOL);
        return switch (field) {
            case "seed" -> request.seed(1).build();
            case "stop" -> request.stop("END").build();
            case "tools" -> request.tool(tool).build();
            case "toolChoice" -> request.tool(tool).toolChoice(ToolChoice.NONE).build();
            case "parallelToolCalls" ->
                request.tool(tool).parallelToolCalls(true).build();
            case "responseFormat.schema" ->
                request.responseFormat(ResponseFormat.jsonSchema("a", Json.of("{}")))
                        .build();
            default -> throw new IllegalArgumentException(field);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai|gpt-5|none|true|stop temperature topP",
                "openai|gpt-5-mini|none|true|stop temperature topP",
                "openai|gpt-5-chat-latest|none|false|",
                "openai|gpt-5.4-mini|none|true|",
                "openai|gpt-5.4-mini|high|true|stop temperature topP",
                "azure|o3-mini|none|true|parallelToolCalls stop temperature topP",
                "openai|o1-mini|none|false|stop temperature topP",
                "openai|gpt-4.1|none|false|",
                "xai|grok-4.3|none|false|stop",
                "xai|grok-4-1-fast-non-reasoning|none|false|",
                "moonshot|kimi-k2.6|none|false|temperature topP",
                "moonshot|moonshot-v1-8k|none|false|"
            })
    void knowsWhatSingleModelsRefuse(String dialect, String model, String effort, boolean developer, String leftOut) {
        try (ChatServer server = new ChatServer(dialect)) {
            server.answers(ChatServer.completion("{\"content\":\"fine\"}", "stop"));
            List<Warning> warnings = server.ask(everything(model).toBuilder()
                            .reasoning(ReasoningOptions.effort(effort))
                            .build())
                    .warnings();
            assertThat(warnings)
                    .extracting(warning ->
                            warning.message().substring(0, warning.message().indexOf(' ')))
                    .containsExactlyInAnyOrder(leftOut == null ? new String[0] : leftOut.split(" ", -1));
            assertThat(server.body().path("messages").get(0).path("role").asString())
                    .isEqualTo(developer ? "developer" : "system");
        }
    }

    @Test
    void aModelWithAValueOfItsOwnTakesThatValue() {
        try (ChatServer server = new ChatServer("openai")) {
            JsonNode body = server.written(ChatServer.question().toBuilder()
                    .model("o3")
                    .temperature(1)
                    .topP(1)
                    .build());
            assertThat(body.path("temperature").asDouble()).isEqualTo(1);
            assertThat(body.path("top_p").asDouble()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai|{\"reasoning_effort\":\"none\"}|,0,|",
                "openai|{}|,500,true|reasoning.budgetTokens reasoning.include",
                "openai|{}|,,false|",
                "mistral|{}|,,false|reasoning.include",
                "mistral|{}|,,true|",
                "groq|{\"include_reasoning\":false}|,,false|",
                "vllm|{\"include_reasoning\":true,\"reasoning_effort\":\"high\"}|high,,true|",
                "deepseek|{\"thinking\":{\"type\":\"disabled\"}}|none,,|",
                "deepseek|{\"thinking\":{\"type\":\"disabled\"}}|,0,|",
                "deepseek|{\"thinking\":{\"type\":\"enabled\"},\"reasoning_effort\":\"max\"}|max,9,|reasoning.budgetTokens",
                "openrouter|{\"reasoning\":{\"max_tokens\":500,\"exclude\":false}}|,500,true|",
                "openrouter|{\"reasoning\":{\"enabled\":false}}|,0,|",
                "openrouter|{\"reasoning\":{\"max_tokens\":500,\"exclude\":true}}|high,500,false|reasoning.effort",
                "llamacpp|{\"chat_template_kwargs\":{\"enable_thinking\":false}}|none,,|",
                "llamacpp|{}|,5,|reasoning.budgetTokens"
            })
    void asksForReasoningInTheVendorsWords(String dialect, String fields, String options, String leftOut) {
        String[] option = options.split(",", 3);
        ReasoningOptions asked = new ReasoningOptions(
                option[0].isEmpty() ? null : option[0],
                option[1].isEmpty() ? null : Long.valueOf(option[1]),
                option[2].isEmpty() ? null : Boolean.valueOf(option[2]));
        try (ChatServer server = new ChatServer(dialect)) {
            server.answers(ChatServer.completion("{\"content\":\"fine\"}", "stop"));
            List<Warning> warnings = server.ask(ChatServer.question().toBuilder()
                            .reasoning(asked)
                            .dropUnsupported()
                            .build())
                    .warnings();
            JsonNode expected = ChatServer.tree(fields);
            JsonNode body = server.body();
            ((tools.jackson.databind.node.ObjectNode) body).remove(List.of("model", "messages"));
            assertThat(body).isEqualTo(expected);
            assertThat(warnings)
                    .extracting(warning ->
                            warning.message().substring(0, warning.message().indexOf(' ')))
                    .containsExactlyInAnyOrder(leftOut == null ? new String[0] : leftOut.split(" ", -1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai|{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,QUJD\"}}",
                "mistral|{\"type\":\"document_url\",\"document_url\":\"data:application/pdf;base64,QUJD\",\"document_name\":\"a.pdf\"}"
            })
    void writesDocuments(String dialect, String part) {
        try (ChatServer server = new ChatServer(dialect)) {
            JsonNode body = server.written(ChatRequest.builder()
                    .model("m")
                    .user(new Part.Document(new MediaSource.Inline("application/pdf", "QUJD"), "a.pdf"))
                    .build());
            assertThat(body.path("messages").get(0).path("content").get(0)).isEqualTo(ChatServer.tree(part));
        }
    }

    @Test
    void namesOfSpeakersGoWhereTheyAreTaken() {
        ChatRequest request = ChatRequest.builder()
                .model("m")
                .message(new Message(Role.USER, List.of(new Part.Text("?")), "ann"))
                .dropUnsupported()
                .build();
        try (ChatServer openAi = new ChatServer("openai");
                ChatServer groq = new ChatServer("groq")) {
            assertThat(openAi.written(request)
                            .path("messages")
                            .get(0)
                            .path("name")
                            .asString())
                    .isEqualTo("ann");
            assertThat(groq.written(request).path("messages").get(0).has("name"))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"groq", "deepseek", "perplexity", "cerebras", "moonshot"})
    void saysWhereThereAreNoEmbeddings(String dialect) {
        try (ChatServer server = new ChatServer(dialect)) {
            assertThatThrownBy(() -> server.embed(EmbeddingRequest.of("m", "text")))
                    .isInstanceOfSatisfying(ProviderFailedException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureClass.UNSUPPORTED));
            assertThat(server.requests()).isZero();
        }
    }
}
