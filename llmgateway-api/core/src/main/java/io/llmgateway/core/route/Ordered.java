package io.llmgateway.core.route;

import java.util.List;

/** The order written. */
record Ordered() implements Strategy {
    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        return candidates;
    }

    @Override
    public String toString() {
        return "ordered";
    }
}
