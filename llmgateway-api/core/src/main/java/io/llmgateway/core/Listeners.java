package io.llmgateway.core;

import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells several listeners, and survives those that throw. */
record Listeners(List<? extends GatewayListener> all) implements GatewayListener {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    Listeners {
        all = List.copyOf(all);
    }

    @Override
    public void on(GatewayEvent event) {
        for (GatewayListener listener : all) {
            tell(listener, event);
        }
    }

    private static void tell(GatewayListener listener, GatewayEvent event) {
        try {
            listener.on(event);
        } catch (Throwable e) { // whatever it is, it is no reason to break an answer
            LOG.log(System.Logger.Level.WARNING, "the listener " + listener + " failed", e);
        }
    }

    /**
     * Tells those of one call before all others.
     *
     * @param first the first of them
     * @param second the second; null for none
     * @param others the same for every call
     */
    record OfCall(GatewayListener first, @Nullable GatewayListener second, Listeners others)
            implements GatewayListener {
        @Override
        public void on(GatewayEvent event) {
            tell(first, event);
            if (second != null) {
                tell(second, event);
            }
            others.on(event);
        }
    }
}
