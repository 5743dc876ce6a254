package io.llmgateway.core.route;

import io.llmgateway.chain.Target;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

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
        Target usual = candidates.get(0).targets().get(0);
        Facts facts = new Facts(moment.call(), moment.world().now().atZone(zone), () -> moment.estimator()
                .prompt(moment.call().request(), usual));
        for (Rule rule : rules) {
            if (rule.condition().holds(facts)) {
                return new Ranking(first(rule.target(), candidates), rule.property());
            }
        }
        return new Ranking(candidates, null);
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
