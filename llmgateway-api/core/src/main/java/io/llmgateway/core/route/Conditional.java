package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.spi.World;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The target of the first rule whose condition holds first, then the others in the order written; where none holds, the
 * order written.
 *
 * @param rules in the order they are asked
 * @param zone where it is as late as conditions on time say
 */
record Conditional(List<Rule> rules, ZoneId zone) implements Strategy {
    /** A condition, and what a child is called. */
    record Rule(String property, Condition condition, String target) {
        @Override
        public String toString() {
            return condition + " -> " + target;
        }
    }

    @Override
    public List<Node> order(Moment moment, List<Node> candidates) {
        return rank(moment, candidates).nodes();
    }

    @Override
    public Ranking rank(Moment moment, List<Node> candidates) {
        Rule rule = holding(moment.call(), candidates, moment.estimator(), moment.world());
        return rule == null
                ? new Ranking(candidates, null)
                : new Ranking(first(rule.target(), candidates), rule.property());
    }

    @Override
    public String chosen(Call call, List<Node> candidates, TokenEstimator estimator, World world) {
        Rule rule = holding(call, candidates, estimator, world);
        return rule == null ? candidates.get(0).name() : rule.target();
    }

    private @Nullable Rule holding(Call call, List<Node> candidates, TokenEstimator estimator, World world) {
        Target usual = candidates.get(0).targets().get(0);
        Facts facts = new Facts(call, world.now().atZone(zone), () -> estimator.prompt(call.request(), usual));
        for (Rule rule : rules) {
            if (rule.condition().holds(facts)) {
                return rule;
            }
        }
        return null;
    }

    private static List<Node> first(String name, List<Node> candidates) {
        List<Node> ordered = new ArrayList<>(candidates.size());
        for (Node node : candidates) {
            ordered.add(node.name().equals(name) ? 0 : ordered.size(), node);
        }
        return ordered;
    }

    @Override
    public String toString() {
        return "conditional " + rules + " " + zone;
    }
}
