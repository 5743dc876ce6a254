package io.llmgateway.core.watch;

import io.llmgateway.chat.Json;
import io.llmgateway.event.GatewayEvent;
import java.util.List;

/**
 * Writes one line of JSON for each call that ends, by the logger {@code io.llmgateway.calls}. Keeps nothing: a call that never
 * ends leaves no trace. Thread-safe.
 */
public final class CallLog {
    private static final System.Logger LOG = System.getLogger("io.llmgateway.calls");

    private final boolean user;

    /**
     * A log.
     *
     * @param user whether it says who asked
     */
    CallLog(boolean user) {
        this.user = user;
    }

    /**
     * Writes the line of a call.
     *
     * @param events all events of the call, from its first to its last
     */
    void write(List<GatewayEvent> events) {
        if (LOG.isLoggable(System.Logger.Level.INFO)) {
            LOG.log(System.Logger.Level.INFO, line(events).text());
        }
    }

    Json line(List<GatewayEvent> events) {
        CallSummary summary = new CallSummary();
        events.forEach(summary::add);
        return Json.of(summary.facts(user).map());
    }
}
