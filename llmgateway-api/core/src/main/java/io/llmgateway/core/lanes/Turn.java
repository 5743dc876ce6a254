package io.llmgateway.core.lanes;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Somebody's place in a lane: all that was handed over before it is done when it comes. */
final class Turn {
    private final Lane<?> lane;
    private final CountDownLatch all;
    private final @Nullable Turn other;
    private volatile boolean come;
    private volatile boolean missed;

    /**
     * A place.
     *
     * @param lane where it is
     * @param all counts the places of the same waiter that have not come
     * @param other one of these; null for the first
     */
    Turn(Lane<?> lane, CountDownLatch all, @Nullable Turn other) {
        this.lane = lane;
        this.all = all;
        this.other = other;
    }

    Lane<?> lane() {
        return lane;
    }

    @Nullable
    Turn other() {
        return other;
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
