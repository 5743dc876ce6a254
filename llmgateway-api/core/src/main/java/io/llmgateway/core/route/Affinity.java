package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The same caller, session or beginning of a prompt always finds the same order, so that what a vendor remembers of it is
 * used again. Where a target is added or gone, only its own share moves (rendezvous hashing, Thaler and Ravishankar, 1998).
 *
 * @param by what decides
 */
record Affinity(Unit by) implements Strategy {
    private record Near(Node node, long hash) {}

    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        return near(by.of(moment.call()), candidates);
    }

    @Override
    public String chosen(Call call, List<Node> candidates, TokenEstimator estimator, World world) {
        return near(by.of(call), candidates).get(0).name();
    }

    private static List<Node> near(String unit, List<Node> candidates) {
        if (unit.isEmpty()) {
            return candidates;
        }
        List<Near> near = new ArrayList<>(candidates.size());
        for (Node node : candidates) {
            near.add(new Near(node, Unit.hash(unit + '\n' + node.name())));
        }
        near.sort(Comparator.comparingLong(Near::hash).reversed());
        return near.stream().map(Near::node).toList();
    }

    @Override
    public String toString() {
        return "affinity by " + by;
    }
}
