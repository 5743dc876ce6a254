package io.llmgateway.core.lanes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Several lanes, to wait for together. Thread-safe. */
public final class Lanes {
    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());

    private final List<Lane<?>> all;
    private final Duration wait;

    /**
     * Lanes.
     *
     * @param all the lanes
     * @param wait how long a call that ends waits for them at most
     */
    public Lanes(List<? extends Lane<?>> all, Duration wait) {
        this.all = List.copyOf(all);
        this.wait = wait;
    }

    /** Waits until what was handed over has been worked on: not for long, and not for lanes that are behind. */
    public void settle() {
        if (!all.isEmpty() && !wait.isZero()) {
            await(false, wait);
        }
    }

    /**
     * Waits a last time, and closes them.
     *
     * @param atMost how long
     */
    public void close(Duration atMost) {
        await(true, atMost);
        for (Lane<?> lane : all) {
            try {
                lane.close();
            } catch (Throwable e) { // the others must be closed too
                LOG.log(System.Logger.Level.WARNING, "a lane was not closed cleanly", e);
            }
        }
    }

    private void await(boolean alsoBehind, Duration atMost) {
        List<Lane<?>> busy = new ArrayList<>(all.size());
        for (Lane<?> lane : all) {
            if ((alsoBehind || !lane.behind()) && lane.busy()) {
                busy.add(lane);
            }
        }
        if (busy.isEmpty()) {
            return;
        }
        CountDownLatch left = new CountDownLatch(busy.size());
        List<Turn> turns = new ArrayList<>(busy.size());
        for (Lane<?> lane : busy) {
            Turn turn = new Turn(left);
            turns.add(turn);
            lane.join(turn);
        }
        if (!come(left, atMost)) {
            for (int i = 0; i < turns.size(); i++) {
                if (!turns.get(i).hasCome()) {
                    busy.get(i).missed(turns.get(i));
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
