package io.llmgateway.providers.openai;

import static io.llmgateway.providers.openai.ChatServer.completion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.ResponseFormat;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.chat.ToolChoice;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class MessageWritingTest {
    private static final Part.ToolCall CALL = new Part.ToolCall("call_1", "look", "{\"at\":\"sky\"}");

    private static ChatRequest.Builder request() {
        return ChatRequest.builder().model("model-7");
    }

    private static JsonNode messages(String dialect, ChatRequest request) {
        try (ChatServer server = new ChatServer(dialect)) {
            return server.written(request).path("messages");
        }
    }

    @Test
    void writesPartsOfAUser() {
        JsonNode messages = messages(
                "openai",
                request()
                        .user(
                                new Part.Text("Look"),
                                new Part.Image(MediaSource.url("https://a/b.png"), "low"),
                                new Part.CachePoint(null),
                                new Part.Image(new MediaSource.Inline("image/png", "QUJD")),
                                new Part.Document(new MediaSource.FileId("file-1", null)),
                                new Part.Document(new MediaSource.Inline("application/pdf", "QUJD")),
                                new Part.Audio(new MediaSource.Inline("audio/mpeg", "QUJD")),
                                new Part.Opaque(new ProviderState("anthropic", "{\"type\":\"other\"}")))
                        .build());
        assertThat(messages.get(0).path("content"))
                .isEqualTo(
                        ChatServer.tree(
                                """
                                [{"type":"text","text":"Look"},
                                 {"type":"image_url","image_url":{"url":"https://a/b.png","detail":"low"}},
                                 {"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},
                                 {"type":"file","file":{"file_id":"file-1"}},
                                 {"type":"file","file":{"filename":"document.pdf",
                                                        "file_data":"data:application/pdf;base64,QUJD"}},
                                 {"type":"input_audio","input_audio":{"data":"QUJD","format":"mp3"}}]
                                """));
    }

    @Test
    void writesAToolLoop() {
        JsonNode messages = messages(
                "openai",
                request()
                        .user("Look")
                        .message(Message.of(
                                Role.ASSISTANT,
                                new Part.Reasoning("secret thoughts", null),
                                CALL,
                                new Part.ToolCall("call_2", "rest", "")))
                        .message(Message.tool(
                                Part.ToolResult.of(CALL, "blue"), new Part.ToolResult("call_2", null, List.of(), true)))
                        .build());
        assertThat(messages)
                .isEqualTo(
                        ChatServer.tree(
                                """
                                [{"role":"user","content":"Look"},
                                 {"role":"assistant","content":null,"tool_calls":[
                                   {"id":"call_1","type":"function","function":{"name":"look","arguments":"{\\"at\\":\\"sky\\"}"}},
                                   {"id":"call_2","type":"function","function":{"name":"rest","arguments":"{}"}}]},
                                 {"role":"tool","tool_call_id":"call_1","content":"blue"},
                                 {"role":"tool","tool_call_id":"call_2","content":""}]
                                """));
    }

    @Test
    void imagesOfToolsGoWhereTheyAreTaken() {
        Part.ToolResult result = new Part.ToolResult(
                "call_1",
                "look",
                List.of(new Part.Text("See"), new Part.Image(MediaSource.url("https://a/b.png"))),
                false);
        ChatRequest request = request()
                .message(Message.of(Role.ASSISTANT, CALL))
                .message(Message.tool(result))
                .build();
        assertThat(messages("openrouter", request).get(1).path("content").size())
                .isEqualTo(2);
        try (ChatServer server = new ChatServer("openai")) {
            assertThatThrownBy(() -> server.ask(request))
                    .isInstanceOf(ProviderFailedException.class)
                    .hasMessageContaining("toolResult.image");
        }
        ChatRequest willing = request.toBuilder().dropUnsupported().build();
        assertThat(messages("openai", willing).get(1).path("content").asString())
                .isEqualTo("See");
    }

    @Test
    void writesRefusalsOfEarlierAnswers() {
        ChatRequest request = request()
                .message(Message.of(Role.ASSISTANT, new Part.Refusal("No.")))
                .user("Why?")
                .build();
        assertThat(messages("openai", request).get(0))
                .isEqualTo(ChatServer.tree("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"}"));
        assertThat(messages("groq", request).get(0))
                .isEqualTo(ChatServer.tree("{\"role\":\"assistant\",\"content\":\"No.\"}"));
    }

    @Test
    void mistralGetsIdsOfNineLetters() {
        JsonNode messages = messages(
                "mistral",
                request()
                        .message(Message.of(Role.ASSISTANT, CALL, new Part.ToolCall("abcDEF123", "rest", "{}")))
                        .message(Message.tool(Part.ToolResult.of(CALL, "blue")))
                        .build());
        JsonNode calls = messages.get(0).path("tool_calls");
        String id = calls.get(0).path("id").asString();
        assertThat(id).matches("[a-zA-Z0-9]{9}");
        assertThat(messages.get(1).path("tool_call_id").asString()).isEqualTo(id);
        assertThat(calls.get(1).path("id").asString()).isEqualTo("abcDEF123");
    }

    @Test
    void cachePointsMarkThePartBeforeWhereTheVendorTakesMarks() {
        ChatRequest request = request()
                .message(Message.of(Role.SYSTEM, new Part.Text("Long."), new Part.CachePoint(Duration.ofHours(1))))
                .user("?")
                .build();
        assertThat(messages("openrouter", request).get(0).path("content"))
                .isEqualTo(ChatServer.tree("[{\"type\":\"text\",\"text\":\"Long.\","
                        + "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]"));
        assertThat(messages("openai", request).get(0).path("content").asString())
                .isEqualTo("Long.");
    }

    // a dialect, its answer, and the same answer as it is sent back
    static Stream<Arguments> sentBack() {
        String tools = "\"tool_calls\":[{\"id\":\"call12345\",\"type\":\"function\","
                + "\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]";
        return Stream.of(
                Arguments.of(
                        "deepseek",
                        "{\"content\":\"\",\"reasoning_content\":\"Hm.\"," + tools + "}",
                        "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"Hm.\"," + tools + "}"),
                Arguments.of(
                        "deepseek",
                        "{\"content\":\"Yes\",\"reasoning_content\":\"Hm.\"}",
                        "{\"role\":\"assistant\",\"content\":\"Yes\"}"),
                Arguments.of(
                        "ollama",
                        "{\"content\":\"\",\"reasoning\":\"Hm.\"," + tools + "}",
                        "{\"role\":\"assistant\",\"content\":null,\"reasoning\":\"Hm.\"," + tools + "}"),
                Arguments.of(
                        "openrouter",
                        "{\"content\":\"Yes\",\"reasoning\":\"Hm.\",\"reasoning_details\":["
                                + "{\"type\":\"reasoning.text\",\"text\":\"Hm.\",\"signature\":\"s\",\"index\":0},"
                                + "{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"index\":1}],"
                                + "\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a/b.png\"}}]}",
                        "{\"role\":\"assistant\",\"content\":\"Yes\",\"reasoning_details\":["
                                + "{\"type\":\"reasoning.text\",\"text\":\"Hm.\",\"signature\":\"s\",\"index\":0},"
                                + "{\"type\":\"reasoning.encrypted\",\"data\":\"x\",\"index\":1}],"
                                + "\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a/b.png\"}}]}"),
                Arguments.of(
                        "mistral",
                        "{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm.\"}],"
                                + "\"signature\":\"s\"},{\"type\":\"text\",\"text\":\"Yes\"}]}",
                        "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":"
                                + "[{\"type\":\"text\",\"text\":\"Hm.\"}],\"signature\":\"s\"},"
                                + "{\"type\":\"text\",\"text\":\"Yes\"}]}"),
                Arguments.of(
                        "compatible",
                        "{\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"extra_content\":"
                                + "{\"google\":{\"thought_signature\":\"s\"}},"
                                + "\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]}",
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\","
                                + "\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}},"
                                + "\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]}"),
                Arguments.of(
                        "openai",
                        "{\"content\":\"Yes\",\"audio\":{\"data\":\"QUJD\",\"transcript\":\"!\"}}",
                        "{\"role\":\"assistant\",\"content\":\"Yes!\"}"));
    }

    @ParameterizedTest
    @MethodSource("sentBack")
    void sendsBackWhatTheVendorWantsBack(String dialect, String answer, String sentBack) {
        try (ChatServer server = new ChatServer(dialect)) {
            ChatResponse whole = server.answers(completion(answer, "stop")).ask();
            ChatResponse streamed = server.deltas(answer).stream();
            server.request();
            server.request();
            for (ChatResponse response : List.of(whole, streamed)) {
                JsonNode messages = server.written(
                                request().message(response.message()).user("?").build())
                        .path("messages");
                assertThat(messages.get(0)).isEqualTo(ChatServer.tree(sentBack));
            }
        }
    }

    @Test
    void putsPiecesOfReasoningDetailsTogether() {
        try (ChatServer server = new ChatServer("openrouter")) {
            ChatResponse response = server
                    .deltas(
                            "{\"reasoning\":\"H\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"H\",\"index\":0}]}",
                            "{\"reasoning\":\"m.\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"m.\",\"index\":0}]}",
                            "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"s\",\"index\":0}]}",
                            "{\"content\":\"Yes\"}")
                    .stream();
            server.request();
            assertThat(response.reasoning()).isEqualTo("Hm.");
            assertThat(server.written(request()
                                    .message(response.message())
                                    .user("?")
                                    .build())
                            .path("messages")
                            .get(0)
                            .path("reasoning_details"))
                    .isEqualTo(ChatServer.tree(
                            "[{\"type\":\"reasoning.text\",\"text\":\"Hm.\",\"index\":0,\"signature\":\"s\"}]"));
        }
    }

    @Test
    void nobodyGetsTheStateOfAnother() {
        Message foreign = Message.of(
                Role.ASSISTANT,
                new Part.Reasoning("Hm.", new ProviderState("anthropic", "{\"signature\":\"s\"}")),
                new Part.Reasoning(
                        "Hm.",
                        new ProviderState(
                                "openai-chat", "{\"dialect\":\"mistral\",\"reasoning_details\":[{\"a\":1}]}")),
                new Part.Reasoning("Hm.", new ProviderState("openai-chat", "no json")),
                new Part.Text("Yes"));
        assertThat(messages("openrouter", request().message(foreign).user("?").build())
                        .get(0))
                .isEqualTo(ChatServer.tree("{\"role\":\"assistant\",\"content\":\"Yes\"}"));
    }

    static Stream<Arguments> nonsense() {
        Tool bad = Tool.function("look", "", "{\"type\":");
        return Stream.of(
                Arguments.of("no messages", request()),
                Arguments.of("parameters of tool \"look\"", request().user("?").tool(bad)),
                Arguments.of("parameters of tool \"look\"", request().user("?").tool(Tool.function("look", "", "[]"))),
                Arguments.of(
                        "schema \"shape\"",
                        request().user("?").responseFormat(ResponseFormat.jsonSchema("shape", Json.of("{")))),
                Arguments.of("tool choice", request().user("?").toolChoice(ToolChoice.REQUIRED)),
                Arguments.of(
                        "\"listen\"",
                        request()
                                .user("?")
                                .tool(Tool.function("look", "", "{}"))
                                .toolChoice(ToolChoice.tool("listen"))),
                Arguments.of("call_1", request().user("?").message(Message.tool(Part.ToolResult.of(CALL, "blue")))),
                Arguments.of("message 0", request().message(Message.of(Role.TOOL, new Part.Text("blue")))),
                Arguments.of("message 0", request().message(Message.of(Role.USER, CALL))),
                Arguments.of(
                        "message 0", request().message(Message.of(Role.ASSISTANT, Part.ToolResult.of(CALL, "blue")))));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void refusesNonsenseBeforeItIsSent(String told, ChatRequest.Builder request) {
        try (ChatServer server = new ChatServer("openai")) {
            assertThatThrownBy(() -> server.ask(request.build()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining(told);
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void nativeToolsAndExtraFieldsGoThrough() {
        try (ChatServer server = new ChatServer("openai")) {
            JsonNode body = server.written(request()
                    .user("?")
                    .tool(new Tool.Native("openai-chat", Json.of("{\"type\":\"web_search\"}")))
                    .extra("verbosity", "low")
                    .build());
            assertThat(body.path("tools").get(0).path("type").asString()).isEqualTo("web_search");
            assertThat(body.path("verbosity").asString()).isEqualTo("low");
            ChatRequest foreign = request()
                    .user("?")
                    .tool(new Tool.Native("anthropic", Json.of("{}")))
                    .build();
            assertThatThrownBy(() -> server.ask(foreign)).hasMessageContaining("anthropic");
        }
    }
}
