package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.error.InvalidRequestException;

/** Tries the targets of a model, in the order its strategies choose, until an answer has begun. */
final class Fallback implements Interceptor {
    private final Means means;

    Fallback(Means means) {
        this.means = means;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        String model = call.request().model().orElse(null);
        if (model == null) {
            throw new InvalidRequestException("the request names no model"
                    + " and there is no default: set model(…), or llmgateway.default-model");
        }
        Round round = new Round(call, model, means, chain);
        if (round.node() instanceof Node.Group group && group.shadow() != null) {
            group.shadow().follow(call, means, chain);
        }
        return round.run();
    }

    @Override
    public String toString() {
        return "fallback " + means.models();
    }
}
