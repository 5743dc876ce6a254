package io.llmgateway.core.config;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.watch}: what is written down of calls, and what is looked out for.
 *
 * @param telemetry spans and metrics
 * @param log a line a call
 * @param statistics figures of the last minutes
 * @param listenerWait how long a call that ends waits for listeners and ledger sinks, 0s to 1m; 100ms if absent
 * @param spendRise when somebody spends far more than usual; not looked out for if absent
 */
public record WatchConfig(
        @Nullable TelemetryConfig telemetry,
        @Nullable CallLogConfig log,
        @Nullable StatisticsConfig statistics,
        @Nullable Duration listenerWait,
        @Nullable SpendRise spendRise) {
    public WatchConfig {
        telemetry = telemetry == null ? TelemetryConfig.EMPTY : telemetry;
        log = log == null ? new CallLogConfig(null, null) : log;
        statistics = statistics == null ? new StatisticsConfig(null, null, null, null, null) : statistics;
        listenerWait = listenerWait == null ? Duration.ofMillis(100) : listenerWait;
        if (listenerWait.isNegative() || listenerWait.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("listener-wait is " + listenerWait + ": it must be from 0s to 1m");
        }
    }

    /**
     * {@code llmgateway.watch.spend-rise}.
     *
     * @param by the dimension whose values have habits: {@code user}, {@code model} or a tag; {@code team} if absent
     * @param factor how many times the usual is too much, above 1; 5 if absent
     * @param window the time that is compared with the windows before it; one hour if absent
     * @param least US dollars below which nothing is a rise; 1 if absent
     */
    public record SpendRise(
            @Nullable String by, @Nullable BigDecimal factor, @Nullable Duration window, @Nullable BigDecimal least) {
        public SpendRise {
            by = by == null ? "team" : by;
            factor = factor == null ? BigDecimal.valueOf(5) : factor;
            window = window == null ? Duration.ofHours(1) : window;
            least = least == null ? BigDecimal.ONE : least;
            if (by.isBlank()) {
                throw new IllegalArgumentException("by is blank: name a dimension, such as team");
            }
            if (factor.compareTo(BigDecimal.ONE) <= 0) {
                throw new IllegalArgumentException("factor is " + factor + ": it must be above 1");
            }
            if (window.compareTo(Duration.ofMinutes(1)) < 0) {
                throw new IllegalArgumentException("window is " + window + ": it must be 1m or more");
            }
            if (least.signum() < 0) {
                throw new IllegalArgumentException("least is " + least + ": it cannot be negative");
            }
        }
    }
}
