package io.llmgateway.core.config;

import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.guard.injection}: attempts to turn a model around, by its user or by what it reads.
 *
 * @param enabled whether texts are scored; false if absent
 * @param action what becomes of a user's text that scores {@code threshold} or more; {@code block} if absent
 * @param threshold from above 0 to 1; 0.7 if absent
 * @param indirectAction what becomes of a tool's result or a document that scores {@code indirectThreshold} or more;
 *     {@code sanitise} if absent
 * @param indirectThreshold from above 0 to 1; 0.65 if absent
 * @param rerouteTo the model of {@code reroute}
 * @param judgeModel the model that is asked where the score alone does not decide
 * @param judgeFrom from this score on, below the thresholds, the model is asked; if absent, only where an action is {@code judge}
 * @param spotlight whether what tools and documents say is marked as data; false if absent
 * @param canary whether system prompts get a mark, and answers that hold it are refused; false if absent
 */
public record InjectionConfig(
        @Nullable Boolean enabled,
        @Nullable Action action,
        @Nullable Double threshold,
        @Nullable Action indirectAction,
        @Nullable Double indirectThreshold,
        @Nullable String rerouteTo,
        @Nullable String judgeModel,
        @Nullable Double judgeFrom,
        @Nullable Boolean spotlight,
        @Nullable Boolean canary) {
    /** What becomes of a text. */
    public enum Action {
        /** The call is refused. */
        BLOCK,
        /** It goes on, and listeners are told. */
        FLAG,
        /** What is meant for the model alone is taken out; if that is not enough, a user's text is refused. */
        SANITISE,
        /** Another model answers. */
        REROUTE,
        /** A model decides whether the call is refused. */
        JUDGE
    }

    private static final double USUAL_THRESHOLD = 0.7;
    private static final double USUAL_INDIRECT = 0.65;

    public InjectionConfig {
        enabled = enabled != null && enabled;
        action = action == null ? Action.BLOCK : action;
        threshold = threshold == null ? USUAL_THRESHOLD : threshold;
        indirectAction = indirectAction == null ? Action.SANITISE : indirectAction;
        indirectThreshold = indirectThreshold == null ? USUAL_INDIRECT : indirectThreshold;
        spotlight = spotlight != null && spotlight;
        canary = canary != null && canary;
        check("threshold", threshold);
        check("indirect-threshold", indirectThreshold);
        boolean reroutes = action == Action.REROUTE || indirectAction == Action.REROUTE;
        if (reroutes != (rerouteTo != null && !rerouteTo.isBlank())) {
            throw new IllegalArgumentException(
                    reroutes
                            ? "injection.reroute-to is missing: name the model that answers instead"
                            : "injection.reroute-to is set, but nothing is rerouted: set injection.action or"
                                    + " injection.indirect-action to reroute, or leave it out");
        }
        if (judgeFrom != null) {
            check("judge-from", judgeFrom);
            if (judgeFrom >= Math.min(threshold, indirectThreshold)) {
                throw new IllegalArgumentException("injection.judge-from is " + judgeFrom
                        + ": it must be below injection.threshold and injection.indirect-threshold");
            }
        }
        boolean judges = judgeFrom != null || action == Action.JUDGE || indirectAction == Action.JUDGE;
        if (judges != (judgeModel != null && !judgeModel.isBlank())) {
            throw new IllegalArgumentException(
                    judges
                            ? "injection.judge-model is missing: name the model that judges"
                            : "injection.judge-model is set, but nothing is judged: set injection.judge-from, or an action to"
                                    + " judge, or leave it out");
        }
    }

    private static void check(String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "injection." + name + " is " + value + ": it must be above 0 and at most 1");
        }
    }
}
