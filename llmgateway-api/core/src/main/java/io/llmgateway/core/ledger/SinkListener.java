package io.llmgateway.core.ledger;

import io.llmgateway.chat.Warning;
import io.llmgateway.core.lanes.Lane;
import io.llmgateway.core.lanes.Lanes;
import io.llmgateway.core.lanes.Losses;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.spi.LedgerSink;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Hands entries to a sink, off the threads of calls. A sink that throws, or does not keep up, is logged and told as a
 * warning, at most once a minute, with the number of entries it did not take; what it was given is not given again.
 * Thread-safe.
 */
public final class SinkListener implements GatewayListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SinkListener.class.getName());
    private static final String FAILED = "ledger_sink_failed";
    private static final Duration LAST = Duration.ofSeconds(2);

    private final LedgerSink sink;
    private final World world;
    private final GatewayListener out;
    private final Losses losses;
    private final Lane<LedgerEntry> lane;

    /**
     * A reader of events for a sink.
     *
     * @param sink where entries go; closed with this
     * @param threads where it gets them
     * @param world time
     * @param out hears of failures
     */
    public SinkListener(LedgerSink sink, Executor threads, World world, GatewayListener out) {
        this.sink = sink;
        this.world = world;
        this.out = out;
        losses = new Losses(world);
        lane = new Lane<>(
                this, this::book, entry -> failed(entry, "it does not keep up, or is closed", null), threads, world);
    }

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.Booked booked) {
            lane.offer(booked.entry());
        }
    }

    private void book(LedgerEntry entry) {
        try {
            sink.book(entry);
        } catch (Throwable e) { // whatever it is, it is no reason to lose the next one
            failed(entry, e.toString(), e);
        }
    }

    private void failed(LedgerEntry entry, String why, @Nullable Throwable error) {
        long many = losses.lose();
        if (many > 0) {
            String what = sink + " did not take " + many + " ledger entries: " + why;
            LOG.log(System.Logger.Level.WARNING, what, error);
            out.on(new GatewayEvent.Warned(entry.operation(), world.now(), "ledger", new Warning(FAILED, what)));
        }
    }

    /**
     * Where its entries wait.
     *
     * @return the lane, to wait for it
     */
    public Lane<LedgerEntry> lane() {
        return lane;
    }

    /** Waits a moment for what was handed over, and closes the sink. */
    @Override
    public void close() {
        new Lanes(List.of(lane), Duration.ZERO).close(LAST);
        sink.close();
    }

    @Override
    public String toString() {
        return sink.toString();
    }
}
