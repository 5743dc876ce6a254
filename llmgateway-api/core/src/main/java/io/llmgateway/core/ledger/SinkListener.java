package io.llmgateway.core.ledger;

import io.llmgateway.chat.Warning;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.LedgerSink;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands entries to a sink. A sink that throws is logged and told as a warning, at most once a minute, with the number of
 * entries it did not take; what it was given is not given again. Thread-safe.
 */
public final class SinkListener implements GatewayListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SinkListener.class.getName());
    private static final String FAILED = "ledger_sink_failed";
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final LedgerSink sink;
    private final World world;
    private final GatewayListener out;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong told;

    /**
     * A reader of events for a sink.
     *
     * @param sink where entries go; closed with this
     * @param world time
     * @param out hears of failures
     */
    public SinkListener(LedgerSink sink, World world, GatewayListener out) {
        this.sink = sink;
        this.world = world;
        this.out = out;
        told = new AtomicLong(world.nanoTime() - QUIET);
    }

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.Booked booked) {
            try {
                sink.book(booked.entry());
            } catch (Throwable e) { // whatever it is, it is no reason to break an answer
                failed(booked.entry(), e);
            }
        }
    }

    private void failed(LedgerEntry entry, Throwable error) {
        lost.incrementAndGet();
        long last = told.get();
        long now = world.nanoTime();
        if (now - last < QUIET || !told.compareAndSet(last, now)) {
            return;
        }
        String what = sink + " did not take " + lost.getAndSet(0) + " ledger entries: " + error;
        LOG.log(System.Logger.Level.WARNING, what, error);
        out.on(new GatewayEvent.Warned(entry.operation(), world.now(), "ledger", new Warning(FAILED, what)));
    }

    @Override
    public void close() {
        sink.close();
    }

    @Override
    public String toString() {
        return sink.toString();
    }
}
