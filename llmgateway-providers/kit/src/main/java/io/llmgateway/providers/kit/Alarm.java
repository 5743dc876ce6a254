package io.llmgateway.providers.kit;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs while somebody waits, and gives the call up when the time is over. Remembers which clock it was, so that nobody
 * has to guess from the time that has passed. Set by one thread; rings on that of the {@link Watch}.
 */
final class Alarm {
    private final Watch watch;
    private final Runnable giveUp;
    private final AtomicReference<@Nullable Due> due = new AtomicReference<>();
    private volatile @Nullable Clock rung;

    private record Due(Clock clock, long at) {}

    Alarm(Watch watch, Runnable giveUp) {
        this.watch = watch;
        this.giveUp = giveUp;
    }

    /** Sets it anew. Does nothing if it has rung. */
    void set(Clock clock, long nanos) {
        if (rung == null) {
            long at = watch.now() + Math.max(1, nanos);
            due.set(new Due(clock, at));
            watch.expect(at);
        }
    }

    /** Stops it; what it has noticed stays. */
    void stop() {
        due.set(null);
    }

    /** The clock that ran out, if one did. */
    @Nullable
    Clock rung() {
        return rung;
    }

    /** Rings if it is time to; else tells the nanoseconds left, a very long time where it is not set. */
    long ringOrLeft(long now) {
        Due next = due.get();
        if (next == null || next.at() - now > 0) {
            return next == null ? Long.MAX_VALUE : next.at() - now;
        }
        if (due.compareAndSet(next, null)) { // else it was stopped or set anew just now, and is looked at again
            rung = next.clock();
            giveUp.run();
        }
        return 1;
    }
}
