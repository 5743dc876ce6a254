package io.llmgateway.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.MediaSource;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.Role;
import io.llmgateway.error.InvalidRequestException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Conversations of several turns: what came must go back as it came. */
class TurnsTest {
    private Google google;

    @BeforeEach
    void start() throws IOException {
        google = new Google();
    }

    @AfterEach
    void stop() {
        google.close();
    }

    private JsonNode contents(ChatRequest request) throws InterruptedException {
        google.answers("{\"candidates\":[{\"finishReason\":\"STOP\"}]}").chat(request);
        return google.receivedBody().path("contents");
    }

    private static ChatRequest.Builder ask(String model) {
        return ChatRequest.builder().model(model).user("Weather in Rome and Oslo?");
    }

    private static List<Part.ToolCall> calls(ChatResponse response) {
        return response.parts().stream()
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
    }

    private void assertGoesBack(ChatResponse first, String parts) throws InterruptedException {
        google.received();
        JsonNode contents = contents(
                ask("gemini-3.6-flash").message(first.message()).user("Go on").build());
        assertThat(contents.path(1).path("role").asString()).isEqualTo("model");
        assertThat(contents.path(1).path("parts")).isEqualTo(Google.json(parts));
    }

    @Test
    void sendsSignaturesBackWithTheirPart() throws InterruptedException {
        String parts =
                """
                [{"text":"Thinking it over","thought":true,"thoughtSignature":"c2lnMA=="},
                 {"text":"Let me look.","thoughtSignature":"c2lnMQ=="},
                 {"text":"Two places."},
                 {"functionCall":{"id":"fc-1","name":"weather","args":{"city":"Rome"}},"thoughtSignature":"c2lnMg=="},
                 {"functionCall":{"id":"fc-2","name":"weather","args":{"city":"Oslo"}}},
                 {"text":"","thoughtSignature":"c2lnMw=="}]
                """;
        ChatResponse first = google.answers(
                        "{\"candidates\":[{\"content\":{\"parts\":" + parts + "},\"finishReason\":\"STOP\"}]}")
                .chat(ask("gemini-3.6-flash").build());
        assertThat(first.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertGoesBack(first, parts);
    }

    @Test
    void sendsStreamedSignaturesBackWithTheirPart() throws InterruptedException {
        ChatResponse first = google
                .streams(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"One \"}]}}]}",
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"two.\"}]}}]}",
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}]},"
                                + "\"finishReason\":\"STOP\"}]}")
                .stream(ask("gemini-3.6-flash").build());
        assertThat(first.text()).isEqualTo("One two.");
        assertGoesBack(first, "[{\"text\":\"One two.\"},{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}]");
    }

    @Test
    void sendsTheVendorsOwnPartsAndSignedImagesBack() throws InterruptedException {
        String parts =
                """
                [{"executableCode":{"language":"PYTHON","code":"print(\\"1\\")"},"thoughtSignature":"YQ=="},
                 {"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1\\n"}},
                 {"inlineData":{"mimeType":"image/png","data":"AAAA"},"thoughtSignature":"Yg=="},
                 {"inlineData":{"mimeType":"audio/wav","data":"BBBB"}}]
                """;
        ChatResponse first = google.answers(
                        "{\"candidates\":[{\"content\":{\"parts\":" + parts + "},\"finishReason\":\"STOP\"}]}")
                .chat(ask("gemini-3.6-flash").build());
        assertThat(first.parts())
                .hasSize(5)
                .element(2)
                .isEqualTo(new Part.Image(new MediaSource.Inline("image/png", "AAAA")));
        assertThat(first.parts().get(4)).isInstanceOf(Part.Audio.class);
        assertGoesBack(first, parts);
    }

    @Test
    void leavesThoughtsWithoutSignatureAndForeignStatesOut() throws InterruptedException {
        ProviderState foreign = new ProviderState("anthropic", "{\"signature\":\"x\"}");
        JsonNode contents = contents(ask("gemini-2.5-flash")
                .message(Message.of(
                        Role.ASSISTANT,
                        new Part.Reasoning("Hm", null),
                        new Part.Reasoning("Hm", foreign),
                        new Part.Opaque(foreign),
                        new Part.Refusal("I would rather not."),
                        new Part.Text("Well.", foreign)))
                .user("Go on")
                .build());
        assertThat(contents.path(1).path("parts"))
                .isEqualTo(Google.json("[{\"text\":\"I would rather not.\"},{\"text\":\"Well.\"}]"));
    }

    @Test
    void marksCallsMadeElsewhereForModelsThatInsist() throws InterruptedException {
        Part.ToolCall one = new Part.ToolCall("toolu_1", "weather", "{\"city\":\"Rome\"}");
        Part.ToolCall two = new Part.ToolCall("toolu_2", "weather", "");
        Message answer = Message.of(Role.ASSISTANT, one, two);
        Message results = Message.tool(Part.ToolResult.of(one, "12 C"), Part.ToolResult.of(two, "3 C"));
        JsonNode third = contents(
                ask("gemini-3.6-flash").message(answer).message(results).build());
        assertThat(third.path(1).path("parts"))
                .isEqualTo(
                        Google.json(
                                """
                [{"functionCall":{"name":"weather","args":{"city":"Rome"}},
                  "thoughtSignature":"skip_thought_signature_validator"},
                 {"functionCall":{"name":"weather","args":{}}}]
                """));
        JsonNode second = contents(
                ask("gemini-2.5-flash").message(answer).message(results).build());
        assertThat(second.path(1).path("parts").path(0).has("thoughtSignature")).isFalse();
    }

    @Test
    void answersCallsByTheVendorsIdAndInTheVendorsOrder() throws InterruptedException {
        ChatResponse first = google.answers(
                        """
                        {"candidates":[{"content":{"parts":[
                          {"functionCall":{"id":"fc-1","name":"weather","args":{"city":"Rome"}}},
                          {"functionCall":{"name":"weather","args":{"city":"Oslo"}}}]},"finishReason":"STOP"}]}
                        """)
                .chat(ask("gemini-2.5-flash").build());
        google.received();
        List<Part.ToolCall> calls = calls(first);
        assertThat(calls.get(0).id()).isEqualTo("fc-1");
        assertThat(calls.get(1).id()).startsWith("call_");
        JsonNode contents = contents(ask("gemini-2.5-flash")
                .message(first.message())
                .message(Message.tool(
                        new Part.ToolResult(calls.get(1).id(), null, List.of(new Part.Text("{\"celsius\":3}")), false)))
                .message(Message.tool(new Part.ToolResult(
                        "fc-1", null, List.of(new Part.Text("no such"), new Part.Text("city")), true)))
                .user("And in Celsius, please")
                .build());
        assertThat(contents.path(1).path("parts").path(1))
                .isEqualTo(
                        Google.json(
                                """
                {"functionCall":{"name":"weather","args":{"city":"Oslo"}}}
                """));
        assertThat(contents.path(2))
                .isEqualTo(
                        Google.json(
                                """
                {"role":"user","parts":[
                  {"functionResponse":{"id":"fc-1","name":"weather","response":{"error":"no such\\ncity"}}},
                  {"functionResponse":{"name":"weather","response":{"celsius":3}}},
                  {"text":"And in Celsius, please"}]}
                """));
    }

    @Test
    void wrapsResultsThatAreNoObject() throws InterruptedException {
        for (String text : List.of("", "plain", "[1,2]", "{broken", "{} and more")) {
            Part.ToolCall call = new Part.ToolCall("c", "f", "{}");
            JsonNode contents = contents(ask("gemini-2.5-flash")
                    .message(Message.of(Role.ASSISTANT, call))
                    .message(Message.tool(Part.ToolResult.of(call, text)))
                    .build());
            assertThat(contents.path(2)
                            .path("parts")
                            .path(0)
                            .path("functionResponse")
                            .path("response"))
                    .isEqualTo(Google.json("{\"result\":\"" + text + "\"}"));
        }
    }

    @Test
    void putsMediaOfResultsWhereTheModelTakesThem() throws InterruptedException {
        Part.ToolCall call = new Part.ToolCall("c", "draw", "{}");
        Part.ToolResult result = new Part.ToolResult(
                "c",
                "draw",
                List.of(
                        new Part.Text("done"),
                        new Part.Document(new MediaSource.Inline("application/pdf", "AAAA"), "plan.pdf")),
                false);
        Message asked = Message.of(Role.ASSISTANT, call);
        assertThat(contents(ask("gemini-3.6-flash")
                                .message(asked)
                                .message(Message.tool(result))
                                .build())
                        .path(2)
                        .path("parts"))
                .isEqualTo(
                        Google.json(
                                """
                        [{"functionResponse":{"name":"draw","response":{"result":"done"},
                          "parts":[{"inlineData":{"mimeType":"application/pdf","data":"AAAA",
                                                  "displayName":"plan.pdf"}}]}}]
                        """));
        assertThat(contents(ask("gemini-2.5-flash")
                                .message(asked)
                                .message(Message.tool(result))
                                .user("Nice")
                                .build())
                        .path(2)
                        .path("parts"))
                .isEqualTo(
                        Google.json(
                                """
                        [{"functionResponse":{"name":"draw","response":{"result":"done"}}},
                         {"text":"Document \\"plan.pdf\\":"},
                         {"inlineData":{"mimeType":"application/pdf","data":"AAAA"}},
                         {"text":"Nice"}]
                        """));
    }

    @Test
    void takesTheNameOfAResultWhoseCallIsGone() throws InterruptedException {
        Part.ToolResult result = new Part.ToolResult("gone", "weather", List.of(new Part.Text("3 C")), false);
        assertThat(contents(ask("gemini-2.5-flash")
                                .message(Message.tool(result))
                                .build())
                        .path(0)
                        .path("parts")
                        .path(1)
                        .path("functionResponse")
                        .path("name")
                        .asString())
                .isEqualTo("weather");
    }

    @Test
    void refusesConversationsWithoutSense() {
        Part.ToolCall call = new Part.ToolCall("c", "f", "{}");
        Part.ToolResult orphan = new Part.ToolResult("c", null, List.of(), false);
        assertInvalid("result of call \"c\"", Message.tool(orphan));
        assertInvalid("not of the assistant", Message.of(Role.USER, call));
        assertInvalid("is of the assistant", Message.of(Role.ASSISTANT, call, Part.ToolResult.of(call, "x")));
        assertInvalid("cut inside", Message.of(Role.ASSISTANT, new Part.ToolCall("c", "f", "{\"a", false, null)));
        assertInvalid("arguments of the call", Message.of(Role.ASSISTANT, new Part.ToolCall("c", "f", "{\"a")));
        assertInvalid("only a model says", Message.of(Role.USER, new Part.Refusal("no")));
        ProviderState broken = new ProviderState("gemini", "{broken");
        assertInvalid("provider state", Message.of(Role.ASSISTANT, new Part.Text("x", broken)));
        assertInvalid("a part of format", Message.of(Role.ASSISTANT, new Part.Opaque(broken)));
        Part.ToolResult nested = new Part.ToolResult("c", "f", List.of(call), false);
        assertInvalid("may hold text", Message.tool(nested));
        assertThat(google.requests()).isZero();
    }

    private void assertInvalid(String message, Message said) {
        assertThatThrownBy(
                        () -> google.chat(ask("gemini-2.5-flash").message(said).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }
}
