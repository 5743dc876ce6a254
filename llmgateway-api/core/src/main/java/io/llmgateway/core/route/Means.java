package io.llmgateway.core.route;

import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.spi.World;
import java.time.Duration;

/**
 * What rounds work with.
 *
 * @param models what each name stands for
 * @param states how targets fare
 * @param catalogue what is known of models
 * @param estimator tokens
 * @param windows how long prompts may be
 * @param shortening makes chats fit
 * @param summaries what was summed up of late
 * @param retirement tells of models that are going away
 * @param patience how long a call goes on
 * @param world time and chance
 */
record Means(
        Models models,
        TargetStates states,
        ModelCatalogue catalogue,
        TokenEstimator estimator,
        Windows windows,
        Shortening shortening,
        Summaries summaries,
        Retirement retirement,
        Patience patience,
        World world) {
    /**
     * How long a call goes on.
     *
     * @param maxAttempts the most attempts, over all targets
     * @param maxBackoff the longest wait for the same target while others are left
     * @param maxWait the longest wait a vendor may ask for
     */
    record Patience(int maxAttempts, Duration maxBackoff, Duration maxWait) {}
}
