package io.llmgateway.core;

import io.llmgateway.CallOptions;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.core.admit.Admission;
import io.llmgateway.core.config.GatewayConfig;
import io.llmgateway.core.guard.Guarding;
import io.llmgateway.core.lanes.Lanes;
import io.llmgateway.core.recall.Recalling;
import io.llmgateway.core.statistics.ClientStatistics;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.core.watch.CallLog;
import io.llmgateway.event.GatewayListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rooms as one configuration has them. Calls are in it from their beginning to their end; when another generation has
 * taken its place and the last call has left, what nobody else needs is closed. Thread-safe.
 */
final class Generation {
    private static final System.Logger LOG = System.getLogger(Generation.class.getName());

    private final long number;
    private final GatewayConfig config;
    private final Parts outer;
    private final Parts inner;
    private final Pipeline pipeline;
    private final Books books;
    private final Admission admission;
    private final Guarding guards;
    private final Recalling recalling;
    private final TargetStates states;
    private final Listeners listeners;
    private final GatewayListener besideCalls;
    private final Optional<CallLog> log;
    private final Lanes lanes;
    private final ClientStatistics statistics;
    private final Threads threads;
    private final @Nullable String defaultModel;
    private final Timeouts timeouts;
    private final CallOptions options;
    private final Runnable begin;
    private final Supplier<AutoCloseable> gauges;
    private final AtomicInteger inside = new AtomicInteger(1); // the client itself
    private final AtomicBoolean outerClosed = new AtomicBoolean();
    private final AtomicBoolean innerClosed = new AtomicBoolean();
    private volatile @Nullable AutoCloseable reading;
    private volatile Runnable whenOver = () -> {};

    /**
     * A generation that has not begun.
     *
     * @param number tells it apart from others of its client
     * @param outer the providers and what else reaches out: closed first
     * @param inner what the rooms know, and where they write
     * @param said what all calls have in common by what was said in code
     * @param defaultModel the model for requests that name none, or null
     * @param begin makes it count; must not fail
     * @param gauges lets it be measured, until that is closed
     */
    Generation(
            long number,
            GatewayConfig config,
            Parts outer,
            Parts inner,
            Pipeline pipeline,
            Books books,
            Admission admission,
            Guarding guards,
            Recalling recalling,
            TargetStates states,
            List<GatewayListener> listeners,
            Optional<CallLog> log,
            Lanes lanes,
            ClientStatistics statistics,
            Threads threads,
            CallOptions said,
            @Nullable String defaultModel,
            Runnable begin,
            Supplier<AutoCloseable> gauges) {
        this.number = number;
        this.config = config;
        this.outer = outer;
        this.inner = inner;
        this.pipeline = pipeline;
        this.books = books;
        this.admission = admission;
        this.guards = guards;
        this.recalling = recalling;
        this.states = states;
        this.listeners = new Listeners(listeners);
        this.log = log;
        this.lanes = lanes;
        this.statistics = statistics;
        List<GatewayListener> apart = new ArrayList<>(listeners);
        if (statistics.beside().isPresent()) {
            apart.add(0, statistics.beside().get());
        }
        this.besideCalls = new Listeners(apart);
        this.threads = threads;
        this.defaultModel = defaultModel;
        this.timeouts = Objects.requireNonNull(config.timeouts()).timeouts();
        this.options = usual(said);
        this.begin = begin;
        this.gauges = gauges;
    }

    /**
     * It counts from now on, and another one no longer.
     *
     * @param finallyDo run once it is over
     */
    void begin(@Nullable Generation before, Runnable finallyDo) {
        whenOver = finallyDo;
        begin.run();
        outer.complete();
        inner.complete();
        if (before != null) {
            before.measureNoMore(); // first: both would have the same names
        }
        try {
            reading = gauges.get();
        } catch (RuntimeException | LinkageError e) { // of somebody else's making, and no reason to stop here
            LOG.log(System.Logger.Level.WARNING, "the gauges of a client could not be set up", e);
        }
    }

    private void measureNoMore() {
        AutoCloseable measured = reading;
        if (measured != null) {
            try {
                measured.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "the gauges of a client could not be closed", e);
            }
        }
    }

    /** Whether a call may be in it: no more when it is over. */
    boolean enter() {
        int now = inside.get();
        while (now > 0) {
            if (inside.compareAndSet(now, now + 1)) {
                return true;
            }
            now = inside.get();
        }
        return false;
    }

    /** A call has ended, or the client has gone on. */
    void leave() {
        if (inside.decrementAndGet() == 0) {
            apart(() -> {
                closeOuter();
                closeInner();
            });
        }
    }

    // what is closed may be what the last call has just come out of
    private void apart(Runnable closing) {
        try {
            threads.bare().execute(closing);
        } catch (RejectedExecutionException closed) {
            closing.run();
        }
    }

    /** Closes the providers, whoever is inside. */
    void closeOuter() {
        if (outerClosed.compareAndSet(false, true)) {
            outer.close();
        }
    }

    /** Closes what is left. */
    void closeInner() {
        if (innerClosed.compareAndSet(false, true)) {
            measureNoMore();
            inner.close();
            whenOver.run();
        }
    }

    /** Tells it apart from others of its client, without holding on to it. */
    long number() {
        return number;
    }

    GatewayConfig config() {
        return config;
    }

    Parts outer() {
        return outer;
    }

    Parts inner() {
        return inner;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Books books() {
        return books;
    }

    Admission admission() {
        return admission;
    }

    Guarding guards() {
        return guards;
    }

    Recalling recalling() {
        return recalling;
    }

    TargetStates states() {
        return states;
    }

    /** What reads the events of all calls. */
    Listeners listeners() {
        return listeners;
    }

    /** What reads the events of what runs beside calls. */
    GatewayListener besideCalls() {
        return besideCalls;
    }

    Optional<CallLog> log() {
        return log;
    }

    Lanes lanes() {
        return lanes;
    }

    ClientStatistics statistics() {
        return statistics;
    }

    Threads threads() {
        return threads;
    }

    /** What all calls have in common. */
    CallOptions options() {
        return options;
    }

    /** The same options, with what the configuration says where they say nothing. */
    CallOptions usual(CallOptions own) {
        return own.toBuilder().usual(defaultModel, timeouts).build();
    }
}
