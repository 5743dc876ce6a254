package io.llmgateway.core.route;

import java.util.List;

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

    /** Whether it must know how good each target is. */
    default boolean byQuality() {
        return false;
    }
}
