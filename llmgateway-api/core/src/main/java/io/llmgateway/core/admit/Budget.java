package io.llmgateway.core.admit;

import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.config.BudgetConfig.Unpriced;
import io.llmgateway.spi.CounterStore.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A budget of the configuration.
 *
 * @param name its name
 * @param scope whose
 * @param unit what of
 * @param amount how much, in what is counted
 * @param window in which time
 * @param marks what happens at which percent, ascending; a block can only be the last
 * @param unpriced what happens to calls whose price is unknown
 */
record Budget(
        String name, Scope scope, Unit unit, BigDecimal amount, Window window, List<Mark> marks, Unpriced unpriced) {
    static final String PROPERTY = "llmgateway.admit.budgets.";

    String property() {
        return PROPERTY + name;
    }

    /** The percent from which calls are refused; null where they never are. */
    @Nullable
    Mark block() {
        Mark last = marks.get(marks.size() - 1);
        return last.action() instanceof Mark.Block ? last : null;
    }

    Mark.@Nullable Downgrade downgrade() {
        for (Mark mark : marks) {
            if (mark.action() instanceof Mark.Downgrade downgrade) {
                return downgrade;
            }
        }
        return null;
    }

    /** Since when anything counts in the window around a time. */
    Instant remembers(Instant now) {
        return window instanceof Window.Calendar calendar
                ? calendar.start(now)
                : now.minus(((Window.Rolling) window).length());
    }

    /** Whether what a call does depends on what was used before it. */
    boolean soft() {
        for (Mark mark : marks) {
            if (mark.action() instanceof Mark.Throttle || mark.action() instanceof Mark.Downgrade) {
                return true;
            }
        }
        return false;
    }

    boolean blocksUnpriced() {
        return unit.kind() == Unit.Kind.MONEY && unpriced == Unpriced.BLOCK;
    }

    /** What to book for an attempt: where nobody knows what it cost and none may go unseen, all that was held. */
    BigDecimal booked(Usage usage, Cost cost, BigDecimal held) {
        BigDecimal came = unit.came(usage, cost);
        return blocksUnpriced() && !cost.status().priced() ? came.max(held) : came;
    }

    /** A percentage of a limit. */
    static BigDecimal part(BigDecimal limit, int percent) {
        return percent == 100
                ? limit
                : limit.multiply(BigDecimal.valueOf(percent)).movePointLeft(2);
    }
}
