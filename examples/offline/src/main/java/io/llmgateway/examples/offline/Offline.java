package io.llmgateway.examples.offline;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import io.llmgateway.testkit.FakeWorld;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

/** Two clouds and a local model: who answers while one cloud fails, while the network is gone, and when it is back. */
public final class Offline {
    static final String CONFIGURATION =
            """
            llmgateway:
              providers:
                openai:    { base-url: "%s", api-key: any }
                anthropic: { base-url: "%s", api-key: any }
                local:     { type: openai, dialect: ollama, base-url: "%s", api-key: any }
              models:
                assistant: { targets: [openai/gpt-5.5, anthropic/claude-sonnet-5, local/llama3.3] }
            """;

    private Offline() {}

    /**
     * Runs the example, offline.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        FakeWorld world = new FakeWorld();
        try (FakeVendor openai = FakeVendor.openAi();
                FakeVendor anthropic = FakeVendor.anthropic();
                FakeVendor local = FakeVendor.openAi();
                LlmClient client = LlmGateway.builder()
                        .environment(Map.of())
                        .yaml(CONFIGURATION.formatted(openai.baseUrl(), anthropic.baseUrl(), local.baseUrl()))
                        .world(world)
                        .build()) {
            out.println("All is well:");
            ask(client, out);

            out.println("OpenAI has no capacity:");
            openai.otherwise(request -> FakeAnswer.failure(FailureClass.OVERLOADED));
            ask(client, out);
            openai.otherwise(request -> FakeAnswer.text("Here I am again."));

            out.println("The network is gone:");
            openai.unplug();
            anthropic.unplug();
            ask(client, out);
            out.println("  the next call does not even try the clouds:");
            out.print(client.chat("Who answers?").explain());

            out.println("The network is back:");
            openai.plugIn();
            anthropic.plugIn();
            world.advance(Duration.ofSeconds(5)); // llmgateway.steady.health.cool
            ask(client, out);
        }
    }

    private static void ask(LlmClient client, PrintStream out) {
        tell("whole", client.chat("Who answers?"), out);
        try (ChatStream stream = client.stream("Who answers?")) {
            tell("streamed", stream.await(), out);
        }
    }

    private static void tell(String how, ChatResponse response, PrintStream out) {
        out.println("  " + how + ": " + response.provider() + ", after "
                + response.attempts().size() + " attempts");
    }
}
