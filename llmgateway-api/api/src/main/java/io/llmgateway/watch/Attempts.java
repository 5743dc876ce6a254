package io.llmgateway.watch;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Usage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

/**
 * Requests to vendors that ended in the window. A remembered answer is none.
 *
 * @param complete those with a whole answer
 * @param failed those that failed
 * @param abandoned those that were given up, such as the slower of two that race
 * @param failures how the failed ones failed; classes that did not occur are left out
 * @param took the time from start to end of the complete ones
 * @param firstContent the time to the first content of streamed answers; a whole answer has none before its end
 * @param outputRate generated tokens for each second of the complete ones, from their start to their end; 0 where there
 *     are none
 * @param usage tokens in buckets; marked as an estimate where some of them are
 * @param cost US dollars, as far as prices are known
 * @param unpriced those whose price is not known, or not of all they used
 * @param waits how often a call waited for a limit before it was sent
 */
public record Attempts(
        long complete,
        long failed,
        long abandoned,
        Map<FailureClass, Long> failures,
        Times took,
        Times firstContent,
        double outputRate,
        Usage usage,
        BigDecimal cost,
        long unpriced,
        long waits) {
    /** None. */
    public static final Attempts NONE =
            new Attempts(0, 0, 0, Map.of(), Times.NONE, Times.NONE, 0, Usage.NONE, BigDecimal.ZERO, 0, 0);

    public Attempts {
        failures = Map.copyOf(failures);
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(firstContent, "firstContent");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(cost, "cost");
    }

    /**
     * All that ended.
     *
     * @return complete, failed and abandoned
     */
    public long ended() {
        return complete + failed + abandoned;
    }
}
