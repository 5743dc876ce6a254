package io.llmgateway.event;

/**
 * Watches calls. One that is given to a client gets all events one after the other, in order, on a thread of the client's
 * own, never on that of a call. What it throws is logged and never reaches the call.
 *
 * <p>A call that ends waits until its events have been handled, at most as long as the setting {@code
 * llmgateway.watch.listener-wait} says, and not at all while the listener is known to be behind: so one that is quick has
 * seen everything when the call returns, and one that hangs holds nobody for long. Where nobody waits, an event may come
 * some milliseconds late. When 10,000 events wait for it, further ones are dropped, which is logged.
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
