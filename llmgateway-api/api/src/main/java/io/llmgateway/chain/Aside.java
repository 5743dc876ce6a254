package io.llmgateway.chain;

import java.util.function.Consumer;

/**
 * Lets work outlast the call it belongs to, such as a trial of another model, or an answer others wait for too. Each call
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
     * @return whether it runs; false where too much runs aside already, there is no thread for it, or the client is closed
     */
    boolean run(String name, Call call, Consumer<Call> work);

    /**
     * Cuts the rest of a call loose from its caller, so that the caller may leave and others stay. Closing the client gives
     * it up.
     *
     * @param call the call
     * @return the rest of it
     * @throws io.llmgateway.error.CancelledException if the client is closed
     */
    Detached detach(Call call);

    /** The rest of a call, which must be closed when it is done. Thread-safe. */
    interface Detached extends AutoCloseable {
        /**
         * The same call, with its id, clock, attempts and listeners, but with a cancellation of its own.
         *
         * @return the call to go on with, on any thread
         */
        Call call();

        /**
         * Goes on on a thread of the client's own, with what was bound to the thread that has detached it; once. What the
         * work throws is logged and goes no further.
         *
         * @param work what to do
         * @return whether it runs; false where there is no thread for it, or the client is closed
         */
        boolean run(Runnable work);

        /** Ends it: what is still open is closed. May be called again. */
        @Override
        void close();
    }
}
