package io.llmgateway.examples.toolsbyhand;

import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Tool;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** The model asks for a tool, the application runs it, the model answers. */
public final class ToolsByHand {
    private static final Tool WEATHER = Tool.function(
            "weather",
            "The weather in a city now.",
            Json.of(Map.of(
                    "type", "object",
                    "properties", Map.of("city", Map.of("type", "string")),
                    "required", List.of("city"))));

    private ToolsByHand() {}

    /**
     * Runs the example, offline.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (FakeVendor anthropic = FakeVendor.anthropic();
                LlmClient client = LlmGateway.builder()
                        .environment(Map.of())
                        .provider(
                                "anthropic", p -> p.baseUrl(anthropic.baseUrl()).apiKey("any"))
                        .defaultModel("anthropic/claude-sonnet-5")
                        .build()) {
            anthropic
                    .answers(FakeAnswer.text("Let me look.").thenTool("weather", "{\"city\":\"Paris\"}"))
                    .answers("It is 21 degrees and sunny in Paris.");
            out.println(ask(client, "How is the weather in Paris?", out));
        }
    }

    private static String ask(LlmClient client, String question, PrintStream out) {
        ChatRequest request = ChatRequest.builder().user(question).tool(WEATHER).build();
        ChatResponse response = client.chat(request);
        while (!response.toolCalls().isEmpty()) {
            Part.ToolResult[] results = response.toolCalls().stream()
                    .map(call -> Part.ToolResult.of(call, run(call, out)))
                    .toArray(Part.ToolResult[]::new);
            // message() keeps everything the vendor wants to see again, such as signatures
            request = request.toBuilder()
                    .message(response.message())
                    .message(Message.tool(results))
                    .build();
            response = client.chat(request);
        }
        return response.text();
    }

    private static String run(Part.ToolCall call, PrintStream out) {
        out.println("[the model asks for " + call.name() + " with " + call.arguments() + "]");
        return "{\"celsius\":21,\"sky\":\"sunny\"}";
    }
}
