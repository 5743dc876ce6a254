package io.llmgateway.core.route;

import io.llmgateway.core.targets.Average;

/**
 * What a bandit knows of one target. Immutable.
 *
 * @param good its rewards, the more the better
 * @param failed how many attempts failed
 * @param at what number the bandit's last observation of it had
 */
record Arm(Average good, double failed, long at) {
    static final Arm NEW = new Arm(Average.NONE, 0, 0);

    /** After how many observations, of all targets together, one counts half. */
    static final int HALF_LIFE = 500;

    /** What is left of it later. */
    Arm at(long number) {
        double keep = Math.pow(0.5, Math.max(0, number - at) / (double) HALF_LIFE);
        return new Arm(good.faded(keep), failed * keep, Math.max(at, number));
    }

    Arm rewarded(double reward) {
        return new Arm(good.plus(reward), failed, at);
    }

    Arm failure() {
        return new Arm(good, failed + 1, at);
    }

    /** At most as good as it is already: the attempt was given up, so its reward can only have been less. */
    Arm atMost(double reward) {
        return rewarded(good.weight() == 0 ? reward : Math.min(reward, good.mean()));
    }
}
