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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands entries to a sink: to the application's off the threads of calls, to the house's own file on them. A sink that throws,
 * or does not keep up, is logged and told as a warning, at most once a minute, with the number of entries it did not take;
 * what it was given is not given again. Thread-safe.
 */
public final class SinkListener implements GatewayListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SinkListener.class.getName());
    private static final String FAILED = "ledger_sink_failed";
    private static final Duration LAST = Duration.ofSeconds(2);

    private final LedgerSink sink;
    private final Function<LedgerEntry, Runnable> booking;
    private final World world;
    private final GatewayListener out;
    private final Losses losses;
    private final Lane<Due> lane;

    private SinkListener(
            LedgerSink sink,
            Function<LedgerEntry, Runnable> booking,
            Lane.Place place,
            Executor threads,
            World world,
            GatewayListener out) {
        this.sink = sink;
        this.booking = booking;
        this.world = world;
        this.out = out;
        losses = new Losses(world);
        lane = new Lane<>(
                this, place, due -> due.booking().run(), (due, error) -> failed(due.entry(), error), threads, world);
    }

    /** An entry that is still to be booked. */
    private record Due(LedgerEntry entry, Runnable booking) {}

    /**
     * A reader of events for a sink of the application's.
     *
     * @param sink where entries go; closed with this
     * @param threads where it gets them
     * @param world time
     * @param out hears of failures
     * @return the reader
     */
    public static SinkListener of(LedgerSink sink, Executor threads, World world, GatewayListener out) {
        return new SinkListener(sink, entry -> () -> sink.book(entry), Lane.Place.APART, threads, world, out);
    }

    /**
     * A reader of events for the house's own file, which is quick.
     *
     * @param file where entries go; closed with this
     * @param threads where it gets those that are too many for the threads of calls
     * @param world time
     * @param out hears of failures
     * @return the reader
     */
    public static SinkListener ofFile(FileSink file, Executor threads, World world, GatewayListener out) {
        return new SinkListener(file, file::booking, Lane.Place.HERE, threads, world, out);
    }

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.Booked booked) {
            LedgerEntry entry = booked.entry();
            Runnable due;
            try {
                due = booking.apply(entry);
            } catch (Throwable e) { // told like any other that is not taken
                failed(entry, e);
                return;
            }
            lane.offer(new Due(entry, due));
        }
    }

    private void failed(LedgerEntry entry, @Nullable Throwable error) {
        long many = losses.lose();
        if (many > 0) {
            String what = sink + " did not take " + many + " ledger entries: "
                    + (error == null ? "it does not keep up, or is closed" : error);
            LOG.log(System.Logger.Level.WARNING, what, error);
            out.on(new GatewayEvent.Warned(entry.operation(), world.now(), "ledger", new Warning(FAILED, what)));
        }
    }

    /**
     * Where its entries wait.
     *
     * @return the lane, to wait for it
     */
    public Lane<?> lane() {
        return lane;
    }

    /** Waits a moment for what was handed over, and closes the sink. */
    @Override
    public void close() {
        new Lanes(List.of(lane), List.of(), Duration.ZERO).close(LAST);
        sink.close();
    }

    @Override
    public String toString() {
        return sink.toString();
    }
}
