package io.llmgateway.examples.ownprovider;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.core.LlmGateway;
import java.io.PrintStream;
import java.util.Map;

/** Configures a provider of one's own like any other. */
public final class OwnProvider {
    private OwnProvider() {}

    /**
     * Runs the example, offline.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        String yaml = "llmgateway: { default-model: valley/far, providers: { valley: { type: echo } } }";
        try (LlmClient client =
                LlmGateway.builder().environment(Map.of()).yaml(yaml).build()) {
            out.println(client.chat("Hello?").text());
            try (ChatStream stream = client.stream("Anybody there?")) {
                stream.forEachText(out::println);
            }
        }
    }
}
