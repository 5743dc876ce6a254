package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.spi.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        String unit = by.of(moment.call());
        boolean isNew = unit.isEmpty() ? moment.world().random() * 100 < percent : isNew(unit);
        if (!isNew) {
            return candidates;
        }
        int last = candidates.size() - 1;
        List<Node> ordered = new ArrayList<>(candidates.size());
        ordered.add(candidates.get(last));
        ordered.addAll(candidates.subList(0, last));
        return ordered;
    }

    private boolean isNew(String unit) {
        return Unit.percent(alias, unit) < percent;
    }

    @Override
    public @Nullable String chosen(Call call, List<Node> candidates, TokenEstimator estimator, World world) {
        String unit = by.of(call);
        return unit.isEmpty()
                ? null
                : candidates.get(isNew(unit) ? candidates.size() - 1 : 0).name();
    }

    @Override
    public String toString() {
        return "canary of " + percent + " % by " + by;
    }
}
