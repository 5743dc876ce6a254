package io.llmgateway.core.config;

import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.guard.checks.<name>}: how a guard is used.
 *
 * @param mode whether its verdicts count; {@code enforce} if absent
 * @param when when it judges what goes out; {@code before} if absent
 * @param onError what it means that it fails; {@code block} if absent
 * @param holdBack of streamed answers, how many chars wait for a verdict; 0 for none, which then may come when the text is out
 *     already; 200 if absent
 */
public record CheckConfig(
        @Nullable Mode mode, @Nullable When when, @Nullable OnError onError, @Nullable Integer holdBack) {
    private static final int USUAL_HOLD_BACK = 200;

    /** Whether verdicts count. */
    public enum Mode {
        /** They do. */
        ENFORCE,
        /** Listeners hear of them, and nothing else happens. */
        SHADOW,
        /** The guard is not asked. */
        OFF
    }

    /** When what goes out is judged. */
    public enum When {
        /** Before the model is asked. */
        BEFORE,
        /** While the model is asked; the answer waits for the verdict, which can only let it pass or not. */
        BESIDE
    }

    /** What a failure means. */
    public enum OnError {
        /** The call is refused. */
        BLOCK,
        /** The call goes on. */
        PASS
    }

    public CheckConfig {
        mode = mode == null ? Mode.ENFORCE : mode;
        when = when == null ? When.BEFORE : when;
        onError = onError == null ? OnError.BLOCK : onError;
        holdBack = holdBack == null ? USUAL_HOLD_BACK : holdBack;
        if (holdBack < 0 || holdBack > 100_000) {
            throw new IllegalArgumentException("hold-back is " + holdBack + ": it must be from 0 to 100000 chars");
        }
    }
}
