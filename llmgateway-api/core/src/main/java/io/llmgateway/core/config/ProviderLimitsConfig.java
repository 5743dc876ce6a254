package io.llmgateway.core.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.providers.<id>.limits}: how fast we ask, for each key and model of the provider.
 *
 * @param requests the most requests in a window; no limit if absent
 * @param tokens the most tokens, of prompts and answers, in a window; no limit if absent
 * @param concurrent the most calls under way; no limit if absent
 * @param adaptive whether fewer than {@code concurrent} calls go out at once while the vendor pushes back or slows down; false
 *     if absent
 * @param window the time requests and tokens are counted over; 1 min if absent
 * @param maxWait the longest a call waits for its turn, zero for not at all; if absent, 5 s where no other target is left, and
 *     not at all where one is
 */
public record ProviderLimitsConfig(
        @Nullable Long requests,
        @Nullable Long tokens,
        @Nullable Integer concurrent,
        @Nullable Boolean adaptive,
        @Nullable Duration window,
        @Nullable Duration maxWait) {
    public ProviderLimitsConfig {
        if (requests == null && tokens == null && concurrent == null) {
            throw new IllegalArgumentException("limits names no limit: set requests, tokens or concurrent");
        }
        adaptive = adaptive != null && adaptive;
        if (adaptive && concurrent == null) {
            throw new IllegalArgumentException(
                    "adaptive is true, but there is no concurrent, the most calls it may allow");
        }
        if (window != null && requests == null && tokens == null) {
            throw new IllegalArgumentException("limits has a window, but neither requests nor tokens to count in it");
        }
        atLeastOne("requests", requests);
        atLeastOne("tokens", tokens);
        atLeastOne("concurrent", concurrent);
        window = window == null ? Duration.ofMinutes(1) : window;
        if (window.isZero() || window.isNegative()) {
            throw new IllegalArgumentException("window is " + window + ": it must be above 0");
        }
        if (maxWait != null && maxWait.isNegative()) {
            throw new IllegalArgumentException("max-wait is " + maxWait + ": it must not be negative");
        }
    }

    private static void atLeastOne(String property, @Nullable Number value) {
        if (value != null && value.longValue() < 1) {
            throw new IllegalArgumentException(property + " is " + value + ": it must be 1 or more");
        }
    }
}
