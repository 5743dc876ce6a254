package io.llmgateway.core;

import io.llmgateway.core.lanes.Lane;
import io.llmgateway.core.lanes.Losses;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.spi.World;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A listener of the user's, kept off the threads of calls: whatever it does, they go on. Thread-safe. */
final class ListenerLane implements GatewayListener {
    private static final System.Logger LOG = System.getLogger(ListenerLane.class.getName());

    private final GatewayListener listener;
    private final Lane<GatewayEvent> lane;
    private final Losses losses;

    ListenerLane(GatewayListener listener, Executor threads, World world) {
        this.listener = listener;
        lane = new Lane<>(this, Lane.Place.APART, listener::on, this::lost, threads, world);
        losses = new Losses(world);
    }

    @Override
    public void on(GatewayEvent event) {
        lane.offer(event);
    }

    private void lost(GatewayEvent event, @Nullable Throwable error) {
        if (error != null) {
            LOG.log(System.Logger.Level.WARNING, this + " failed", error);
            return;
        }
        long many = losses.lose();
        if (many > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    this + " did not get " + many + " events, the last of call \"" + event.operation()
                            + "\": it does not keep up, or the client is closed");
        }
    }

    Lane<GatewayEvent> lane() {
        return lane;
    }

    @Override
    public String toString() {
        return "the listener " + listener;
    }
}
