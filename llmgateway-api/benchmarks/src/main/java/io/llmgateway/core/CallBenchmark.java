package io.llmgateway.core;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole call of a provider that answers at once: without budgets, and with three that each reserve and settle; without a
 * listener of the user's, and with one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CallBenchmark {
    private static final String BUDGETS =
            """
            llmgateway:
              admit:
                budgets:
                  company: { amount: 1000000000 USD, window: month }
                  team: { per: team, amount: 1000000000000 tokens, window: 24h }
                  user: { per: user, amount: 1000000000000 requests, window: day }
            """;
    private static final ChatResponse ANSWER = new ChatResponse(
            List.of(new Part.Text("Because of Rayleigh scattering.", null)),
            FinishReason.STOP,
            Usage.builder()
                    .input(1_200)
                    .cacheRead(800)
                    .output(350)
                    .reasoning(120)
                    .build(),
            ResponseInfo.builder("openai", "gpt-5.5-2026-04-23").build());
    private static final ChatRequest REQUEST = ChatRequest.builder()
            .model("openai/gpt-5.5")
            .user("Why is the sky blue?")
            .maxTokens(500)
            .endUser("u1")
            .tag("team", "search")
            .build();

    /** How many budgets. */
    @Param({"0", "3"})
    public int budgets;

    /** How many listeners. */
    @Param({"0", "1"})
    public int listeners;

    /** How many events they have seen. */
    public long seen;

    private @Nullable LlmClient client;

    /** Builds the client. */
    @Setup
    public void open() {
        LlmGateway.Builder builder = LlmGateway.builder()
                .environment(Map.of())
                .yaml(budgets == 0 ? "{}" : BUDGETS)
                .provide("openai", call -> Reply.of(ANSWER));
        for (int i = 0; i < listeners; i++) {
            builder.listener(event -> seen++);
        }
        client = builder.build();
    }

    /** Closes it. */
    @TearDown
    public void close() {
        Objects.requireNonNull(client).close();
    }

    /**
     * One call, from door to door.
     *
     * @return the answer
     */
    @Benchmark
    public Object call() {
        return Objects.requireNonNull(client).chat(REQUEST);
    }
}
