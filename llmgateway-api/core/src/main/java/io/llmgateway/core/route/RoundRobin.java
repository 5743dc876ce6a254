package io.llmgateway.core.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** In turn. */
final class RoundRobin implements Strategy {
    private final AtomicLong turn = new AtomicLong();

    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        List<Node> ordered = new ArrayList<>(candidates);
        Collections.rotate(ordered, -(int) (turn.getAndIncrement() % candidates.size()));
        return ordered;
    }

    @Override
    public String toString() {
        return "round robin";
    }
}
