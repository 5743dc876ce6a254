package io.llmgateway.core.catalogue;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Usage;
import io.llmgateway.spi.TokenCounter;
import java.util.List;
import java.util.Map;

/** Says how many tokens something will have, before the vendor tells. Thread-safe. */
public final class TokenEstimator {
    /**
     * An estimator that has learnt nothing yet.
     *
     * @param vendors ids of providers to vendors
     * @param counters for models whose encoding is known; the first that knows a model is asked
     */
    public TokenEstimator(Map<String, Vendor> vendors, List<TokenCounter> counters) {}

    /**
     * The tokens of a prompt, as well as they can be told.
     *
     * @param request what is asked
     * @param target where it goes
     * @return tokens, with messages, tools and pictures
     */
    public long prompt(ModelRequest request, Target target) {
        return 0;
    }

    /**
     * What the tokens of a prompt will hardly exceed.
     *
     * @param request what is asked
     * @param target where it goes
     * @return tokens, with a margin
     */
    public long promptAtMost(ModelRequest request, Target target) {
        return 0;
    }

    /**
     * The tokens of an answer, or of what came of it.
     *
     * @param response the answer
     * @param target where it comes from
     * @return tokens
     */
    public long answer(ModelResponse response, Target target) {
        return 0;
    }

    /**
     * Learns from what the vendor told.
     *
     * @param target who
     * @param estimated what {@link #prompt} said
     * @param told what the vendor told; ignored where it is an estimate itself
     */
    public void learn(Target target, long estimated, Usage told) {}
}
