package io.llmgateway.core.telemetry;

import io.llmgateway.chat.Outcome;
import io.llmgateway.event.GatewayEvent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What calls took from door to door, and what of that was ours. Thread-safe. */
final class CallMeters {
    private final Tags tags;
    private final Map<String, Turn> underWay = new ConcurrentHashMap<>();
    private final Memo<Ended, Attributes> ends = new Memo<>();
    private final Memo<String, Attributes> operations = new Memo<>();
    private final DoubleHistogram duration;
    private final DoubleHistogram overhead;
    private final LongUpDownCounter active;

    private record Ended(String operation, String outcome, @Nullable String error, List<String> tags) {
        // by hand: what the compiler writes links classes when it first runs
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Ended that
                    && operation.equals(that.operation)
                    && outcome.equals(that.outcome)
                    && Objects.equals(error, that.error)
                    && tags.equals(that.tags);
        }

        @Override
        public int hashCode() {
            return ((operation.hashCode() * 31 + outcome.hashCode()) * 31 + Objects.hashCode(error)) * 31
                    + tags.hashCode();
        }
    }

    CallMeters(Meter meter, Tags tags) {
        this.tags = tags;
        duration = Buckets.seconds(
                meter, "llmgateway.client.call.duration", "Time of a call from door to door, whatever it needed.");
        overhead = Buckets.shortSeconds(
                meter,
                "llmgateway.client.call.overhead",
                "Time of a call that was spent neither at vendors nor waiting.");
        active = meter.upDownCounterBuilder("llmgateway.client.call.active")
                .setUnit("{call}")
                .setDescription("Calls under way.")
                .build();
    }

    void started(GatewayEvent.CallStarted event) {
        Turn turn = new Turn(Names.operation(event.kind()), event.streamed(), tags.of(event.tags()));
        underWay.put(event.operation(), turn);
        active.add(1, operation(turn));
    }

    void ended(GatewayEvent.CallEnded event) {
        Turn turn = underWay.remove(event.operation());
        if (turn == null) {
            return;
        }
        active.add(-1, operation(turn));
        String error = event.outcome() == Outcome.FAILED ? event.error() : null;
        duration.record(
                AttemptMeters.seconds(event.took()),
                ends.of(
                        new Ended(turn.operation(), Names.word(event.outcome()), error, turn.tags()),
                        this::attributes));
        long own = turn.own(event.at(), event.took());
        if (own >= 0) {
            overhead.record(AttemptMeters.seconds(own), operation(turn));
        }
    }

    /** The call an event belongs to; one nobody asks for where it happens beside a call, or after its end. */
    Turn turn(GatewayEvent event) {
        Turn turn = underWay.get(event.operation());
        return turn == null ? new Turn("", false, List.of()) : turn;
    }

    private Attributes operation(Turn turn) {
        return operations.of(turn.operation(), name -> Attributes.of(Names.OPERATION, name));
    }

    private Attributes attributes(Ended ended) {
        AttributesBuilder all =
                Attributes.builder().put(Names.OPERATION, ended.operation()).put(Names.OUTCOME, ended.outcome());
        if (ended.error() != null) {
            all.put(Names.ERROR_TYPE, ended.error());
        }
        tags.put(all, ended.tags());
        return all.build();
    }
}
