package io.llmgateway.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.admit.budgets.<name>}: how much may be spent.
 *
 * @param match which calls it is for: dimensions ({@code user}, {@code model} as the application names it, or a tag such
 *     as {@code team}) to values; all if absent
 * @param per dimensions that have a budget of this size for each of their values; one for all if absent
 * @param amount how much: {@code 500 USD} or another currency of the catalogue, {@code 2000000 tokens}, {@code 1000
 *     requests}
 * @param window {@code hour}, {@code day}, {@code week}, {@code month} or {@code year} by the calendar, or a duration
 *     for the last so much time
 * @param zone the time zone of a calendar window; UTC if absent
 * @param at percent of the amount to what happens from there on: {@code warn}, {@code throttle 10/m}, {@code downgrade
 *     <alias>}, {@code block}; {@code 100: block} if nothing is said of 100
 * @param unpriced what happens to a call whose price is unknown, where the amount is money; {@code block} if absent
 */
public record BudgetConfig(
        @Nullable Map<String, String> match,
        @Nullable List<String> per,
        @Nullable String amount,
        @Nullable String window,
        @Nullable String zone,
        @Nullable Map<String, String> at,
        @Nullable Unpriced unpriced) {
    /** What happens to a call whose price is unknown. */
    public enum Unpriced {
        /** It is refused. */
        BLOCK,
        /** It goes on, and the budget does not see it. */
        ALLOW
    }

    public BudgetConfig {
        match = match == null ? Map.of() : Map.copyOf(match);
        per = per == null ? List.of() : List.copyOf(per);
        at = at == null ? Map.of() : Map.copyOf(at);
        unpriced = unpriced == null ? Unpriced.BLOCK : unpriced;
    }

    /**
     * The window as a duration, where it is no word of the calendar.
     *
     * @return the duration
     * @throws IllegalArgumentException if it is none
     */
    public Duration rolling() {
        return DurationText.parse(window == null ? "" : window);
    }
}
