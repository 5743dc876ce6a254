package io.llmgateway.core.targets;

import io.llmgateway.core.config.SteadyConfig.DriftConfig;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;

/**
 * Sees when a target becomes clearly slower than usual or fails more often. Streams and whole answers are apart, since a whole
 * answer has its first content at its end. Thread-safe, without locks.
 */
final class Drift {
    // what is faster is fast enough, whatever it was before
    private static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final boolean enabled;
    private final World world;
    private final Habit streams;
    private final Habit wholes;
    private final Habit errors;

    Drift(DriftConfig config, World world) {
        this.enabled = Objects.requireNonNull(config.enabled());
        this.world = world;
        double factor = Objects.requireNonNull(config.factor());
        long settle = Objects.requireNonNull(config.settle()).toNanos();
        streams = new Habit(Habit.Scale.TIME, factor, settle);
        wholes = new Habit(Habit.Scale.TIME, factor, settle);
        errors = new Habit(Habit.Scale.ERRORS, factor, settle);
    }

    List<Drifted> answered(Duration firstContent, boolean streamed) {
        if (!enabled) {
            return List.of();
        }
        double time = Math.log((double) Math.max(FAST_NANOS, firstContent.toNanos()));
        List<Drifted> changes = new ArrayList<>(0);
        if (streamed) {
            learn("first-content", streams, time, Drift::seconds, changes);
        } else {
            learn("whole-answer", wholes, time, Drift::seconds, changes);
        }
        learn("errors", errors, 0, DoubleUnaryOperator.identity(), changes);
        return changes;
    }

    List<Drifted> failed() {
        if (!enabled) {
            return List.of();
        }
        List<Drifted> changes = new ArrayList<>(0);
        learn("errors", errors, 1, DoubleUnaryOperator.identity(), changes);
        return changes;
    }

    private void learn(String name, Habit habit, double figure, DoubleUnaryOperator told, List<Drifted> changes) {
        Habit.Change change = habit.learn(figure, world.nanoTime());
        if (change != null) {
            changes.add(new Drifted(
                    name, told.applyAsDouble(change.usual()), told.applyAsDouble(change.recent()), change.share()));
        }
    }

    private static double seconds(double logNanos) {
        return Math.exp(logNanos) / 1e9;
    }

    /** The share of its usual calls, from 0.1 to 1. */
    double share() {
        if (!streams.drifted() && !wholes.drifted() && !errors.drifted()) {
            return 1;
        }
        long now = world.nanoTime();
        return Math.min(streams.share(now), Math.min(wholes.share(now), errors.share(now)));
    }
}
