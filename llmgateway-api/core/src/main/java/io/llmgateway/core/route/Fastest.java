package io.llmgateway.core.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The faster of two drawn by chance first, so that not all callers run after the same target; then the others by speed.
 * What counts is the expected time of this answer, with the calls already under way. A target that has not answered yet is
 * taken for a little faster than the slowest known one: it is tried, but one call under way sends the next elsewhere.
 */
record Fastest() implements Strategy {
    private static final double UNSEEN = 0.999;

    private record Paced(Node node, double nanos) {}

    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        double slowest = 0;
        for (Node node : candidates) {
            slowest = Math.max(slowest, moment.answerNanos(node).orElse(0));
        }
        List<Paced> paced = new ArrayList<>(candidates.size());
        for (Node node : candidates) {
            OptionalDouble known = moment.answerNanos(node);
            paced.add(new Paced(node, (1 + known.orElse(slowest * UNSEEN)) * (1 + moment.underWay(node))));
        }
        if (paced.size() > 2) {
            Paced first = draw(moment, paced);
            Paced second = draw(moment, paced);
            paced.sort(Comparator.comparingDouble(Paced::nanos));
            paced.add(0, first.nanos() <= second.nanos() ? second : first);
            paced.add(0, first.nanos() <= second.nanos() ? first : second);
        } else {
            paced.sort(Comparator.comparingDouble(Paced::nanos));
        }
        return paced.stream().map(Paced::node).toList();
    }

    private static Paced draw(Moment moment, List<Paced> from) {
        return from.remove((int) (moment.world().random() * from.size()));
    }

    @Override
    public String toString() {
        return "latency";
    }
}
