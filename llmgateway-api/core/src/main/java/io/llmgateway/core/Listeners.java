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

    /** Those of one call: its own two come first, the second one where there is one. */
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

    @Override
    public void on(GatewayEvent event) {
        for (int i = 0; i < all.size(); i++) {
            tell(all.get(i), event);
        }
    }

    private static void tell(GatewayListener listener, GatewayEvent event) {
        try {
            listener.on(event);
        } catch (Throwable e) { // whatever it is, it is no reason to break an answer
            LOG.log(System.Logger.Level.WARNING, "the listener " + listener + " failed", e);
        }
    }
}
