package io.llmgateway.core.lanes;

import java.util.concurrent.CountDownLatch;

/** Somebody's place in a lane: all that was handed over before it is done when it comes. */
final class Turn {
    private final CountDownLatch all;
    private volatile boolean come;
    private volatile boolean missed;

    /**
     * A place.
     *
     * @param all counts the places of the same waiter that have not come
     */
    Turn(CountDownLatch all) {
        this.all = all;
    }

    void comes() {
        come = true;
        all.countDown();
    }

    boolean hasCome() {
        return come;
    }

    /** Its waiter has gone. */
    void isMissed() {
        missed = true;
    }

    boolean missed() {
        return missed;
    }
}
