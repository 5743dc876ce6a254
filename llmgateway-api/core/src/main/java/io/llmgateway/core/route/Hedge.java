package io.llmgateway.core.route;

import io.llmgateway.core.config.ModelConfig;
import io.llmgateway.error.MisconfiguredException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a second target is asked beside the first.
 *
 * @param after how long the first has for itself; null for the time within which it begins nineteen answers of twenty
 */
record Hedge(@Nullable Duration after) {
    static @Nullable Hedge of(String property, ModelConfig config) {
        String text = config.hedgeAfter();
        if (text == null) {
            return null;
        }
        if (Objects.requireNonNull(config.targets()).size() < 2) {
            throw new MisconfiguredException(property
                    + ".hedge-after is set, but there is one target: a second one is needed to be asked beside it");
        }
        if (text.equals("p95")) {
            return new Hedge(null);
        }
        Duration after = duration(config);
        if (after == null || after.isZero() || after.isNegative()) {
            throw new MisconfiguredException(
                    property + ".hedge-after is \"" + text + "\": write p95, or a duration above zero such as 800ms");
        }
        return new Hedge(after);
    }

    private static @Nullable Duration duration(ModelConfig config) {
        try {
            return config.hedgeDuration();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
