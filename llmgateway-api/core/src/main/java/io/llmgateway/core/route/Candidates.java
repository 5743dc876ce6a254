package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.core.access.Permit;
import io.llmgateway.core.access.Verdict;
import io.llmgateway.core.config.ModelConfig.Overflow;
import io.llmgateway.core.targets.TargetState;
import io.llmgateway.event.GatewayEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who may answer one call: those that can do it and are well in the order of the strategies, then those that rest, the first
 * to wake first. Of a target that is not quite well, a part of its calls goes to the others first. On one thread.
 */
final class Candidates {
    static final String USED_UP = "its vendor's limit is used up";

    private final Moment moment;
    private final Means means;
    private final List<Candidate> ordered = new ArrayList<>(2);
    private final List<Target> targets;
    private @Nullable String rule;

    Candidates(Moment moment, Node node, Means means) {
        this.moment = moment;
        this.means = means;
        order(node, Terms.NONE);
        forbid();
        this.targets = choose();
    }

    /** A target, and how it is asked. */
    private record Candidate(Node.Leaf leaf, Terms terms) {
        Target target() {
            return leaf.target();
        }
    }

    /** A target that is left alone. */
    private record Resting(Target target, String why, Instant until) {}

    /** The targets, the first to be asked first; at least one. It is the caller's own. */
    List<Target> targets() {
        return targets;
    }

    /** The targets as they are told, the first to be asked first. */
    List<String> names() {
        if (ordered.size() == 1) {
            return List.of(ordered.get(0).leaf().shown());
        }
        List<String> names = new ArrayList<>(targets.size());
        for (Target target : targets) {
            names.add(of(target).leaf().shown());
        }
        return Collections.unmodifiableList(names);
    }

    /** The rule that decided, by its property, the outermost of several; null where none did. */
    @Nullable
    String rule() {
        return rule;
    }

    /** How a target is asked. */
    Terms terms(Target target) {
        return of(target).terms();
    }

    /** Whether some target has what is too long for it summed up. */
    boolean sumUp() {
        for (Candidate candidate : ordered) {
            if (candidate.terms().overflows() == Overflow.SUMMARIZE) {
                return true;
            }
        }
        return false;
    }

    private Candidate of(Target target) {
        return Objects.requireNonNull(find(target));
    }

    private @Nullable Candidate find(Target target) {
        for (Candidate candidate : ordered) {
            if (candidate.target().equals(target)) {
                return candidate;
            }
        }
        return null;
    }

    private List<Target> all() {
        return ordered.stream().map(Candidate::target).toList();
    }

    // a target that stands in two places is asked as its first place says
    private void order(Node node, Terms above) {
        if (node instanceof Node.Leaf leaf) {
            if (find(leaf.target()) == null) {
                ordered.add(new Candidate(leaf, above));
            }
        } else if (node instanceof Node.Group group) {
            Terms terms = group.terms().under(above);
            Strategy.Ranking ranking = group.strategy().rank(moment, group.children());
            rule = rule == null ? ranking.rule() : rule;
            for (Node child : ranking.nodes()) {
                order(child, terms);
            }
        }
    }

    // nobody may be asked whom the policy keeps from seeing the call
    private void forbid() {
        Call call = moment.call();
        Permit permit = call.get(Permit.ATTRIBUTE).orElse(null);
        if (permit == null) {
            return;
        }
        Instant now = means.world().now();
        Map<Candidate, Verdict> forbidden = Map.of();
        for (Candidate candidate : ordered) {
            Verdict verdict = permit.judge(call, candidate.target());
            if (verdict.forbids()) {
                forbidden = forbidden.isEmpty() ? new LinkedHashMap<>() : forbidden;
                forbidden.put(candidate, verdict);
            } else if (!verdict.allowed()) {
                permit.tell(call, verdict, now);
            }
        }
        if (forbidden.size() == ordered.size()) {
            throw permit.refusal(call, forbidden.values(), now);
        }
        ordered.removeAll(forbidden.keySet());
        for (Map.Entry<Candidate, Verdict> each : forbidden.entrySet()) {
            Verdict verdict = each.getValue();
            skipped(each.getKey().target(), "refused by " + verdict.rule() + ": " + verdict.why(), null);
        }
    }

