package io.llmgateway.core;

import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import java.util.List;

/** Tells several listeners, and survives those that throw. */
record Listeners(List<? extends GatewayListener> all) implements GatewayListener {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    Listeners {
        all = List.copyOf(all);
    }

    @Override
    public void on(GatewayEvent event) {
        for (GatewayListener listener : all) {
            try {
                listener.on(event);
            } catch (Throwable e) { // whatever it is, it is no reason to break an answer
                LOG.log(System.Logger.Level.WARNING, "the listener " + listener + " failed", e);
            }
        }
    }
}
