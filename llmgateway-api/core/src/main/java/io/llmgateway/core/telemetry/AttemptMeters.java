package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Purpose;
import io.llmgateway.core.config.TelemetryConfig.Conventions;
import io.llmgateway.core.telemetry.Series.Extra;
import io.llmgateway.event.GatewayEvent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What the conventions want told of each request to a vendor, and what it cost. Thread-safe. */
final class AttemptMeters {
    private static final double NANOS = 1e9;

    private final Vendors vendors;
    private final Tags tags;
    private final ModelNames models;
    private final Memo<Asked, Series> series = new Memo<>();
    private final Map<FailureClass, Extra> failures = new EnumMap<>(FailureClass.class);
    private final Map<Purpose, Extra> purposes = new EnumMap<>(Purpose.class);
    private final Extra abandoned = new Extra(Names.OUTCOME, Names.word(Outcome.ABANDONED));
    private final Extra otherError = new Extra(Names.ERROR_TYPE, "_OTHER");
    private final DoubleHistogram chats;
    private final DoubleHistogram embeddings;
    private final DoubleHistogram others;
    private final DoubleHistogram firstChunks;
    private final DoubleHistogram chunks;
    private final TokenMeters tokens;
    private final DoubleCounter cost;

    // whom an attempt asked for what; the model that answered is empty where it did not tell
    private record Asked(String kind, String provider, String model, String served, List<String> tags) {
        // by hand: what the compiler writes links classes when it first runs
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Asked that
                    && kind.equals(that.kind)
                    && provider.equals(that.provider)
                    && model.equals(that.model)
                    && served.equals(that.served)
                    && tags.equals(that.tags);
        }

        @Override
        public int hashCode() {
            return (((kind.hashCode() * 31 + provider.hashCode()) * 31 + model.hashCode()) * 31 + served.hashCode())
                            * 31
                    + tags.hashCode();
        }
    }

    AttemptMeters(Meter meter, Conventions conventions, Vendors vendors, Tags tags, ModelNames models) {
        this.vendors = vendors;
        this.tags = tags;
        this.models = models;
        for (FailureClass failure : FailureClass.values()) {
            failures.put(failure, new Extra(Names.ERROR_TYPE, Names.word(failure)));
        }
        for (Purpose purpose : Purpose.values()) {
            purposes.put(purpose, new Extra(Names.PURPOSE, Names.word(purpose)));
        }
        boolean old = conventions == Conventions.V1_41;
        String operation = "gen_ai.client.operation";
        String inference = old ? operation : "gen_ai.client.inference";
        String duration = "GenAI operation duration.";
        others = Buckets.seconds(meter, operation + ".duration", duration);
        chats = old ? others : Buckets.seconds(meter, inference + ".duration", duration);
        embeddings = old ? others : Buckets.seconds(meter, "gen_ai.client.embeddings.duration", duration);
        firstChunks = Buckets.seconds(meter, inference + ".time_to_first_chunk", "Time to receive the first chunk.");
        chunks = Buckets.seconds(
                meter,
                inference + ".time_per_output_chunk",
                "Time of each chunk after the first since the one before.");
        tokens = TokenMeters.of(conventions, meter);
        cost = meter.counterBuilder("llmgateway.client.cost")
                .ofDoubles()
                .setUnit("{USD}")
                .setDescription("What requests to vendors cost, as far as prices are known.")
                .build();
    }

    void ended(GatewayEvent.AttemptEnded event) {
        Attempt attempt = event.attempt();
        String operation = Names.operation(event.kind());
        String served = Objects.requireNonNullElse(event.served(), "");
        Series asked = series(event.kind(), attempt.provider(), attempt.model(), served, event.tags());
        duration(operation).record(seconds(attempt.latency()), outcome(attempt, asked));
        if (event.streamed() && attempt.firstToken() != null) {
            firstChunks.record(seconds(attempt.firstToken()), asked.plain());
        }
        tokens.used(operation, attempt.usage(), asked);
        if (attempt.cost().known().signum() > 0) {
            Extra purpose = Objects.requireNonNull(purposes.get(event.purpose()));
            cost.add(attempt.cost().known().doubleValue(), asked.with(purpose)); // the ledger keeps the exact sum
        }
    }

    private DoubleHistogram duration(String operation) {
        return switch (operation) {
            case Names.CHAT -> chats;
            case Names.EMBEDDINGS -> embeddings;
            default -> others;
        };
    }

    private Attributes outcome(Attempt attempt, Series asked) {
        return switch (attempt.outcome()) {
            case COMPLETE -> asked.plain();
            case ABANDONED -> asked.with(abandoned); // who gives up has not met an error
            case FAILED ->
                asked.with(
                        attempt.failure() == null
                                ? otherError
                                : failures.getOrDefault(attempt.failure().kind(), otherError));
        };
    }

    LongConsumer pieces(Call call, Target target, String served) {
        Attributes asked = series(
                        call.request().kind(),
                        target.provider(),
                        target.model(),
                        served,
                        call.request().tags())
                .plain();
        return nanos -> chunks.record(seconds(nanos), asked);
    }

    private Series series(String kind, String provider, String model, String served, Map<String, String> callTags) {
        return series.of(
                new Asked(kind, provider, models.asked(model), models.served(served), tags.of(callTags)), this::series);
    }

    private Series series(Asked asked) {
        Vendors.Vendor vendor = vendors.get(asked.provider());
        AttributesBuilder all = Attributes.builder()
                .put(Names.OPERATION, Names.operation(asked.kind()))
                .put(Names.PROVIDER, vendor.name())
                .put(Names.REQUEST_MODEL, asked.model());
        if (!asked.served().isEmpty()) {
            all.put(Names.RESPONSE_MODEL, asked.served());
        }
        if (vendor.address() != null) {
            all.put(Names.SERVER_ADDRESS, vendor.address()).put(Names.SERVER_PORT, vendor.port());
        }
        tags.put(all, asked.tags());
        return new Series(all.build());
    }

    static double seconds(Duration duration) {
        return seconds(duration.toNanos());
    }

    static double seconds(long nanos) {
        return nanos / NANOS;
    }
}
