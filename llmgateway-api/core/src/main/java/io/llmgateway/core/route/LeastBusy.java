package io.llmgateway.core.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The one with the fewest calls under way first; among equals, by chance. */
record LeastBusy() implements Strategy {
    private record Busy(Node node, int underWay, double chance) {}

    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        List<Busy> busy = new ArrayList<>(candidates.size());
        for (Node node : candidates) {
            busy.add(new Busy(node, moment.underWay(node), moment.world().random()));
        }
        busy.sort(Comparator.comparingInt(Busy::underWay).thenComparingDouble(Busy::chance));
        return busy.stream().map(Busy::node).toList();
    }

    @Override
    public String toString() {
        return "least busy";
    }
}
