package io.llmgateway.core.recall;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.core.config.RecallConfig;
import io.llmgateway.spi.World;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A remembered answer to a request of two kilobytes: the room alone, key included, and a whole call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecallBenchmark {
    private static final ChatResponse ANSWER = new ChatResponse(
            List.of(new Part.Text("Because of Rayleigh scattering. ".repeat(30), null)),
            FinishReason.STOP,
            Usage.builder().input(500).output(200).build(),
            ResponseInfo.builder("openai", "gpt-5.5-2026-04-23").build());
    private static final ChatRequest REQUEST = ChatRequest.builder()
            .model("openai/gpt-5.5")
            .system("You answer questions of physics. ".repeat(30))
            .user("Why is the sky blue, and not green? ".repeat(28))
            .temperature(0.2)
            .maxTokens(500)
            .endUser("u1")
            .tag("team", "search")
            .tag("tenant", "acme")
            .build();

    private final Chain chain = call -> Reply.of(ANSWER);
    private @Nullable Interceptor room;
    private @Nullable LlmClient client;

    /** Asks once, so that it is remembered. */
    @Setup
    public void open() {
        RecallConfig config = new RecallConfig(
                new RecallConfig.ExactConfig(null, null, null, null, null, null), null, null, null, null, null);
        room = Recalling.of(
                        config,
                        "policy",
                        List::of,
                        call -> List.of(),
                        new Answers(Answers.Room.of(config), null, Runnable::run, World.real()),
                        World.real())
                .memory()
                .orElseThrow();
        hit();
        client = LlmGateway.builder()
                .environment(Map.of())
                .yaml("llmgateway: { recall: { exact: { ttl: 1h } } }")
                .provide("openai", chain::proceed)
                .build();
        call();
    }

    /** Closes the client. */
    @TearDown
    public void close() {
        Objects.requireNonNull(client).close();
    }

    /**
     * The room alone.
     *
     * @return the answer
     */
    @Benchmark
    public Object hit() {
        Call call = Call.of(REQUEST, false, "operation", 0);
        return Objects.requireNonNull(room).intercept(call, chain).await();
    }

    /**
     * The key alone.
     *
     * @return the key
     */
    @Benchmark
    public Object key() {
        return Canonical.write(REQUEST, new Digest()).key();
    }

    /**
     * A whole call, from door to door.
     *
     * @return the answer
     */
    @Benchmark
    public Object call() {
        return Objects.requireNonNull(client).chat(REQUEST);
    }
}