    private List<Target> choose() {
        if (ordered.size() == 1) {
            Candidate only = ordered.get(0);
            if (!possible(only)) {
                throw means.shortening().refusal(moment.call().request(), all());
            }
            List<Target> alone = new ArrayList<>(1);
            alone.add(only.target()); // whatever else is known of it, there is no other
            return alone;
        }
        List<Target> able = able();
        List<Target> well = new ArrayList<>(able.size());
        List<Resting> resting = new ArrayList<>(0);
        for (Target target : able) {
            Resting rest = resting(target);
            if (rest == null) {
                well.add(target);
            } else {
                resting.add(rest);
            }
        }
        well = eased(well);
        resting.sort(Comparator.comparing(Resting::until));
        String all = well.isEmpty() ? "all are cooling or used up, the first to wake is asked: " : "";
        for (Resting rest : resting) {
            skipped(rest.target(), all + rest.why(), rest.until());
            well.add(rest.target());
        }
        return well;
    }

    // those that are not quite well go behind the others for the calls that are not theirs
    private List<Target> eased(List<Target> well) {
        if (well.size() == 1) {
            return well;
        }
        Map<Target, Double> behind = new LinkedHashMap<>(0);
        for (Target target : well) {
            double share = means.states().of(target).share();
            if (share < 1 && means.world().random() >= share) {
                behind.put(target, share);
            }
        }
        if (behind.isEmpty() || behind.size() == well.size()) {
            return well;
        }
        List<Target> eased = new ArrayList<>(well);
        eased.removeAll(behind.keySet());
        behind.forEach((target, share) -> {
            skipped(target, "it is not quite well and gets " + Math.round(share * 100) + " % of its calls", null);
            eased.add(target);
        });
        return eased;
    }

    // where nobody seems to be able, the catalogue may be wrong, so all are asked, as far as they can be made to fit
    private List<Target> able() {
        Call call = moment.call();
        Fit fit = new Fit(means.catalogue(), means.windows());
        List<Target> able = new ArrayList<>(ordered.size());
        Map<Target, Fit.Obstacle> obstacles = new LinkedHashMap<>(0);
        for (Candidate candidate : ordered) {
            Target target = candidate.target();
            Fit.Obstacle obstacle = fit.obstacle(call.request(), target);
            if (obstacle == null) {
                able.add(target);
            } else {
                obstacles.put(target, obstacle);
            }
        }
        if (able.isEmpty()) {
            for (Candidate candidate : ordered) {
                if (possible(candidate)) {
                    able.add(candidate.target());
                    obstacles.remove(candidate.target());
                }
            }
            if (able.isEmpty()) {
                throw means.shortening().refusal(call.request(), all());
            }
        }
        for (Map.Entry<Target, Fit.Obstacle> each : obstacles.entrySet()) {
            Target target = each.getKey();
            Fit.Obstacle obstacle = each.getValue();
            if (obstacle.excess() != null) {
                call.emit(obstacle.excess().event(call, means.world().now(), target, "passed-over", null));
            }
            skipped(target, obstacle.why(), null);
        }
        return able;
    }

    private boolean possible(Candidate candidate) {
        return means.shortening().possible(moment.call().request(), candidate.target(), candidate.terms());
    }

    private @Nullable Resting resting(Target target) {
        TargetState state = means.states().of(target);
        Instant now = means.world().now();
        Instant usedUp = moment.usedUpUntil(target);
        boolean cools = state.cooling() && state.coolingUntil().isAfter(usedUp);
        Instant until = cools ? state.coolingUntil() : usedUp;
        String why = !cools ? USED_UP : state.reachable() ? "it cools" : "it could not be reached";
        return until.isAfter(now) ? new Resting(target, why, until) : null;
    }

    private void skipped(Target target, String why, @Nullable Instant until) {
        Call call = moment.call();
        call.emit(new GatewayEvent.TargetSkipped(call.operation(), means.world().now(), target.toString(), why, until));
    }
}
