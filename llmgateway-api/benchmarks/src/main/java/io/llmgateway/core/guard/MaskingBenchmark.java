package io.llmgateway.core.guard;

import io.llmgateway.LlmClient;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.core.LlmGateway;
import io.llmgateway.guard.Masked;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long it takes to mask a prompt of 2,048 chars, on one thread, with all of the house's own detectors. Run by
 * {@code mvn -q -pl llmgateway-api/benchmarks -am compile exec:java -Dexec.args="MaskingBenchmark"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MaskingBenchmark {
    private static final int LENGTH = 2_048;
    private static final String PROMPT =
            """
            A customer wrote to us again about the delivery of last week, and she is not happy with what she was told.
            Her name is given as Mrs. Jane Roe, she can be reached at jane.roe@example.com or +1 415 555 0132, and
            she paid with the card 4111 1111 1111 1111. The parcel was sent from our warehouse in the north, and the carrier
            says that it waits at the depot since Tuesday. Please write a friendly answer that says what happened, what
            we are going to do about it, and when she can expect to hear from us again; keep it short, and do not
            promise anything that the terms do not say. Our terms are on the page as always.
            """;

    private final String prompt = PROMPT.repeat(LENGTH / PROMPT.length() + 1).substring(0, LENGTH);
    private final LlmClient client = LlmGateway.builder()
            .environment(Map.of())
            .yaml("{}")
            .provide("toy", MaskingBenchmark::nobody)
            .build();

    private static Reply nobody(Call call) {
        throw new IllegalStateException("nobody is asked: " + call);
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() {
        client.close();
    }

    /**
     * Masks the prompt.
     *
     * @return the masked prompt
     */
    @Benchmark
    public Masked mask() {
        return client.guards().mask(prompt);
    }
}
