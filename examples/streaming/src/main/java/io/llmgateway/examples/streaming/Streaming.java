package io.llmgateway.examples.streaming;

import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.chat.ChatEvent;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.testkit.FakeAnswer;
import io.llmgateway.testkit.FakeVendor;
import java.io.PrintStream;
import java.util.Map;

/** A stream read event by event, one that breaks off, and one its reader gives up. */
public final class Streaming {
    private Streaming() {}

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
                        .provider("openai", p -> p.baseUrl(openai.baseUrl()).apiKey("any"))
                        .defaultModel("openai/gpt-5.4-mini")
                        .build()) {
            openai.answers(FakeAnswer.text("A river begins small.").thenTool("map", "{\"of\":\"the Rhine\"}"));
            eventByEvent(client, out);

            openai.answers(
                    FakeAnswer.text("This answer will never be finished, alas").cutAfter(4));
            brokenOff(client, out);

            openai.answers("An answer nobody wants to hear to its end.");
            givenUp(client, out);
        }
    }

    private static void eventByEvent(LlmClient client, PrintStream out) {
        try (ChatStream stream = client.stream("Tell me about rivers.")) {
            for (ChatEvent event : stream) {
                if (event instanceof ChatEvent.TextDelta delta) {
                    out.print(delta.text());
                } else if (event instanceof ChatEvent.ToolCallStarted call) {
                    out.print("\n[asks for the tool " + call.name() + "]");
                } else if (event instanceof ChatEvent.Finished finished) {
                    out.println("\n[finished: " + finished.reason() + "; " + finished.usage() + "]");
                }
            }
            out.println("Tool calls: " + stream.await().toolCalls().size());
        }
    }

    private static void brokenOff(LlmClient client, PrintStream out) {
        try (ChatStream stream = client.stream("Tell me everything.")) {
            stream.forEachText(out::print);
        } catch (StreamBrokenException e) {
            out.println("\n[broke off; kept \"" + e.partial().text() + "\"]");
        }
    }

    private static void givenUp(LlmClient client, PrintStream out) {
        try (ChatStream stream = client.stream("Tell me more.")) {
            stream.forEachText(piece -> {
                out.print(piece);
                stream.cancel();
            });
        } catch (CancelledException e) {
            out.println("\n[cancelled after the first piece]");
        }
    }
}
