package io.llmgateway.core.targets;

import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How fast a target has been of late: averages in which a slow answer counts at once and is forgotten slowly (peak-EWMA),
 * so that nobody runs after one lucky call. Thread-safe, without locks.
 */
public final class Speed {
    private static final int RECENT = 64;
    private static final double FORGOTTEN_AFTER_NANOS = 30e9;
    private static final double FADED_AFTER_NANOS = 60e9;

    private final World world;
    private final AtomicReference<Sample> sample = new AtomicReference<>(new Sample(0, 0, 0, 0));

    private final AtomicLongArray recent = new AtomicLongArray(RECENT);
    private final AtomicInteger recorded = new AtomicInteger();

    private record Sample(double perToken, double firstToken, long at, long count) {
        Sample and(double freshPerToken, double freshFirst, long now) {
            if (count == 0) {
                return new Sample(freshPerToken, freshFirst, now, 1);
            }
            double keep = Math.exp(-(now - at) / FORGOTTEN_AFTER_NANOS);
            return new Sample(peak(perToken, freshPerToken, keep), peak(firstToken, freshFirst, keep), now, count + 1);
        }
    }

    Speed(World world) {
        this.world = world;
    }

    void answered(long latencyNanos, long firstNanos, long outputTokens) {
        double generating = Math.max(0, latencyNanos - firstNanos);
        double perToken = outputTokens == 0 ? 0 : generating / outputTokens;
        int place;
        do {
            place = recorded.get();
        } while (!recorded.compareAndSet(place, place == 2 * RECENT - 1 ? RECENT : place + 1));
        recent.set(place % RECENT, firstNanos);
        Sample old;
        do {
            old = Objects.requireNonNull(sample.get());
        } while (!sample.compareAndSet(old, old.and(perToken, (double) firstNanos, world.nanoTime())));
    }

    // up at once, down slowly; at least a tenth of each new figure counts
    private static double peak(double old, double fresh, double keep) {
        double kept = Math.min(keep, 0.9);
        return fresh > old ? fresh : old * kept + fresh * (1 - kept);
    }

    void failed(Duration latency) {
        double nanos = latency.toNanos();
        long now = world.nanoTime();
        sample.updateAndGet(old -> old.count() == 0
                ? old
                : new Sample(old.perToken(), Math.max(nanos, old.firstToken()), now, old.count()));
    }

    /**
     * The time within which nineteen of twenty answers begin, of the last 64.
     *
     * @return the time; empty where fewer than 20 have been answered
     */
    public Optional<Duration> firstTokenP95() {
        int known = Math.min(recorded.get(), RECENT);
        if (known < 20) {
            return Optional.empty();
        }
        long[] sorted = new long[known];
        for (int i = 0; i < known; i++) {
            sorted[i] = recent.get(i);
        }
        Arrays.sort(sorted);
        return Optional.of(Duration.ofNanos(sorted[(int) Math.ceil(known * 0.95) - 1]));
    }

    /**
     * The time to the first content.
     *
     * @return nanoseconds; empty where nothing has been answered yet
     */
    public OptionalDouble firstTokenNanos() {
        Sample now = Objects.requireNonNull(sample.get());
        return now.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(now.firstToken());
    }

    /**
     * The time for an answer of so many tokens. The longer nothing was heard of the target, the shorter: who was slow once is
     * tried again.
     *
     * @param outputTokens generated tokens
     * @return nanoseconds; empty where nothing has been answered yet
     */
    public OptionalDouble answerNanos(long outputTokens) {
        Sample last = Objects.requireNonNull(sample.get());
        if (last.count() == 0) {
            return OptionalDouble.empty();
        }
        double faded = Math.exp(-(world.nanoTime() - last.at()) / FADED_AFTER_NANOS);
        return OptionalDouble.of((last.firstToken() + last.perToken() * outputTokens) * faded);
    }
}
