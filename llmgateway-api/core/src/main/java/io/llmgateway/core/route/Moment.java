package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.targets.TargetState;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.spi.World;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A call, and what is known of the targets while it is routed. */
record Moment(Call call, TargetStates states, ModelCatalogue catalogue, TokenEstimator estimator, World world) {
    static final long USUAL_ANSWER = 500;

    /** How long an answer is expected to be, in tokens: its maximum, up to a usual length. */
    long expectedOutput() {
        return call.request() instanceof ChatRequest chat
                ? Math.min(chat.maxTokens().orElse(USUAL_ANSWER), USUAL_ANSWER)
                : 0;
    }

    /** Calls under way at all targets of a node. */
    int underWay(Node node) {
        int sum = 0;
        for (Target target : node.targets()) {
            sum += states.of(target).underWay();
        }
        return sum;
    }

    /** The expected time of an answer from the fastest target of a node; empty where none has answered yet. */
    OptionalDouble answerNanos(Node node) {
        return least(
                node,
                target ->
                        states.of(target).speed().answerNanos(expectedOutput()).orElse(Double.NaN));
    }

    /** The price of this request at the cheapest target of a node; empty where none is known. */
    Optional<BigDecimal> price(Node node) {
        return node.targets().stream().flatMap(target -> price(target).stream()).min(BigDecimal::compareTo);
    }

    private Optional<BigDecimal> price(Target target) {
        Usage expected = Usage.builder()
                .input(estimator.prompt(call.request(), target))
                .output(expectedOutput())
                .estimated(true)
                .build();
        return catalogue.price(target, expected, world.now()).amount();
    }

    /** The share of its usual calls a node should get: that of its healthiest target. */
    double share(Node node) {
        double best = 0;
        for (Target target : node.targets()) {
            TargetState state = states.of(target);
            best = Math.max(best, state.share());
        }
        return best;
    }

    private static OptionalDouble least(Node node, ToDoubleFunction<Target> figure) {
        List<Target> targets = node.targets();
        double least = Double.NaN;
        for (Target target : targets) {
            double value = figure.applyAsDouble(target);
            if (!Double.isNaN(value) && !(least <= value)) {
                least = value;
            }
        }
        return Double.isNaN(least) ? OptionalDouble.empty() : OptionalDouble.of(least);
    }
}
