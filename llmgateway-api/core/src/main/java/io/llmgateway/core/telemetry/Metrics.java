package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.core.config.TelemetryConfig;
import io.llmgateway.core.targets.TargetState;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.money.BudgetState;
import io.llmgateway.recall.RecallStats;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Metrics of OpenTelemetry, read from events. Thread-safe, without a lock of its own. */
public final class Metrics implements GatewayListener {
    private final AttemptMeters attempts;
    private final CallMeters calls;
    private final RoomMeters rooms;
    private final Meter meter;
    private final Tags tags;
    private final ModelNames models;

    /**
     * Nothing has happened yet.
     *
     * @param telemetry where the metrics go
     * @param config whose names they have, and which tags become attributes
     * @param vendors whom the providers stand for
     */
    public Metrics(OpenTelemetry telemetry, TelemetryConfig config, Vendors vendors) {
        meter = telemetry.getMeter(Names.SCOPE);
        tags = new Tags(config);
        int most = Objects.requireNonNull(config.maxTagValues());
        models = new ModelNames(most);
        attempts = new AttemptMeters(meter, Objects.requireNonNull(config.conventions()), vendors, tags, models);
        calls = new CallMeters(meter, tags);
        rooms = new RoomMeters(meter, vendors, tags, models, most);
    }

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.CallStarted started) {
            calls.started(started);
        } else if (event instanceof GatewayEvent.CallEnded ended) {
            calls.ended(ended);
            if (ended.rule() != null) {
                rooms.refused(ended.rule(), true);
            }
        } else if (event instanceof GatewayEvent.AttemptStarted started) {
            calls.turn(started).started(started.at());
        } else if (event instanceof GatewayEvent.AttemptEnded ended) {
            calls.turn(ended).ended(ended.at(), ended.attempt().latency());
            attempts.ended(ended);
        } else if (event instanceof GatewayEvent.Retried retried) {
            calls.turn(retried).waited(retried.after());
            rooms.retried(retried);
        } else if (event instanceof GatewayEvent.WaitEnded ended) {
            calls.turn(ended).waited(ended.took());
            rooms.waited(ended);
        } else if (event instanceof GatewayEvent.Recalled recalled) {
            rooms.recalled(recalled, calls.turn(recalled).recalled(recalled.hit()));
        } else if (event instanceof GatewayEvent.FellBack fellBack) {
            rooms.fellBack(fellBack);
        } else if (event instanceof GatewayEvent.GuardJudged judged) {
            rooms.judged(judged);
        } else if (event instanceof GatewayEvent.Masked masked) {
            rooms.masked(masked);
        } else if (event instanceof GatewayEvent.AccessJudged judged && !judged.allowed() && !judged.enforced()) {
            rooms.refused(judged.rule(), false);
        }
    }

    /**
     * Gets the time between the pieces of a streamed answer.
     *
     * @param call the attempt
     * @param target whom it asks
     * @param served the model that answers, as the vendor names it; empty where it does not tell
     * @return gets nanoseconds
     */
    public LongConsumer pieces(Call call, Target target, String served) {
        return attempts.pieces(call, target, served);
    }

    /**
     * Looks at what stands somewhere, whenever metrics are collected.
     *
     * @param budgets what budgets stand at
     * @param cache what the cache did
     * @param targets how the targets fare
     * @return looks until it is closed
     */
    public AutoCloseable gauges(
            Supplier<List<BudgetState>> budgets,
            Supplier<RecallStats> cache,
            Supplier<Collection<TargetState>> targets) {
        return new Gauges(meter, tags, models, budgets, cache, targets);
    }

    @Override
    public String toString() {
        return "OpenTelemetry metrics";
    }
}
