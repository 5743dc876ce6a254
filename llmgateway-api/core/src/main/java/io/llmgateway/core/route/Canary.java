package io.llmgateway.core.route;

import java.util.ArrayList;
import java.util.List;

/**
 * The last child is new: a percentage of callers get it, always the same ones; where it fails, the rest in the order
 * written. All others get it when nobody else is left.
 *
 * @param alias the group's name, so that two canaries do not try the same callers
 * @param percent from 0 to 100
 * @param by what sticks; a caller without it is drawn by chance
 */
record Canary(String alias, double percent, Unit by) implements Strategy {
    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        String unit = by.of(moment.call().request());
        double drawn = unit.isEmpty() ? moment.world().random() * 100 : Unit.percent(alias, unit);
        int last = candidates.size() - 1;
        if (drawn >= percent) {
            return candidates;
        }
        List<Node> ordered = new ArrayList<>(candidates.size());
        ordered.add(candidates.get(last));
        ordered.addAll(candidates.subList(0, last));
        return ordered;
    }

    @Override
    public String toString() {
        return "canary of " + percent + " % by " + by;
    }
}
