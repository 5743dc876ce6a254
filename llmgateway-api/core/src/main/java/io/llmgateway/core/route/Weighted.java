package io.llmgateway.core.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * By chance, each in proportion to its weight; the same holds for who comes second. A target that is getting well gets
 * less.
 *
 * @param weights what a child is called to its weight; 1 for one that is not named
 */
record Weighted(Map<String, Double> weights) implements Strategy {
    private record Drawn(Node node, double key) {}

    // the largest of random^(1/weight) is each one in proportion to its weight (Efraimidis and Spirakis, 2006)
    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        List<Drawn> drawn = new ArrayList<>(candidates.size());
        for (Node node : candidates) {
            double weight = weights.getOrDefault(name(node), 1.0) * moment.share(node);
            drawn.add(new Drawn(
                    node,
                    weight == 0
                            ? -moment.world().random()
                            : Math.pow(moment.world().random(), 1 / weight)));
        }
        drawn.sort(Comparator.comparingDouble(Drawn::key).reversed());
        return drawn.stream().map(Drawn::node).toList();
    }

    static String name(Node node) {
        return node instanceof Node.Group group ? group.name() : node.toString();
    }

    @Override
    public String toString() {
        return "weighted " + weights;
    }
}
