package io.llmgateway.core.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.steady}: what happens when a target stumbles.
 *
 * @param maxAttempts the most attempts of one call, over all targets; 8 if absent
 * @param retry asking the same target again
 * @param health when a target is left alone for a while
 * @param drift when a target that is worse than usual gets fewer calls
 */
public record SteadyConfig(
        @Nullable Integer maxAttempts,
        @Nullable RetryConfig retry,
        @Nullable HealthConfig health,
        @Nullable DriftConfig drift) {
    private static final int DEFAULT_MAX_ATTEMPTS = 8;

    public SteadyConfig {
        maxAttempts = maxAttempts == null ? DEFAULT_MAX_ATTEMPTS : maxAttempts;
        retry = retry == null ? new RetryConfig(null, null, null, null) : retry;
        health = health == null ? new HealthConfig(null, null, null, null, null, null) : health;
        drift = drift == null ? new DriftConfig(null, null, null) : drift;
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("max-attempts is " + maxAttempts + ": it must be 1 or more");
        }
    }

    /**
     * {@code llmgateway.steady.retry}: asking the same target again.
     *
     * @param attempts how often a target is asked in a row, where the failure may pass; 2 if absent, 1 for no retry
     * @param backoff the wait before the second attempt, doubled before each further one, less up to a half by chance;
     *     200 ms if absent
     * @param maxBackoff the longest of these waits, and the longest a vendor may ask for while another target is left; 5 s if
     *     absent
     * @param maxWait the longest wait a vendor may ask for when none is left; what asks for more is not asked again; 1 min
     *     if absent
     */
    public record RetryConfig(
            @Nullable Integer attempts,
            @Nullable Duration backoff,
            @Nullable Duration maxBackoff,
            @Nullable Duration maxWait) {
        public RetryConfig {
            attempts = attempts == null ? 2 : attempts;
            backoff = positive("backoff", backoff, Duration.ofMillis(200));
            maxBackoff = positive("max-backoff", maxBackoff, Duration.ofSeconds(5));
            maxWait = positive("max-wait", maxWait, Duration.ofMinutes(1));
            if (attempts < 1) {
                throw new IllegalArgumentException("attempts is " + attempts + ": it must be 1 or more");
            }
        }
    }

    /**
     * {@code llmgateway.steady.health}: when a target is left alone for a while.
     *
     * @param failureRatio percent of failed calls at which it is, from 1 to 100; 50 if absent
     * @param minCalls how many calls must have ended in the window before the ratio counts; 10 if absent
     * @param window the time over which calls are looked at; 1 min if absent
     * @param cool how long it is left alone the first time, longer each further time; 5 s if absent
     * @param maxCool the longest it is left alone; 5 min if absent
     * @param ramp how long after that its share grows back; 30 s if absent
     */
    public record HealthConfig(
            @Nullable Integer failureRatio,
            @Nullable Integer minCalls,
            @Nullable Duration window,
            @Nullable Duration cool,
            @Nullable Duration maxCool,
            @Nullable Duration ramp) {
        public HealthConfig {
            failureRatio = failureRatio == null ? 50 : failureRatio;
            minCalls = minCalls == null ? 10 : minCalls;
            window = positive("window", window, Duration.ofMinutes(1));
            cool = positive("cool", cool, Duration.ofSeconds(5));
            maxCool = positive("max-cool", maxCool, Duration.ofMinutes(5));
            ramp = positive("ramp", ramp, Duration.ofSeconds(30));
            if (failureRatio < 1 || failureRatio > 100) {
                throw new IllegalArgumentException(
                        "failure-ratio is " + failureRatio + ": it must be from 1 to 100, percent");
            }
            if (minCalls < 1) {
                throw new IllegalArgumentException("min-calls is " + minCalls + ": it must be 1 or more");
            }
            if (maxCool.compareTo(cool) < 0) {
                throw new IllegalArgumentException("max-cool is " + maxCool + ": it must not be below cool, " + cool);
            }
        }
    }

    /**
     * {@code llmgateway.steady.drift}: when a target that is worse than usual gets fewer calls.
     *
     * @param enabled whether it is looked out for; true if absent
     * @param factor how many times slower than usual, or failing more often, a target must be; above 1; 2 if absent
     * @param settle after what time worse is taken for usual; 30 min if absent
     */
    public record DriftConfig(@Nullable Boolean enabled, @Nullable Double factor, @Nullable Duration settle) {
        public DriftConfig {
            enabled = enabled == null || enabled;
            factor = factor == null ? 2 : factor;
            settle = positive("settle", settle, Duration.ofMinutes(30));
            if (!(factor > 1) || factor.isInfinite()) {
                throw new IllegalArgumentException("factor is " + factor + ": it must be above 1");
            }
        }
    }

    private static Duration positive(String property, @Nullable Duration value, Duration absent) {
        if (value == null) {
            return absent;
        }
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(property + " is " + value + ": it must be above 0");
        }
        return value;
    }
}
