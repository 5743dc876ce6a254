package io.llmgateway.core.send;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.catalogue.Vendor;
import io.llmgateway.core.config.CatalogueConfig;
import io.llmgateway.core.ledger.MemoryLedger;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write the bill of an attempt and to book it: usage, price, events, ledger; no estimate. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BookingBenchmark {
    private final Target target = new Target("openai", "gpt-5.5");
    private final World world = World.real();
    private final MemoryLedger ledger = new MemoryLedger(10_000, null);
    private final Booking booking = new Booking(
            ModelCatalogue.create(
                    CatalogueConfig.EMPTY, List.of(), Map.of("openai", new Vendor("openai", null)), world, event -> {}),
            new TokenEstimator(Map.of("openai", new Vendor("openai", null)), List.of()),
            world);
    private final Call call = Call.of(
                    ChatRequest.builder()
                            .model("gpt-5.5")
                            .user("Why is the sky blue?")
                            .endUser("u1")
                            .tag("team", "search")
                            .build(),
                    false,
                    "operation",
                    0)
            .withListener(ledger)
            .with(Attributes.MODEL_ASKED, "smart");
    private final ChatResponse plain =
            response(Usage.builder().input(2_000).output(470).build());
    private final ChatResponse detailed = response(Usage.builder()
            .input(1_200)
            .cacheRead(800)
            .output(350)
            .reasoning(120)
            .build());
    private int number;

    private static ChatResponse response(Usage usage) {
        return new ChatResponse(
                List.of(new Part.Text("Because of Rayleigh scattering.", null)),
                FinishReason.STOP,
                usage,
                ResponseInfo.builder("openai", "gpt-5.5-2026-04-23").build());
    }

    /**
     * One attempt with two buckets, from its start to its line in the ledger.
     *
     * @return the bill, so that nothing is left out
     */
    @Benchmark
    public Object bill() {
        return close(plain);
    }

    /**
     * The same with four buckets.
     *
     * @return the bill
     */
    @Benchmark
    public Object detailedBill() {
        return close(detailed);
    }

    private Object close(ChatResponse response) {
        Booking.Bill bill = booking.open(call, target, ++number, null);
        bill.close(Outcome.COMPLETE, null, Duration.ZERO, response);
        return bill;
    }
}
