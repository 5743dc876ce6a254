package io.llmgateway.core.route;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.targets.TargetState;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.spi.World;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A call, and what is known of the targets while it is routed. */
record Moment(Call call, Means means, Chain chain) {
    /**
     * Asks another model something on behalf of the call, such as for a vector or a summary. It is an attempt like any
     * other: it counts, costs and may fail.
     *
     * @param request names its model
     * @param purpose what for
     * @return the whole answer
     */
    ModelResponse aside(ModelRequest request, Purpose purpose) {
        Call side = call.withRequest(request).with(Attributes.PURPOSE, purpose);
        return new Round(side, request.model().orElseThrow(), means, chain)
                .run()
                .await();
    }

    World world() {
        return means.world();
    }

    TokenEstimator estimator() {
        return means.estimator();
    }

    private TargetState state(Target target) {
        return means.states().of(target);
    }

    /** How long an answer is expected to be, in tokens: its maximum, up to a usual length. */
    long expectedOutput() {
        return TokenEstimator.expectedOutput(call.request());
    }

    /** Calls under way at all targets of a node. */
    int underWay(Node node) {
        int sum = 0;
        for (Target target : node.targets()) {
            sum += state(target).underWay();
        }
        return sum;
    }

    /** The expected time of an answer from the fastest target of a node; empty where none has answered yet. */
    OptionalDouble answerNanos(Node node) {
        return least(
                node,
                target -> state(target).speed().answerNanos(expectedOutput()).orElse(Double.NaN));
    }

    /** The price of this request at the cheapest target of a node; empty where none is known. */
    Optional<BigDecimal> price(Node node) {
        return node.targets().stream().flatMap(target -> price(target).stream()).min(BigDecimal::compareTo);
    }

    /** The price of this request for each point of quality, at the target of a node with the least; empty where none is known. */
    Optional<BigDecimal> pricePerQuality(Node node) {
        return node.targets().stream()
                .flatMap(target ->
                        price(target).map(price -> price.divide(quality(target), MathContext.DECIMAL64)).stream())
                .min(BigDecimal::compareTo);
    }

    /** The quality of the best target of a node. */
    BigDecimal quality(Node node) {
        return node.targets().stream()
                .map(this::quality)
                .max(BigDecimal::compareTo)
                .orElseThrow();
    }

    // checked when the client was built
    private BigDecimal quality(Target target) {
        return means.catalogue()
                .find(target)
                .map(ModelInfo::quality)
                .map(BigDecimal::valueOf)
                .orElseThrow();
    }

    private Optional<BigDecimal> price(Target target) {
        Usage expected = Usage.builder()
                .input(estimator().prompt(call.request(), target))
                .output(expectedOutput())
                .estimated(true)
                .build();
        return means.catalogue().price(target, expected, world().now()).amount();
    }

    /** The share that is left of the limits of a node: that of its target with the most. */
    double headroom(Node node) {
        double best = 0;
        for (Target target : node.targets()) {
            best = Math.max(best, state(target).headroom());
        }
        return best;
    }

    /** Until when a target's vendor has too little left for this request; past where it has enough. */
    Instant usedUpUntil(Target target) {
        return state(target).usedUpUntil(estimator().needs(call.request(), target));
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
