package io.llmgateway.core.route;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.Purpose;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells bandits what became of attempts and what callers say of answers. Streams, retries, fallbacks and hedges need no care of
 * their own: each attempt is booked once, at its end. Thread-safe.
 */
final class Bandits implements GatewayListener {
    private final Map<Target, List<Place>> places = new HashMap<>();

    /** A child of a bandit; a target may be in several. */
    private record Place(Bandit bandit, int child) {}

    Bandits(Collection<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof Node.Group group && group.strategy() instanceof Bandit bandit) {
                for (int i = 0; i < group.children().size(); i++) {
                    Place place = new Place(bandit, i);
                    for (Target target : group.children().get(i).targets()) {
                        places.computeIfAbsent(target, fresh -> new ArrayList<>(1))
                                .add(place);
                    }
                }
            }
        }
    }

    boolean none() {
        return places.isEmpty();
    }

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.Booked booked) {
            LedgerEntry entry = booked.entry();
            if ((entry.purpose() == Purpose.ANSWER || entry.purpose() == Purpose.CONTINUATION) && !entry.cached()) {
                Target target =
                        new Target(entry.attempt().provider(), entry.attempt().model());
                places(target).forEach(place -> place.bandit().booked(place.child(), entry));
            }
        } else if (event instanceof GatewayEvent.FeedbackGiven given) {
            places(new Target(given.provider(), given.model()))
                    .forEach(place -> place.bandit().scored(place.child(), given.score()));
        }
    }

    private List<Place> places(Target target) {
        return places.getOrDefault(target, List.of());
    }

    @Override
    public String toString() {
        return "bandits";
    }
}
