package io.llmgateway.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.PromptCaching;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What becomes of messages. */
class ConversationTest {
    private static final Part.ToolCall CALL = new Part.ToolCall("toolu_1", "weather", "{\"place\":\"Rome\"}");

    private final AnthropicServer server = new AnthropicServer();
    private List<String> warnings = List.of();

    @AfterEach
    void close() {
        server.close();
    }

    private static ChatRequest of(String model, Message... messages) {
        return ChatRequest.builder().model(model).messages(List.of(messages)).build();
    }

    private JsonNode sent(ChatRequest request) {
        ChatResponse response = server.answers(AnthropicServer.OK).chat(request);
        warnings = response.info().warnings().stream().map(Warning::code).toList();
        return server.body();
    }

    private void sends(String messages, Message... conversation) {
        assertThat(sent(of("claude-sonnet-5", conversation)).path("messages"))
                .isEqualTo(WireJson.mapper().readTree(messages));
    }

    private void refuses(String why, Message... conversation) {
        assertThatThrownBy(() -> server.chat(of("claude-sonnet-5", conversation)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(why);
        assertThat(server.requests()).isZero();
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }

    @Test
    void putsLeadingInstructionsOnTop() {
        JsonNode body = sent(of(
                "claude-sonnet-5",
                Message.system("One."),
                Message.of(new Role("developer"), new Part.Text("Two.")),
                Message.user("Hi")));
        assertThat(body.path("system").toString()).isEqualTo("[" + text("One.") + "," + text("Two.") + "]");
        assertThat(body.path("messages").size()).isEqualTo(1);
    }

    @Test
    void makesOneTurnOfMessagesOfOneRole() {
        sends(
                "[{\"role\":\"user\",\"content\":[" + text("a") + "," + text("b") + "]},"
                        + "{\"role\":\"assistant\",\"content\":\"c\"},{\"role\":\"user\",\"content\":\"d\"}]",
                Message.user("a"),
                Message.user("b"),
                Message.assistant("c"),
                Message.user(" \n"),
                Message.user("d"));
    }

    @Test
    void putsResultsOfToolsFirst() {
        Part.ToolCall second = new Part.ToolCall("functions.time:0", "time", "");
        sends(
                """
                [{"role":"user","content":"Hi"},
                 {"role":"assistant","content":[
                   {"type":"tool_use","id":"toolu_1","name":"weather","input":{"place":"Rome"}},
                   {"type":"tool_use","id":"functions_time_0","name":"time","input":{}}]},
                 {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"toolu_1","content":"sunny"},
                   {"type":"tool_result","tool_use_id":"functions_time_0","content":[
                      {"type":"text","text":"no clock"},
                      {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQI="}}],
                    "is_error":true},
                   {"type":"text","text":"Go on."}]}]""",
                Message.user("Hi"),
                Message.of(Role.ASSISTANT, CALL, second),
                Message.tool(Part.ToolResult.of(CALL, "sunny")),
                Message.user("Go on."),
                Message.tool(new Part.ToolResult(
                        second.id(),
                        null,
                        List.of(new Part.Text("no clock"), new Part.Image(MediaSource.of("image/png", new byte[] {1, 2
                        }))),
                        true)));
    }

    @Test
    void sendsEmptyResults() {
        Message call = Message.of(Role.ASSISTANT, CALL);
        sends(
                """
                [{"role":"user","content":"Hi"},
                 {"role":"assistant","content":[
                   {"type":"tool_use","id":"toolu_1","name":"weather","input":{"place":"Rome"}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1"}]}]""",
                Message.user("Hi"),
                call,
                Message.tool(Part.ToolResult.of(CALL, " ")));
        JsonNode error = sent(of(
                        "claude-sonnet-5",
                        Message.user("Hi"),
                        call,
                        Message.tool(new Part.ToolResult(CALL.id(), null, List.of(), true))))
                .at("/messages/2/content/0");
        assertThat(error.path("content").asString()).isNotBlank();
        assertThat(error.path("is_error").asBoolean()).isTrue();
    }

    @Test
    void sendsMedia() {
        byte[] text = "Grüße".getBytes(StandardCharsets.UTF_8);
        sends(
                """
                [{"role":"user","content":[
                   {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AQ=="}},
                   {"type":"image","source":{"type":"url","url":"https://x.example/a.png"}},
                   {"type":"image","source":{"type":"base64","media_type":"image/gif","data":"AQ=="}},
                   {"type":"image","source":{"type":"file","file_id":"file_1"}},
                   {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AQ=="},
                    "title":"Report"},
                   {"type":"document","source":{"type":"text","media_type":"text/plain","data":"Grüße"}},
                   {"type":"document","source":{"type":"url","url":"https://x.example/a.pdf"}},
                   {"type":"document","source":{"type":"file","file_id":"file_2"}}]}]""",
                Message.user(
                        new Part.Image(MediaSource.of("image/jpg", new byte[] {1}), "high"),
                        new Part.Image(MediaSource.url("https://x.example/a.png")),
                        new Part.Image(MediaSource.url("data:image/gif;base64,AQ==")),
                        new Part.Image(new MediaSource.FileId("file_1", null)),
                        new Part.Document(MediaSource.of("application/pdf", new byte[] {1}), "Report"),
                        new Part.Document(MediaSource.of("text/markdown; charset=utf-8", text)),
                        new Part.Document(MediaSource.url("https://x.example/a.pdf")),
                        new Part.Document(new MediaSource.FileId("file_2", null))));
        assertThat(warnings).containsExactly("passed_over");
    }

    @Test
    void asksForTheBetaThatFilesNeed() {
        server.answers(AnthropicServer.OK)
                .chat(of("claude-sonnet-5", Message.user(new Part.Image(new MediaSource.FileId("file_1", null)))));
        RecordedRequest request = server.request();
        assertThat(request.getHeaders().get("anthropic-beta")).isEqualTo("files-api-2025-04-14");
    }

    @Test
    void dropsMediaAnthropicDoesNotTakeByConsentOnly() {
        List<Part> parts = List.of(
                new Part.Audio(MediaSource.of("audio/wav", new byte[] {1})),
                new Part.Image(MediaSource.of("image/svg+xml", new byte[] {1})),
                new Part.Document(MediaSource.of("application/msword", new byte[] {1})));
        for (Part part : parts) {
            ChatRequest request = of("claude-sonnet-5", Message.user(new Part.Text("Hi"), part));
            assertThatThrownBy(() -> server.chat(request)).isInstanceOf(ProviderFailedException.class);
            JsonNode body = sent(request.toBuilder().dropUnsupported().build());
            assertThat(body.at("/messages/0/content").asString()).isEqualTo("Hi");
            assertThat(warnings).containsExactly("dropped_field");
        }
    }

    @Test
    void sendsBackWhatIsItsOwnAndNothingElse() {
        ProviderState signed =
                new ProviderState("anthropic", "{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"s\"}");
        ProviderState search = new ProviderState("anthropic", "{\"type\":\"server_tool_use\",\"id\":\"srv_1\"}");
        ProviderState cited = new ProviderState("anthropic", "{\"citations\":[{\"cited_text\":\"x\"}]}");
        ProviderState caller = new ProviderState("anthropic", "{\"caller\":{\"type\":\"code\",\"tool_id\":\"t\"}}");
        ProviderState foreign = new ProviderState("openai-responses", "{\"id\":\"rs_1\"}");
        sends(
                """
                [{"role":"user","content":"Hi"},
                 {"role":"assistant","content":[
                   {"type":"thinking","thinking":"Hm.","signature":"s"},
                   {"type":"server_tool_use","id":"srv_1"},
                   {"type":"text","text":"So.","citations":[{"cited_text":"x"}]},
                   {"type":"text","text":"I cannot."},
                   {"type":"tool_use","id":"t1","name":"f","input":{},"caller":{"type":"code","tool_id":"t"}}]}]""",
                Message.user("Hi"),
                Message.of(
                        Role.ASSISTANT,
                        new Part.Reasoning("Hm.", signed),
                        new Part.Reasoning("Hm, hm.", foreign),
                        new Part.Reasoning("Hm, hm, hm.", null),
                        new Part.Opaque(search),
                        new Part.Opaque(foreign),
                        new Part.Text("So.", cited),
                        new Part.Text("", foreign),
                        new Part.Refusal("I cannot."),
                        new Part.ToolCall("t1", "f", "{}", true, caller)));
        assertThat(warnings).containsExactly("dropped_reasoning");
    }

    @Test
    void marksWhatToCache() {
        Part.CachePoint point = new Part.CachePoint(null);
        JsonNode body = sent(of(
                "claude-sonnet-5",
                Message.of(Role.SYSTEM, new Part.Text("Long."), new Part.CachePoint(Duration.ofHours(1))),
                Message.user(new Part.Text("Hi"), point),
                Message.of(Role.ASSISTANT, CALL),
                Message.tool(Part.ToolResult.of(CALL, "sunny")),
                Message.user(new Part.CachePoint(Duration.ofMinutes(5)), new Part.Text("Go on."))));
        assertThat(body.at("/system/0/cache_control").toString()).isEqualTo("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
        assertThat(body.at("/messages/0/content/0/cache_control").toString()).isEqualTo("{\"type\":\"ephemeral\"}");
        assertThat(body.at("/messages/2/content/0/cache_control").toString())
                .isEqualTo("{\"type\":\"ephemeral\",\"ttl\":\"5m\"}");
        assertThat(body.at("/messages/2/content/1").has("cache_control")).isFalse();
    }

    @Test
    void marksNoMoreThanFour() {
        Part.CachePoint point = new Part.CachePoint(null);
        Part[] parts = new Part[12];
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = new Part.Text("part " + i);
            parts[i + 1] = point;
        }
        ChatRequest request = of("claude-sonnet-5", Message.user(parts));
        assertThat(sent(request).at("/messages/0/content").findValues("cache_control"))
                .hasSize(4);
        assertThat(warnings).contains("cache_points");
        ChatRequest cached =
                request.toBuilder().promptCaching(new PromptCaching(null, null)).build();
        JsonNode content = sent(cached).at("/messages/0/content");
        assertThat(content.findValues("cache_control")).hasSize(3);
        assertThat(content.path(5).has("cache_control")).isTrue();
    }

    @Test
    void keepsLaterInstructionsInTheirPlaceWhereTheModelCan() {
        sends(
                "[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
                        + "{\"role\":\"user\",\"content\":\"c\"},"
                        + "{\"role\":\"system\",\"content\":[" + text("Be brief.") + "," + text("Be kind.") + "]}]",
                Message.user("a"),
                Message.assistant("b"),
                Message.user("c"),
                Message.system("Be brief."),
                Message.system("Be kind."));
        assertThat(warnings).isEmpty();
        sends(
                "[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
                        + "{\"role\":\"user\",\"content\":\"c\"},{\"role\":\"system\",\"content\":\"Be brief.\"}]",
                Message.user("a"),
                Message.assistant("b"),
                Message.system("Be brief."),
                Message.user("c"));
        assertThat(warnings).containsExactly("moved_system");
    }

    @Test
    void countsOnlyTurnsThatAreSent() {
        sends(
                "[{\"role\":\"user\",\"content\":[" + text("a") + "," + text("b") + "]},"
                        + "{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"assistant\",\"content\":\"c\"},{\"role\":\"user\",\"content\":\"d\"}]",
                Message.user("a"),
                Message.system("Be brief."),
                Message.of(Role.ASSISTANT, new Part.Reasoning("Hm.", null)),
                Message.user("b"),
                Message.assistant("c"),
                Message.user("d"));
    }

    @Test
    void movesLaterInstructionsToTheTopByConsentOnly() {
        Message[] conversation = {
            Message.system("One."), Message.user("a"), Message.system("Two."), Message.assistant("b"), Message.user("c")
        };
        ChatRequest old = of("claude-sonnet-4-5", conversation);
        assertThatThrownBy(() -> server.chat(old)).hasMessageContaining("system message");
        JsonNode body = sent(old.toBuilder().dropUnsupported().build());
        assertThat(body.path("system").toString()).isEqualTo("[" + text("One.") + "," + text("Two.") + "]");
        assertThat(body.path("messages").size()).isEqualTo(3);
        assertThatThrownBy(() -> server.chat(
                        of("claude-sonnet-5", Message.user("a"), Message.assistant("b"), Message.system("Two."))))
                .hasMessageContaining("behind a user's turn");
    }

    @Test
    void refusesConversationsThatMakeNoSense() {
        refuses("user message", Message.system("Be brief."), Message.user("  "));
        refuses("toolu_1", Message.user("Hi"), Message.tool(Part.ToolResult.of(CALL, "sunny")));
        refuses("toolu_1", Message.user(CALL));
        refuses("toolu_1", Message.user("Hi"), Message.of(Role.ASSISTANT, CALL, Part.ToolResult.of(CALL, "sunny")));
        refuses(
                "arguments of tool call t",
                Message.user("Hi"),
                Message.of(Role.ASSISTANT, new Part.ToolCall("t", "f", "{\"a\":")));
        refuses(
                "arguments of tool call t",
                Message.user("Hi"),
                Message.of(Role.ASSISTANT, new Part.ToolCall("t", "f", "[1]")));
        refuses("Base64", Message.user(new Part.Document(new MediaSource.Inline("text/plain", "not base64!"))));
    }

    @Test
    void asksForLeaveToDropSpeakersAndStrangeRoles() {
        Message named = new Message(Role.USER, List.of(new Part.Text("Hi")), "Ada");
        Message critic = Message.of(new Role("critic"), new Part.Text("Bad."));
        for (Message message : List.of(named, critic)) {
            ChatRequest request = of("claude-sonnet-5", message);
            assertThatThrownBy(() -> server.chat(request)).isInstanceOf(ProviderFailedException.class);
            assertThat(sent(request.toBuilder().dropUnsupported().build())
                            .at("/messages/0/role")
                            .asString())
                    .isEqualTo("user");
        }
    }

    @Test
    void marksTheLastBlockOnVertex() {
        try (AnthropicServer vertex = new AnthropicServer(Map.of("platform", "vertex"))) {
            vertex.answers(AnthropicServer.OK)
                    .chat(of("claude-sonnet-5", Message.user("Hi")).toBuilder()
                            .promptCaching(new PromptCaching(null, null))
                            .build());
            JsonNode body = vertex.body();
            assertThat(body.has("cache_control")).isFalse();
            assertThat(body.at("/messages/0/content/0/cache_control/type").asString())
                    .isEqualTo("ephemeral");
        }
    }
}
