package io.llmgateway.chain;

import java.util.function.Consumer;

/**
 * Runs work that nobody waits for and that may outlast the call it belongs to, such as a trial of another model. Each call
 * of a client carries one. Thread-safe.
 */
public interface Aside {
    /** Where a call carries it; absent where a chain is used without a client. */
    Attribute<Aside> ATTRIBUTE = Attribute.of("aside", Aside.class);

    /**
     * Runs work on a thread of the client's own. It gets the call as one of its own: with its own clock, cancellation and
     * count of attempts, and an id made of the call's and the name. Its attempts are told to listeners and booked like any
     * other, but the response of the call does not show them. Closing the client gives it up. What the work throws is
     * logged and goes no further; what it leaves open is closed.
     *
     * @param name what the work is, for its id
     * @param call the call it belongs to
     * @param work what to do
     * @return whether it runs; false where too much runs aside already, or the client is closed
     */
    boolean run(String name, Call call, Consumer<Call> work);

    /**
     * Runs the rest of a call on a thread of the client's own, so that the call's reader may leave and others stay. It is the
     * same call, with its id, clock, attempts and listeners, but with a cancellation of its own. Closing the client gives it up.
     * What the work throws is logged and goes no further; what it leaves open is closed.
     *
     * @param call the call
     * @param work what to do
     * @return gives the work up; does nothing once it is done
     * @throws io.llmgateway.error.CancelledException if the client is closed
     */
    Cancellation detach(Call call, Consumer<Call> work);
}
