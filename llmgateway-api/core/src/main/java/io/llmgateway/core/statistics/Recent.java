package io.llmgateway.core.statistics;

import io.llmgateway.watch.RecentCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last calls that have ended. Thread-safe, without a lock. */
final class Recent {
    private final AtomicReferenceArray<Turn> ring;
    private final AtomicLong added = new AtomicLong();

    Recent(int most) {
        ring = new AtomicReferenceArray<>(most);
    }

    void add(Turn turn) {
        if (ring.length() > 0) {
            ring.set((int) (added.getAndIncrement() % ring.length()), turn);
        }
    }

    List<RecentCall> calls() {
        List<RecentCall> all = new ArrayList<>(ring.length());
        long last = added.get() - 1;
        for (long i = last; i > last - ring.length() && i >= 0; i--) {
            Turn turn = ring.get((int) (i % ring.length()));
            if (turn != null) { // another thread may be about to set it
                all.add(turn.call());
            }
        }
        all.sort(Comparator.comparing(RecentCall::at).reversed());
        return all;
    }
}
