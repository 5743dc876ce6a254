package io.llmgateway.core;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.config.StatisticsConfig;
import io.llmgateway.core.config.SteadyConfig.DriftConfig;
import io.llmgateway.core.config.SteadyConfig.HealthConfig;
import io.llmgateway.core.statistics.CallRecord;
import io.llmgateway.core.statistics.ClientStatistics;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What statistics cost a call of one attempt: its reader, and the events it reads. With {@code -prof gc} for bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StatisticsBenchmark {
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final CallRecord RECORD = new CallRecord() {
        @Override
        public List<Attempt> attempts() {
            return List.of();
        }

        @Override
        public Explanation explanation() {
            return Explanation.NONE;
        }
    };

    /** Whether the caller reads a stream, and one tag has figures. */
    @Param({"false", "true"})
    public boolean streamedAndTagged;

    private final GatewayEvent[] events = new GatewayEvent[4];
    private final GatewayEvent streamed;
    private final ClientStatistics whole = statistics(List.of());
    private final ClientStatistics tagged = statistics(List.of("team"));

    /** The events of one call. */
    public StatisticsBenchmark() {
        Map<String, String> tags = Map.of("team", "search");
        Usage usage = Usage.builder().input(1_200).cacheRead(800).output(350).build();
        Duration took = Duration.ofMillis(1_840);
        Attempt attempt = new Attempt(
                1,
                "openai",
                "gpt-5.5",
                Outcome.COMPLETE,
                null,
                took,
                Duration.ofMillis(410),
                usage,
                Cost.told(new BigDecimal("0.0141"), "openai"));
        events[0] = new GatewayEvent.CallStarted("op", NOON, "chat", "smart", false, tags, null);
        streamed = new GatewayEvent.CallStarted("op", NOON, "chat", "smart", true, tags, null);
        events[1] = new GatewayEvent.AttemptEnded(
                "op", NOON, attempt, "chat", false, Purpose.ANSWER, "gpt-5.5-2026-04-23", tags);
        events[2] = new GatewayEvent.Booked(new LedgerEntry(
                "op", NOON, attempt, Purpose.ANSWER, "smart", "gpt-5.5-2026-04-23", null, tags, false, null));
        events[3] = new GatewayEvent.CallEnded(
                "op", NOON, Outcome.COMPLETE, FinishReason.STOP, usage, null, null, null, took);
    }

    private static ClientStatistics statistics(List<String> tags) {
        World world = World.real();
        TargetStates states = new TargetStates(
                new HealthConfig(null, null, null, null, null, null), new DriftConfig(null, null, null), world);
        return new ClientStatistics(
                new StatisticsConfig(null, null, tags, null, null),
                states,
                null,
                Map.of("smart", List.of(new Target("openai", "gpt-5.5"))),
                null,
                world);
    }

    private ClientStatistics statistics() {
        return streamedAndTagged ? tagged : whole;
    }

    private Object read() {
        GatewayListener reader = statistics().call(RECORD).orElseThrow();
        reader.on(streamedAndTagged ? streamed : events[0]);
        reader.on(events[1]);
        reader.on(events[2]);
        reader.on(events[3]);
        return reader;
    }

    /**
     * One call.
     *
     * @return its reader
     */
    @Benchmark
    public Object call() {
        return read();
    }

    /**
     * One call of two at a time.
     *
     * @return its reader
     */
    @Benchmark
    @Threads(2)
    public Object callOfTwo() {
        return read();
    }
}
