package io.llmgateway.core.route;

import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.error.MisconfiguredException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a second target is asked beside the first.
 *
 * @param when whether at all, and how that is known
 * @param after how long the first has for itself; null unless {@link When#FIXED}
 */
record Hedge(When when, @Nullable Duration after) {
    /** How it is known when. */
    enum When {
        /** Not at all. */
        NEVER,
        /** After the time within which the first begins nineteen answers of twenty. */
        P95,
        /** After a fixed time. */
        FIXED
    }

    static @Nullable Hedge of(String property, ModelConfig config) {
        String text = config.hedgeAfter();
        if (text == null) {
            return null;
        }
        if (text.equals("never")) {
            return new Hedge(When.NEVER, null);
        }
        if (text.equals("p95")) {
            return needsTwo(property, config, new Hedge(When.P95, null));
        }
        Duration after = duration(config);
        if (after == null || after.isZero() || after.isNegative()) {
            throw new MisconfiguredException(property + ".hedge-after is \"" + text
                    + "\": write p95, a duration above zero such as 800ms, or never");
        }
        return needsTwo(property, config, new Hedge(When.FIXED, after));
    }

    private static Hedge needsTwo(String property, ModelConfig config, Hedge hedge) {
        if (Objects.requireNonNull(config.targets()).size() < 2) {
            throw new MisconfiguredException(property
                    + ".hedge-after is set, but there is one target: a second one is needed to be asked beside it");
        }
        return hedge;
    }

    private static @Nullable Duration duration(ModelConfig config) {
        try {
            return config.hedgeDuration();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
