package io.llmgateway.examples.quickstart;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The first call: a question asked whole, then streamed.
 *
 * <p>Without any key it talks to fake vendors on this machine that speak the wire of Anthropic and OpenAI; the first
 * one is overloaded, so the second answers. With a vendor's key in the environment (such as {@code OPENAI_API_KEY}), or
 * with {@code LLMGATEWAY_PROVIDERS_…} set, it talks to the real one.
 */
public final class Quickstart {
    private static final String QUESTION = "Why is the sky blue? Answer in two sentences.";

    private Quickstart() {}

    /**
     * Runs the example.
     *
     * @param args none
     */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        Optional<String> model = model(environment);
        if (model.isPresent()) {
            try (LlmClient client =
                    LlmGateway.builder().defaultModel(model.get()).build()) {
                converse(client, System.out);
            }
        } else {
            offline(System.out);
        }
    }

    /** The model to ask in the real world, if the environment has a way there. */
    private static Optional<String> model(Map<String, String> environment) {
        String named = environment.get("LLMGATEWAY_DEFAULT_MODEL");
        if (named != null) {
            return Optional.of(named);
        }
        return ServiceLoader.load(ProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory ->
                        factory.keyVariable().filter(environment::containsKey).isPresent())
                .flatMap(factory -> factory.defaultModel().map(name -> factory.type() + "/" + name).stream())
                .findFirst();
    }

    static void offline(PrintStream out) {
        out.println("No vendor's key is set: talking to fake vendors on this machine.\n");
        try (FakeVendor anthropic = FakeVendor.anthropic();
                FakeVendor openai = FakeVendor.openAi();
                LlmClient client = LlmGateway.builder()
                        .environment(Map.of())
                        .provider(
                                "anthropic", p -> p.baseUrl(anthropic.baseUrl()).apiKey("any"))
                        .provider("openai", p -> p.baseUrl(openai.baseUrl()).apiKey("any"))
                        .model("smart", "anthropic/claude-sonnet-5", "openai/gpt-5.4-mini")
                        .build()) {
            anthropic.fails(FailureClass.OVERLOADED).fails(FailureClass.OVERLOADED);
            anthropic.fails(FailureClass.OVERLOADED).fails(FailureClass.OVERLOADED);
            FakeAnswer answer = FakeAnswer.text("Air scatters short waves of light far more than long ones."
                    + " So blue reaches us from every part of the sky.");
            openai.answers(answer).answers(answer.paced(Duration.ofMillis(40)));
            converse(client, out);
        }
    }

    private static void converse(LlmClient client, PrintStream out) {
        out.println("You: " + QUESTION);
        ChatResponse whole = client.chat(QUESTION);
        out.println("Whole: " + whole.text());

        out.print("Streamed: ");
        try (ChatStream stream = client.stream(ChatRequest.of(QUESTION))) {
            stream.forEachText(piece -> {
                out.print(piece);
                out.flush();
            });
            ChatResponse response = stream.await();
            out.println("\n");
            out.println("Model:    " + response.provider() + "/" + response.model());
            out.println("Usage:    " + response.usage());
            out.println("Cost:     " + response.cost());
            out.println("Attempts: " + response.attempts());
            out.println("\n" + response.explain());
        }
    }
}
