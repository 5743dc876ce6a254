package io.llmgateway.providers.kit;

import java.util.concurrent.TimeUnit;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Runs while somebody waits, and gives the call up when the time is over. Remembers which clock it was, so that nobody
 * has to guess from the time that has passed. Set by one thread; rings on a thread of its own.
 */
final class Alarm extends AsyncTimeout {
    private final Runnable giveUp;
    private @Nullable Clock clock;
    private volatile @Nullable Clock rung;

    Alarm(Runnable giveUp) {
        this.giveUp = giveUp;
    }

    /** Sets it anew. Does nothing if it has rung. */
    void set(Clock newClock, long nanos) {
        stop();
        if (rung == null) {
            clock = newClock;
            timeout(Math.max(1, nanos), TimeUnit.NANOSECONDS);
            enter();
        }
    }

    /** Stops it; what it has noticed stays. */
    void stop() {
        if (exit()) {
            rung = clock;
        }
    }

    /** The clock that ran out, if one did. */
    @Nullable
    Clock rung() {
        return rung;
    }

    @Override
    protected void timedOut() {
        rung = clock;
        giveUp.run();
    }
}
