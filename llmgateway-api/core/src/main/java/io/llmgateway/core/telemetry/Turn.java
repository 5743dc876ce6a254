package io.llmgateway.core.telemetry;

import io.llmgateway.chat.CacheHit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call under way, and what of its time is not ours. Thread-safe: ways of a call may run at once. */
final class Turn {
    private final String operation;
    private final boolean streamed;
    private final List<String> tags;
    private final AtomicReference<Spent> spent = new AtomicReference<>(Spent.NOTHING);
    private volatile boolean shared;

    Turn(String operation, boolean streamed, List<String> tags) {
        this.operation = operation;
        this.streamed = streamed;
        this.tags = tags;
    }

    /**
     * Time that is not ours: attempts, each stretch of time once however many are under way, and waits while there are none.
     *
     * @param open how many attempts are under way
     * @param several whether more than one were in this stretch
     * @param since when this stretch began; null while nothing is under way
     * @param last when the last stretch ended; null before
     * @param nanos all stretches that have ended, and waits
     */
    private record Spent(int open, boolean several, @Nullable Instant since, @Nullable Instant last, long nanos) {
        static final Spent NOTHING = new Spent(0, false, null, null, 0);

        Spent started(Instant at) {
            return open == 0 ? new Spent(1, false, at, last, nanos) : new Spent(open + 1, true, since, last, nanos);
        }

        // one attempt alone has timed itself by the ticker
        Spent ended(Instant at, Duration latency) {
            if (open > 1) {
                return new Spent(open - 1, several, since, last, nanos);
            }
            long stretch = several ? Duration.between(since, at).toNanos() : latency.toNanos();
            return new Spent(0, false, null, at, nanos + Math.max(0, stretch));
        }

        Spent waited(Duration took) {
            return open == 0 ? new Spent(open, several, since, last, nanos + took.toNanos()) : this;
        }
    }

    String operation() {
        return operation;
    }

    List<String> tags() {
        return tags;
    }

    void started(Instant at) {
        spent.updateAndGet(all -> all.started(at));
    }

    void ended(Instant at, Duration latency) {
        spent.updateAndGet(all -> all.ended(at, latency));
    }

    void waited(Duration took) {
        spent.updateAndGet(all -> all.waited(took));
    }

    /** Its answer was there, or came with that of another call, for which it has waited then. */
    List<String> recalled(CacheHit hit) {
        if (hit.kind() == CacheHit.Kind.SHARED) {
            shared = true;
        }
        return tags;
    }

    /**
     * What is left of its time: ours. Of a stream only up to the end of its last attempt, since what comes after depends on
     * the reader.
     *
     * @param at when it ended
     * @param took from start to end
     * @return nanoseconds; -1 where that cannot be told
     */
    long own(Instant at, Duration took) {
        Spent all = Objects.requireNonNull(spent.get());
        if (shared || (streamed && all.last() == null)) {
            return -1;
        }
        long own = took.toNanos() - all.nanos();
        if (all.since() != null) { // a race was lost and its loser has not gone yet
            own -= Duration.between(all.since(), at).toNanos();
        } else if (streamed) {
            own -= Duration.between(all.last(), at).toNanos();
        }
        return Math.max(0, own);
    }
}
