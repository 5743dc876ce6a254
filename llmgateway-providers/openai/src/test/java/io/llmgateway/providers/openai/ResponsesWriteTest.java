package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ResponsesWriteTest {
    private static final Tool ADD = Tool.function("add", "adds", "{\"type\":\"object\"}");

    private static JsonNode written(String dialect, ChatRequest request) {
        try (ResponsesServer server = new ResponsesServer(dialect)) {
            server.answers(ResponsesServer.response("completed", List.of())).ask(request);
            return server.body();
        }
    }

    /** Changes of a plain request for gpt-4.1, and the fields they add or change. */
    static Stream<Arguments> settings() {
        return Stream.of(
                setting(b -> b, "{}"),
                setting(b -> b.maxTokens(5), "{\"max_output_tokens\":5}"),
                setting(b -> b.temperature(0.5).topP(0.9), "{\"temperature\":0.5,\"top_p\":0.9}"),
                setting(
                        b -> b.tool(ADD),
                        "{\"tools\":[{\"type\":\"function\",\"name\":\"add\",\"description\":\"adds\","
                                + "\"parameters\":{\"type\":\"object\"}}]}"),
                setting(
                        b -> b.tool(new Tool.Function("add", "", Json.of("{}"), false)),
                        "{\"tools\":[{\"type\":\"function\",\"name\":\"add\",\"parameters\":{},\"strict\":false}]}"),
                setting(
                        b -> b.tool(new Tool.Native("openai-responses", Json.of("{\"type\":\"web_search\"}"))),
                        "{\"tools\":[{\"type\":\"web_search\"}]}"),
                setting(b -> b.toolChoice(ToolChoice.AUTO), "{\"tool_choice\":\"auto\"}"),
                setting(b -> b.toolChoice(ToolChoice.NONE), "{\"tool_choice\":\"none\"}"),
                setting(
                        b -> b.toolChoice(ToolChoice.REQUIRED).extra("tools", List.of()),
                        "{\"tool_choice\":\"required\",\"tools\":[]}"),
                setting(b -> b.parallelToolCalls(false), "{\"parallel_tool_calls\":false}"),
                setting(b -> b.responseFormat(new ResponseFormat.Text()), "{}"),
                setting(
                        b -> b.responseFormat(new ResponseFormat.JsonObject()),
                        "{\"text\":{\"format\":{\"type\":\"json_object\"}}}"),
                setting(
                        b -> b.responseFormat(ResponseFormat.jsonSchema("city", Json.of("{\"type\":\"object\"}"))),
                        "{\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"city\","
                                + "\"schema\":{\"type\":\"object\"},\"strict\":true}}}"),
                setting(
                        b -> b.reasoning(ReasoningOptions.effort("low")),
                        "{\"reasoning\":{\"effort\":\"low\"},\"include\":[\"reasoning.encrypted_content\"]}"),
                setting(
                        b -> b.reasoning(new ReasoningOptions("high", null, true)),
                        "{\"reasoning\":{\"effort\":\"high\",\"summary\":\"auto\"},"
                                + "\"include\":[\"reasoning.encrypted_content\"]}"),
                setting(
                        b -> b.reasoning(new ReasoningOptions(null, 0L, null)),
                        "{\"reasoning\":{\"effort\":\"none\"},\"include\":[\"reasoning.encrypted_content\"]}"),
                setting(
                        b -> b.model("gpt-5.4"),
                        "{\"model\":\"gpt-5.4\",\"include\":[\"reasoning.encrypted_content\"]}"),
                setting(b -> b.endUser("u1"), "{\"safety_identifier\":\"u1\"}"),
                setting(
                        b -> b.promptCaching(new PromptCaching("k", Duration.ofHours(20))),
                        "{\"prompt_cache_key\":\"k\",\"prompt_cache_retention\":\"24h\"}"),
                setting(
                        b -> b.promptCaching(new PromptCaching("k", Duration.ofMinutes(5))),
                        "{\"prompt_cache_key\":\"k\"}"),
                setting(
                        b -> b.extra("store", true).extra("text", Map.of("verbosity", "low")),
                        "{\"store\":true,\"text\":{\"verbosity\":\"low\"}}"));
    }

    private static Arguments setting(UnaryOperator<ChatRequest.Builder> change, String fields) {
        return Arguments.of(change, fields);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void writesEverySetting(UnaryOperator<ChatRequest.Builder> change, String fields) {
        ObjectNode expected = (ObjectNode) ResponsesServer.tree(
                "{\"model\":\"gpt-4.1\",\"input\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"store\":false}");
        expected.setAll((ObjectNode) ResponsesServer.tree(fields));

        ChatRequest.Builder plain = ChatRequest.builder().model("gpt-4.1").user("Hi");

        assertThat(written("openai", change.apply(plain).build())).isEqualTo(expected);
    }

    @Test
    void choosesANamedTool() {
        ChatRequest request = ResponsesServer.question().toBuilder()
                .tool(ADD)
                .toolChoice(ToolChoice.tool("add"))
                .build();

        assertThat(written("openai", request).path("tool_choice"))
                .isEqualTo(ResponsesServer.tree("{\"type\":\"function\",\"name\":\"add\"}"));
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(Message.system("Be brief."), "[{\"role\":\"system\",\"content\":\"Be brief.\"}]"),
                Arguments.of(
                        Message.of(new Role("developer"), new Part.Text("a"), new Part.Text("b")),
                        "[{\"role\":\"developer\",\"content\":[{\"type\":\"input_text\",\"text\":\"a\"},"
                                + "{\"type\":\"input_text\",\"text\":\"b\"}]}]"),
                Arguments.of(
                        Message.user(
                                new Part.Text("See"),
                                new Part.CachePoint(null),
                                new Part.Image(new MediaSource.Inline("image/png", "AA=="), "low"),
                                new Part.Image(MediaSource.url("https://example.org/a.png")),
                                new Part.Image(new MediaSource.FileId("file-1", null))),
                        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"See\"},"
                                + "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AA==\",\"detail\":\"low\"},"
                                + "{\"type\":\"input_image\",\"image_url\":\"https://example.org/a.png\",\"detail\":\"auto\"},"
                                + "{\"type\":\"input_image\",\"file_id\":\"file-1\",\"detail\":\"auto\"}]}]"),
                Arguments.of(
                        Message.user(
                                new Part.Document(new MediaSource.Inline("application/pdf", "AA==")),
                                new Part.Document(new MediaSource.Inline("text/plain", "AA==")),
                                new Part.Document(MediaSource.url("https://example.org/a.pdf"), "A"),
                                new Part.Document(new MediaSource.FileId("file-1", null))),
                        "[{\"role\":\"user\",\"content\":["
                                + "{\"type\":\"input_file\",\"file_data\":\"data:application/pdf;base64,AA==\",\"filename\":\"document.pdf\"},"
                                + "{\"type\":\"input_file\",\"file_data\":\"data:text/plain;base64,AA==\",\"filename\":\"document.txt\"},"
                                + "{\"type\":\"input_file\",\"file_url\":\"https://example.org/a.pdf\",\"filename\":\"A\"},"
                                + "{\"type\":\"input_file\",\"file_id\":\"file-1\"}]}]"),
                Arguments.of(Message.assistant("Hello"), "[{\"role\":\"assistant\",\"content\":\"Hello\"}]"),
                Arguments.of(
                        Message.of(Role.ASSISTANT, new Part.Text(""), new Part.ToolCall("c9", "add", "")),
                        "[{\"type\":\"function_call\",\"call_id\":\"c9\",\"name\":\"add\",\"arguments\":\"{}\"}]"),
                Arguments.of(
                        Message.tool(
                                new Part.ToolResult("c1", "add", List.of(new Part.Text("3")), false),
                                new Part.ToolResult("c1", "add", List.of(), true),
                                new Part.ToolResult(
                                        "c1",
                                        "add",
                                        List.of(
                                                new Part.Text("see"),
                                                new Part.Image(new MediaSource.Inline("image/png", "AA=="))),
                                        false)),
                        "[{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"3\"},"
                                + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"\"},"
                                + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":[{\"type\":\"input_text\",\"text\":\"see\"},"
                                + "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AA==\",\"detail\":\"auto\"}]}]"),
                Arguments.of(
                        Message.user(
                                new Part.Text("a"),
                                own("{\"type\":\"input_text\",\"text\":\"b\",\"prompt_cache_breakpoint\":{}}"),
                                own("{\"type\":\"custom_tool_call_output\",\"call_id\":\"c2\",\"output\":\"x\"}")),
                        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"a\"},"
                                + "{\"type\":\"input_text\",\"text\":\"b\",\"prompt_cache_breakpoint\":{}}]},"
                                + "{\"type\":\"custom_tool_call_output\",\"call_id\":\"c2\",\"output\":\"x\"}]"),
                Arguments.of(Message.of(Role.ASSISTANT), "[]"));
    }

    private static Part.Opaque own(String json) {
        return new Part.Opaque(new ProviderState("openai-responses", json));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void writesEveryMessageAsItems(Message message, String items) {
        ChatRequest request = ChatRequest.builder()
                .model("gpt-4.1")
                .message(Message.of(Role.ASSISTANT, new Part.ToolCall("c1", "add", "{}")))
                .message(message)
                .build();

        List<JsonNode> input =
                List.copyOf(written("openai", request).path("input").values());

        assertThat(input.subList(1, input.size()))
                .isEqualTo(List.copyOf(ResponsesServer.tree(items).values()));
    }

    /** What cannot be sent, by the field's name. */
    static Stream<Arguments> inexpressible() {
        return Stream.of(
                refusal("openai", b -> b.stop("x"), "stop"),
                refusal("openai", b -> b.seed(1), "seed"),
                refusal("openai", b -> b.reasoning(ReasoningOptions.budget(100)), "reasoning.budgetTokens"),
                refusal("openai", b -> b.model("o3").temperature(0.1), "temperature"),
                refusal("openai", b -> b.model("o3").parallelToolCalls(true), "parallelToolCalls"),
                refusal("openai", b -> b.tool(new Tool.Native("anthropic", Json.of("{}"))), "tools"),
                refusal("openai", b -> b.message(new Message(Role.USER, List.of(), "Ann")), "message.name"),
                refusal("openai", b -> b.user(new Part.Audio(new MediaSource.Inline("audio/mpeg", "AA=="))), "audio"),
                refusal(
                        "openai",
                        b -> b.message(Message.of(
                                Role.ASSISTANT, new Part.Image(new MediaSource.Inline("image/png", "AA==")))),
                        "image"),
                refusal("deepseek", b -> b.user(new Part.Image(MediaSource.url("https://example.org/a.png"))), "image"),
                refusal(
                        "deepseek",
                        b -> b.user(new Part.Document(MediaSource.url("https://example.org/a.pdf"))),
                        "document"),
                refusal("ollama", b -> b.toolChoice(ToolChoice.NONE), "toolChoice"));
    }

    private static Arguments refusal(String dialect, UnaryOperator<ChatRequest.Builder> change, String field) {
        return Arguments.of(dialect, change, field);
    }

    @ParameterizedTest
    @MethodSource("inexpressible")
    void leavesNothingOutWithoutConsent(String dialect, UnaryOperator<ChatRequest.Builder> change, String field) {
        try (ResponsesServer server = new ResponsesServer(dialect)) {
            ChatRequest request =
                    change.apply(ResponsesServer.question().toBuilder()).build();

            assertThatThrownBy(() -> server.ask(request))
                    .isInstanceOfSatisfying(ProviderFailedException.class, failed -> {
                        assertThat(failed.kind()).isEqualTo(FailureClass.UNSUPPORTED);
                        assertThat(failed.failure().message()).startsWith(field + " cannot be sent");
                    });
            assertThat(server.requests()).isZero();

            server.answers(ResponsesServer.response("completed", List.of()));
            ChatResponse response =
                    server.ask(request.toBuilder().dropUnsupported().build());
            assertThat(response.info().warnings()).extracting(Warning::code).contains("dropped_field");
        }
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of(ChatRequest.builder().model("m").build(), "messages is empty"),
                Arguments.of(with(b -> b.tool(Tool.function("add", "", "{"))), "parameters of tool \"add\""),
                Arguments.of(with(b -> b.tool(new Tool.Native("openai-responses", Json.of("x")))), "a native tool"),
                Arguments.of(with(b -> b.responseFormat(ResponseFormat.jsonSchema("s", Json.of("")))), "schema \"s\""),
                Arguments.of(with(b -> b.tool(ADD).toolChoice(ToolChoice.tool("sub"))), "toolChoice names"),
                Arguments.of(with(b -> b.toolChoice(ToolChoice.REQUIRED)), "toolChoice demands a tool"),
                Arguments.of(with(b -> b.user(new Part.Refusal("no"))), "messages[1] holds a Refusal"),
                Arguments.of(
                        with(b -> b.message(Message.tool(new Part.ToolResult("c1", null, List.of(), false)))),
                        "messages[1] holds the result of tool call \"c1\""),
                Arguments.of(
                        with(b -> b.message(
                                Message.of(Role.ASSISTANT, new Part.ToolCall("c1", "add", "{\"a", false, null)))),
                        "messages[1] holds the tool call \"c1\", which was cut off"),
                Arguments.of(
                        with(b -> b.message(
                                Message.of(Role.ASSISTANT, new Part.ToolResult("c1", null, List.of(), false)))),
                        "messages[1] has role assistant"),
                Arguments.of(
                        with(b -> b.message(Message.of(Role.TOOL, new Part.Text("3")))), "messages[1] has role tool"));
    }

    private static ChatRequest with(UnaryOperator<ChatRequest.Builder> change) {
        return change.apply(ResponsesServer.question().toBuilder()).build();
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void refusesNonsenseBeforeItIsSent(ChatRequest request, String message) {
        try (ResponsesServer server = new ResponsesServer()) {
            assertThatThrownBy(() -> server.ask(request))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith(message);
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void takesAResultWhoseCallIsAtTheVendor() {
        ChatRequest request = ChatRequest.builder()
                .model("gpt-4.1")
                .message(Message.tool(new Part.ToolResult("c1", null, List.of(new Part.Text("3")), false)))
                .extra("previous_response_id", "resp_1")
                .build();

        assertThat(written("openai", request)
                        .path("input")
                        .get(0)
                        .path("call_id")
                        .asString())
                .isEqualTo("c1");
    }

    @Test
    void takesAResultWhoseCallIsReferredTo() {
        ChatRequest request = ChatRequest.builder()
                .model("gpt-4.1")
                .message(Message.of(Role.ASSISTANT, own("{\"type\":\"item_reference\",\"id\":\"fc_1\"}")))
                .message(Message.tool(new Part.ToolResult("c1", null, List.of(new Part.Text("3")), false)))
                .build();

        assertThat(written("openai", request).path("input").size()).isEqualTo(2);
    }

    @Test
    void speaksToEachVendorInItsWay() {
        ChatRequest request = ResponsesServer.question().toBuilder()
                .endUser("u1")
                .promptCaching(new PromptCaching("k", null))
                .reasoning(ReasoningOptions.budget(100))
                .dropUnsupported()
                .build();

        JsonNode router = written("openrouter", request);
        assertThat(router.path("user").asString()).isEqualTo("u1");
        assertThat(router.path("reasoning"))
                .isEqualTo(ResponsesServer.tree("{\"max_tokens\":100,\"summary\":\"auto\"}"));
        assertThat(router.has("include")).isTrue();
        assertThat(router.has("prompt_cache_key")).isFalse();

        JsonNode own = written("lmstudio", request);
        assertThat(own.path("reasoning")).isEqualTo(ResponsesServer.tree("{\"summary\":\"auto\"}"));
        assertThat(own.has("include")).isFalse();
        assertThat(own.has("user")).isFalse();
    }

    @Test
    void callsInstructionsWhatTheModelCallsThem() {
        ChatRequest request = ChatRequest.builder()
                .model("gpt-5.4")
                .system("Be brief.")
                .user("Hi")
                .build();

        assertThat(written("openai", request).path("input").get(0).path("role").asString())
                .isEqualTo("developer");
    }

    @Test
    void addressesTheRequest() {
        try (ResponsesServer server = new ResponsesServer()) {
            server.answers(ResponsesServer.response("completed", List.of())).ask();

            RecordedRequest request = server.request();
            assertThat(request.getUrl().encodedPath()).isEqualTo("/v1/responses");
            assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer sk-a-key-of-a-test");
        }
    }
}
