package io.llmgateway.testkit;

import io.llmgateway.chain.Cancellation;
import io.llmgateway.error.CancelledException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Holds back whoever arrives until the test opens it, and lets the test wait until somebody has arrived. Once open it
 * stays open. Thread-safe.
 */
public final class Gate {
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(2);

    // opening is told to each who waits, as a cancel is
    private final Cancellation opening = new Cancellation();
    private final Semaphore arrivals = new Semaphore(0);

    /** A closed gate. */
    public Gate() {}

    /** Lets everybody through from now on. */
    public void open() {
        opening.cancel();
    }

    /**
     * Whether everybody gets through.
     *
     * @return true once it was opened
     */
    public boolean isOpen() {
        return opening.cancelled();
    }

    /**
     * Waits until somebody has arrived; each arrival counts once. Fails after ten seconds.
     *
     * @throws AssertionError if nobody arrives
     */
    public void awaitArrival() {
        awaitArrival(Duration.ofSeconds(10));
    }

    /**
     * Waits until somebody has arrived; each arrival counts once.
     *
     * @param atMost how long to wait
     * @throws AssertionError if nobody arrives, or this thread is interrupted
     */
    public void awaitArrival(Duration atMost) {
        try {
            if (!arrivals.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("nobody arrived at the gate within " + atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for an arrival at the gate", e);
        }
    }

    /**
     * Arrives and waits until the gate opens, two minutes at most.
     *
     * @param cancellation ends the wait early
     * @throws CancelledException if the call is given up or the thread interrupted; its interrupt flag is then set
     * @throws AssertionError if nobody opens the gate
     */
    public void pass(Cancellation cancellation) {
        CountDownLatch through = new CountDownLatch(1);
        Cancellation.Registration onOpen = opening.onCancel(through::countDown);
        Cancellation.Registration onCancel = cancellation.onCancel(through::countDown);
        arrivals.release();
        try {
            if (!through.await(LONGEST_HOLD.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("nobody opened the gate within " + LONGEST_HOLD);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the thread was interrupted while the call was held back");
        } finally {
            onOpen.close();
            onCancel.close();
        }
        if (cancellation.cancelled()) {
            throw new CancelledException("the call was given up while it was held back");
        }
    }
}
