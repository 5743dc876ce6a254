package io.llmgateway.money;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The budgets of a client. Thread-safe. */
public interface Budgets {
    /**
     * What the budgets stand at.
     *
     * @return one state for each budget and each share of it that was used in its window; of the shares, the ten thousand
     *     this client used last
     * @throws io.llmgateway.error.RefusedException if the store of the counters fails
     */
    List<BudgetState> states();

    /**
     * Allows more for a while, at once.
     *
     * @param budget the budget's name in the configuration
     * @param scope whose share, such as {@code Map.of("user", "u1")}; an empty map for everyone's
     * @param extra how much more, above zero, in the budget's own unit
     * @param until to when
     * @throws IllegalArgumentException if there is no such budget, the scope does not fit it, the amount is not above
     *     zero, or the time is past
     */
    void raise(String budget, Map<String, String> scope, BigDecimal extra, Instant until);
}
