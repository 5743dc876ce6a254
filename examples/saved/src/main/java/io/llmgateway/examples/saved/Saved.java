package io.llmgateway.examples.saved;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.money.Report;
import io.llmgateway.recall.RecallStats;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A help desk whose users ask the same again and again. */
public final class Saved {
    static final String CONFIGURATION =
            """
            llmgateway:
              providers:
                openai: { base-url: "%s", api-key: any }
              models:
                smart: { targets: [openai/gpt-5.5] }
              guard:
                pii: { enabled: true }
              recall:
                exact: { ttl: 10m, ttls: { smart: 1h } }
              default-model: smart
            """;

    private Saved() {}

    /**
     * Runs the example, offline.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (FakeVendor openai =
                        FakeVendor.openAi().otherwise(request -> FakeAnswer.text("Dear <EMAIL_1>, press reset."));
                LlmClient client = LlmGateway.builder()
                        .environment(Map.of())
                        .yaml(CONFIGURATION.formatted(openai.baseUrl()))
                        .build()) {
            ChatResponse first = client.chat("I am jane@example.com. How do I reset it?");
            out.println("asked:      " + first.text() + " " + first.cost());

            ChatResponse second = client.chat("I am joe@example.org. How do I reset it?");
            CacheHit hit = second.cache().orElseThrow();
            out.println("remembered: " + second.text() + " " + second.cost() + ", saved "
                    + hit.usage().total() + " tokens");

            try (ChatStream stream = client.stream("I am ann@example.net. How do I reset it?")) {
                out.println("streamed:   " + stream.await().text());
            }

            List<CompletableFuture<ChatResponse>> rush = Stream.generate(
                            () -> client.chatAsync(ChatRequest.of("Is the service down?")))
                    .limit(20)
                    .toList();
            rush.forEach(CompletableFuture::join);
            out.println("vendor:     asked " + openai.requests().size() + " times for 23 calls");

            LlmClient fresh = client.with(o -> o.cache(c -> c.refresh()));
            fresh.chat("Is the service down?");
            client.cache().forgetModel("smart");
            client.chat("Is the service down?");
            out.println("vendor:     asked " + openai.requests().size() + " times for 25 calls");

            RecallStats stats = client.cache().stats();
            Report.Row total = client.ledger().report(q -> q.by("model")).total();
            out.println("saved:      " + stats.savedTokens() + " tokens, $"
                    + total.savedByCache().toPlainString() + " of what would have been $"
                    + total.cost().add(total.savedByCache()).toPlainString());
        }
    }
}
