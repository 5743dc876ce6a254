package io.llmgateway.event;

/**
 * Watches calls. Called on the thread of the call, in order, so it should be quick; it may be called for many calls at
 * once and must be thread-safe. What it throws is logged and never reaches the call.
 */
@FunctionalInterface
public interface GatewayListener {
    /**
     * Something happened.
     *
     * @param event what
     */
    void on(GatewayEvent event);
}
