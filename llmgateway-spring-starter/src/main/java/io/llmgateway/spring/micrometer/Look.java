package io.llmgateway.spring.micrometer;

import io.micrometer.core.instrument.Clock;
import io.opentelemetry.api.metrics.BatchCallback;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Looks at something when meters are read, at most once a second. A registry reads meter by meter, while OpenTelemetry looks
 * once for all. Thread-safe, without a lock.
 */
final class Look implements BatchCallback {
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(Look.class.getName());

    private final Runnable callback;
    private final List<Observed> observed;
    private final Clock clock;
    private final Consumer<Look> whenClosed;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile long next;
    private volatile boolean closed;

    Look(Runnable callback, List<Observed> observed, Clock clock, Consumer<Look> whenClosed) {
        this.callback = callback;
        this.observed = observed;
        this.clock = clock;
        this.whenClosed = whenClosed;
        this.next = clock.monotonicTime();
        again(); // there are meters from the beginning
    }

    /** Looks if the last time was a while ago. */
    void again() {
        if (closed || clock.monotonicTime() - next < 0 || !busy.compareAndSet(false, true)) {
            return;
        }
        try {
            callback.run();
            observed.forEach(Observed::forget);
        } catch (RuntimeException e) { // whoever reads meters must get the others
            LOG.log(System.Logger.Level.WARNING, "metrics of the client could not be read", e);
        } finally {
            next = clock.monotonicTime() + PAUSE.toNanos();
            busy.set(false);
        }
    }

    @Override
    public void close() {
        closed = true;
        whenClosed.accept(this);
        observed.forEach(Observed::forget); // nothing was told since
    }
}
