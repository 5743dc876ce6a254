package io.llmgateway.examples.maskedchat;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.RefusedException;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** A support chat: the user and the tools see real values, the vendor sees placeholders. */
public final class MaskedChat {
    static final String CONFIGURATION =
            """
            llmgateway:
              providers:
                openai: { base-url: "%s", api-key: any }
              guard:
                pii:
                  enabled: true
                  operators: { secret: block }
              default-model: openai/gpt-5.5
            """;

    private static final Tool LOOKUP = Tool.function(
            "lookup",
            "The customer of an e-mail address.",
            Json.of(Map.of(
                    "type", "object",
                    "properties", Map.of("email", Map.of("type", "string")),
                    "required", List.of("email"))));

    private MaskedChat() {}

    /**
     * Runs the example, offline.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (FakeVendor openai = FakeVendor.openAi();
                LlmClient client = LlmGateway.builder()
                        .environment(Map.of())
                        .yaml(CONFIGURATION.formatted(openai.baseUrl()))
                        .build()) {
            String question =
                    "My name is Jane Roe, jane.roe@example.com. My card 4111 1111 1111 1111 was charged twice.";
            String answer =
                    "Dear <PERSON_1>, I wrote to <EMAIL_1> about **<CREDIT_CARD_1>**; <EMAIL_2> looks after you.";
            openai.answers(FakeAnswer.text("Let me see.").thenTool("lookup", "{\"email\":\"<EMAIL_1>\"}"))
                    .answers(answer);

            out.println("the user writes:    " + question);
            ChatRequest request =
                    ChatRequest.builder().user(question).tool(LOOKUP).build();
            ChatResponse asked = client.chat(request);
            out.println("the vendor saw:     " + openai.lastRequest().at("messages.0.content"));

            Part.ToolCall call = asked.toolCalls().get(0);
            out.println("the tool is asked:  " + call.arguments());
            String record = "{\"agent\":\"sam@example.com\",\"plan\":\"gold\"}";
            out.println("the tool answers:   " + record);
            ChatRequest next = request.toBuilder()
                    .message(asked.message())
                    .message(Message.tool(Part.ToolResult.of(call, record)))
                    .build();
            try (ChatStream stream = client.stream(next)) {
                String text = stream.await().text();
                out.println("the vendor saw:     " + openai.lastRequest().at("messages.2.content"));
                out.println("the vendor streams: " + answer);
                out.println("the user reads:     " + text);
            }

            try {
                client.chat("Why does token = \"ghp_16C7e42F292c6912E7710c838347Ae178B4a\" not work?");
            } catch (RefusedException e) {
                out.println("a secret stops:     " + e.getMessage());
            }
        }
    }
}
