package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.spi.World;
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

    /**
     * Whom a call puts first by what it is itself and by its time: its user, its tags, that it is streamed.
     *
     * @param candidates at least one
     * @return the name of a candidate; null where chance or what is known of the targets decides
     */
    default @Nullable String chosen(Call call, List<Node> candidates, TokenEstimator estimator, World world) {
        return null;
    }

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
