package io.llmgateway.money;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a budget stands at.
 *
 * @param budget its name in the configuration
 * @param scope whose share, such as {@code user=u1}; empty where it is one for all
 * @param unit {@code USD} or another currency, {@code tokens} or {@code requests}
 * @param limit how much, with increases
 * @param spent booked in the current window
 * @param reserved held by calls under way
 * @param since when the window began; null for one without a beginning
 * @param until when it ends; null for one without an end
 * @param goneBy when it will be gone at this rate, if before the end; else null
 */
public record BudgetState(
        String budget,
        Map<String, String> scope,
        String unit,
        BigDecimal limit,
        BigDecimal spent,
        BigDecimal reserved,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Instant goneBy) {
    /**
     * What is left.
     *
     * @return the limit without what is spent and reserved; below zero where it is overdrawn
     */
    public BigDecimal left() {
        return limit.subtract(spent).subtract(reserved);
    }
}
