package io.llmgateway.core.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way of choosing: candidates in, ordered candidates out. Thread-safe. */
interface Strategy {
    /**
     * Puts candidates in the order in which they are tried.
     *
     * @param moment the call and what is known at the moment
     * @param candidates at least one
     * @return the same ones, or some of them
     */
    List<Node> order(Moment moment, List<Node> candidates);

    /** The same, and what decided. */
    default Ranking rank(Moment moment, List<Node> candidates) {
        return new Ranking(order(moment, candidates), null);
    }

    /**
     * Candidates in order.
     *
     * @param nodes the first to be tried first
     * @param rule the rule that decided, by its property; null where none did
     */
    record Ranking(List<Node> nodes, @Nullable String rule) {}

    /** Whether it must know how good each target is. */
    default boolean byQuality() {
        return false;
    }
}
