package io.llmgateway.core.lanes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Several lanes, to wait for together. Thread-safe. */
public final class Lanes {
    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

    // some 2 microseconds, less than it costs to sleep; who works on the thread of a call is done by then
    private static final int LOOKS = 50;

    private final List<Lane<?>> first;
    private final List<Lane<?>> then;
    private final List<Lane<?>> all;
    private final Duration wait;

    /**
     * Lanes.
     *
     * @param first those whose losses the others are told
     * @param then the others
     * @param wait how long a call that ends waits for them at most
     */
    public Lanes(List<? extends Lane<?>> first, List<? extends Lane<?>> then, Duration wait) {
        this.first = List.copyOf(first);
        this.then = List.copyOf(then);
        all = new ArrayList<>(first);
        all.addAll(then);
        this.wait = wait;
    }

    /**
     * Waits until what was handed over has been worked on: not for long, and not for lanes that are behind. Where something
     * is lost meanwhile, once more for those that are told.
     */
    public void settle() {
        if (wait.isZero()) {
            return;
        }
        int before = losses();
        await(all, false, wait);
        if (losses() != before) {
            await(then, false, wait);
        }
    }

    private int losses() {
        int losses = 0;
        for (int i = 0; i < first.size(); i++) {
            losses += first.get(i).losses();
        }
        return losses;
    }

    /**
     * Waits a last time, and closes them, the first ones first.
     *
     * @param atMost how long for the first ones, and how long for the others
     */
    public void close(Duration atMost) {
        close(first, atMost);
        close(then, atMost);
    }

    private static void close(List<Lane<?>> lanes, Duration atMost) {
        await(lanes, true, atMost);
        for (Lane<?> lane : lanes) {
            try {
                lane.close();
            } catch (Throwable e) { // the others must be closed too
                LOG.log(System.Logger.Level.WARNING, "a lane was not closed cleanly", e);
            }
        }
    }

    private static void await(List<Lane<?>> lanes, boolean alsoBehind, Duration atMost) {
        CountDownLatch left = null;
        Turn last = null;
        boolean soon = true;
        for (int i = 0; i < lanes.size(); i++) {
            Lane<?> lane = lanes.get(i);
            if ((alsoBehind || !lane.behind()) && lane.busy()) {
                left = left == null ? new CountDownLatch(lanes.size() - i) : left;
                last = new Turn(lane, left, last);
                soon &= lane.isHere();
                lane.join(last);
            } else if (left != null) {
                left.countDown(); // nobody waits for this one
            }
        }
        if (left == null) {
            return;
        }
        for (int i = 0; soon && left.getCount() > 0 && i < LOOKS; i++) {
            Thread.onSpinWait();
        }
        if (!come(left, atMost)) {
            for (Turn turn = last; turn != null; turn = turn.other()) {
                if (!turn.hasCome()) {
                    turn.lane().missed(turn);
                }
            }
        }
    }

    // whoever is interrupted waits no longer, which says nothing of the lanes
    private static boolean come(CountDownLatch left, Duration atMost) {
        try {
            return left.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
