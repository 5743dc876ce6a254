package io.llmgateway.core.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * By chance, each in proportion to its weight; the same holds for who comes second.
 *
 * @param weights one for each child, in their order
 */
record Weighted(List<Double> weights) implements Strategy {
    private record Drawn(Node node, double key) {}

    // the largest of random^(1/weight) is each one in proportion to its weight (Efraimidis and Spirakis, 2006)
    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        List<Drawn> drawn = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            double weight = weights.get(i);
            double chance = moment.world().random();
            drawn.add(new Drawn(candidates.get(i), weight == 0 ? -chance : Math.pow(chance, 1 / weight)));
        }
        drawn.sort(Comparator.comparingDouble(Drawn::key).reversed());
        return drawn.stream().map(Drawn::node).toList();
    }

    @Override
    public String toString() {
        return "weighted " + weights;
    }
}
