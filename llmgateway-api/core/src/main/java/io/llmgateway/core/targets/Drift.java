package io.llmgateway.core.targets;

import io.llmgateway.core.config.SteadyConfig.DriftConfig;
import io.llmgateway.spi.World;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    List<Drifted> answered(long firstContentNanos, boolean streamed) {
        if (!enabled) {
            return List.of();
        }
        double time = Math.log((double) Math.max(FAST_NANOS, firstContentNanos));
        Drifted slower = streamed ? learn("first-content", streams, time) : learn("whole-answer", wholes, time);
        Drifted failing = learn("errors", errors, 0);
        return slower == null && failing == null
                ? List.of()
                : Stream.of(slower, failing).filter(Objects::nonNull).toList();
    }

    List<Drifted> failed() {
        Drifted failing = enabled ? learn("errors", errors, 1) : null;
        return failing == null ? List.of() : List.of(failing);
    }

    private @Nullable Drifted learn(String name, Habit habit, double figure) {
        Habit.Change change = habit.learn(figure, world.nanoTime());
        return change == null
                ? null
                : new Drifted(name, told(habit, change.usual()), told(habit, change.recent()), change.share());
    }

    // times are learnt as logarithms of nanoseconds, and told in seconds
    private double told(Habit habit, double figure) {
        return habit == errors ? figure : Math.exp(figure) / 1e9;
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
