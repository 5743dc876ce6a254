package io.llmgateway.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.Script;
import io.llmgateway.testkit.ScriptedProvider;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was said, where that is wanted. */
class ContentTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> CONTENT = List.of(
            "gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.definitions");

    private final Spans spans = new Spans();
    private final ScriptedProvider vendor = new ScriptedProvider("toy");

    private LlmClient client(Map<String, String> environment, String telemetry, String more) {
        return LlmGateway.builder()
                .environment(environment)
                .yaml("llmgateway: { watch: { telemetry: " + telemetry + " } " + more + " }")
                .openTelemetry(spans.telemetry())
                .provide("toy", vendor)
                .build();
    }

    private LlmClient client() {
        return client(Map.of(), "{ content: spans }", "");
    }

    private static ChatRequest.Builder request() {
        return ChatRequest.builder().model("toy/x").system("Be brief.").user("Why?");
    }

    private JsonNode json(String name) {
        return JSON.readTree((String) Spans.attribute(spans.one("chat x"), name));
    }

    private static JsonNode parsed(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    @Test
    void nothingIsSaidUnlessAskedFor() {
        vendor.answers("Because.");
        try (LlmClient client = client(Map.of(), "{}", "")) {
            client.chat(request().build());
        }
        assertThat(Spans.attributes(spans.one("chat x"))).doesNotContainKeys(CONTENT.toArray(String[]::new));
        assertThat(spans.all().toString()).doesNotContain("Why?", "Because.", "Be brief.");
    }

    @Test
    void messagesAreThoseOfTheSchemas() {
        vendor.then(Script.answer(
                FinishReason.TOOL_CALLS,
                new Part.Reasoning("Hm.", null),
                new Part.Text("Let me see."),
                new Part.ToolCall("c2", "look", "{\"at\":[1,2]}")));
        try (LlmClient client = client()) {
            client.chat(request()
                    .tool(Tool.function("look", "Looks.", Json.of("{\"type\":\"object\"}")))
                    .message(Message.of(Role.ASSISTANT, new Part.ToolCall("c1", "look", "{\"at\":0}")))
                    .message(Message.tool(new Part.ToolResult("c1", "look", List.of(new Part.Text("blue")), false)))
                    .message(Message.user(
                            new Part.Image(MediaSource.of("image/png", new byte[] {1, 2, 3})),
                            new Part.Document(MediaSource.url("https://example.com/a.pdf")),
                            new Part.Audio(new MediaSource.FileId("f1", "audio/wav"))))
                    .build());
        }
        assertThat(json("gen_ai.system_instructions")).isEqualTo(parsed("[{'type':'text','content':'Be brief.'}]"));
        assertThat(json("gen_ai.input.messages"))
                .isEqualTo(
                        parsed(
                                """
                                [{'role':'user','parts':[{'type':'text','content':'Why?'}]},
                                 {'role':'assistant','parts':[{'type':'tool_call','id':'c1','name':'look','arguments':{'at':0}}]},
                                 {'role':'tool','parts':[{'type':'tool_call_response','id':'c1',
                                   'response':[{'type':'text','content':'blue'}]}]},
                                 {'role':'user','parts':[
                                   {'type':'omitted_blob','base64_chars':4,'modality':'image','mime_type':'image/png'},
                                   {'type':'uri','uri':'https://example.com/a.pdf','modality':'document'},
                                   {'type':'file','file_id':'f1','modality':'audio','mime_type':'audio/wav'}]}]
                                """));
        assertThat(json("gen_ai.output.messages"))
                .isEqualTo(
                        parsed(
                                """
                                [{'role':'assistant','parts':[{'type':'reasoning','content':'Hm.'},
                                  {'type':'text','content':'Let me see.'},
                                  {'type':'tool_call','id':'c2','name':'look','arguments':{'at':[1,2]}}],
                                  'finish_reason':'tool_call'}]
                                """));
        assertThat(json("gen_ai.tool.definitions"))
                .isEqualTo(parsed(
                        "[{'type':'function','name':'look','description':'Looks.','parameters':{'type':'object'}}]"));
        assertThat(Spans.attributes(spans.one("chat x"))).doesNotContainKey("llmgateway.content.cut");
    }

    @Test
    void whatIsMaskedStaysMasked() {
        vendor.otherwise(call -> Script.answer("I wrote to "
                + ((ChatRequest) call.request()).messages().get(1).text().replace("Write to ", "")));
        try (LlmClient client =
                client(Map.of(), "{ content: spans, profile: openinference }", ", guard: { pii: { enabled: true } }")) {
            assertThat(client.chat(request().user("Write to ada@example.org").build())
                            .text())
                    .as("the caller gets it back")
                    .contains("I wrote to");
        }
        assertThat(spans.all().toString()).doesNotContain("ada@example.org");
        assertThat(json("gen_ai.input.messages").toString()).contains("Write to ");
        assertThat(json("input.value")).isEqualTo(json("gen_ai.input.messages"));
        assertThat(json("output.value")).isEqualTo(json("gen_ai.output.messages"));
        assertThat(Spans.attributes(spans.one("chat x")))
                .containsEntry("input.mime_type", "application/json")
                .containsEntry("output.mime_type", "application/json");
    }

    @Test
    void longTextsAreCutAndTheOldestMessagesLeftOut() {
        vendor.answers("Because.");
        String smiles = "😀".repeat(5000); // 10 000 chars
        try (LlmClient client = client()) {
            ChatRequest.Builder many = ChatRequest.builder().model("toy/x");
            for (int i = 0; i < 20; i++) {
                many.message(Message.user(i + " " + smiles));
            }
            client.chat(many.build());
        }
        JsonNode messages = json("gen_ai.input.messages");
        assertThat(messages.size()).isBetween(5, 10);
        String newest = messages.get(messages.size() - 1)
                .get("parts")
                .get(0)
                .get("content")
                .stringValue();
        assertThat(newest).startsWith("19 ").endsWith("😀…").hasSizeBetween(8000, 8193);
        assertThat(messages.toString().length()).isLessThan(Content.MOST + 1000);
        assertThat(Spans.attribute(spans.one("chat x"), "llmgateway.content.cut"))
                .isEqualTo(true);
    }

    @Test
    void allThatIsNoTextCountsToo() {
        vendor.answers("Because.");
        String address = "https://example.com/" + "a".repeat(500);
        List<Part> calls = IntStream.range(0, 3_000)
                .mapToObj(i -> (Part) new Part.ToolCall("c" + i, "look", "{\"at\":" + i + "}"))
                .toList();
        List<Part> results = IntStream.range(0, 3_000)
                .mapToObj(i -> (Part) new Part.ToolResult("c" + i, "look", List.of(new Part.Text("")), false))
                .toList();
        List<Part> images = IntStream.range(0, 300)
                .mapToObj(i -> (Part) new Part.Image(MediaSource.url(address + i)))
                .toList();
        for (Message message : List.of(
                Message.of(Role.ASSISTANT, calls.toArray(Part[]::new)),
                Message.of(Role.TOOL, results.toArray(Part[]::new)),
                Message.of(Role.USER, images.toArray(Part[]::new)))) {
            spans.reset();
            try (LlmClient client = client()) {
                client.chat(
                        ChatRequest.builder().model("toy/x").message(message).build());
            }
            assertThat(((String) Spans.attribute(spans.one("chat x"), "gen_ai.input.messages")).length())
                    .isBetween(Content.MOST / 2, Content.MOST * 3 / 2);
            assertThat(Spans.attribute(spans.one("chat x"), "llmgateway.content.cut"))
                    .isEqualTo(true);
            vendor.answers("Because.");
        }
    }

    @Test
    void whatHadComeOfABrokenAnswerIsThere() {
        vendor.then(Script.answer("one two three four").cutAfter(3));
        try (LlmClient client = client();
                ChatStream stream = client.stream(request().build())) {
            assertThat(catchThrowable(stream::await)).isNotNull();
        }
        JsonNode message = json("gen_ai.output.messages").get(0);
        assertThat(message.get("finish_reason").stringValue()).isEqualTo("error");
        assertThat(message.get("parts").get(0).get("content").stringValue()).startsWith("one");
    }

    @ParameterizedTest
    @CsvSource({
        "true, {}, true",
        "SPAN_ONLY, {}, true",
        "span_and_event, {}, true",
        "EVENT_ONLY, {}, false",
        "false, {}, false",
        "true, { content: none }, false",
        "false, { content: spans }, true"
    })
    void theEnvironmentDecidesWhereTheConfigurationDoesNot(String variable, String telemetry, boolean shown) {
        vendor.answers("Because.");
        Map<String, String> environment = Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", variable);
        try (LlmClient client = client(environment, telemetry, "")) {
            client.chat(request().build());
        }
        assertThat(Spans.attributes(spans.one("chat x")).containsKey("gen_ai.input.messages"))
                .isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "'http, gen_ai_latest_experimental', {}, true",
        "http, {}, false",
        "gen_ai_latest_experimental, { conventions: v1-41 }, false",
        "'', { conventions: latest }, true"
    })
    void soItDoesOnConventions(String variable, String telemetry, boolean latest) {
        vendor.answers("Because.");
        try (LlmClient client = client(Map.of("OTEL_SEMCONV_STABILITY_OPT_IN", variable), telemetry, "")) {
            client.chat(request().extra("top_k", 3).build());
        }
        assertThat(Spans.attribute(spans.one("chat x"), "gen_ai.request.top_k"))
                .isEqualTo(latest ? (Object) 3L : (Object) 3.0);
    }
}
