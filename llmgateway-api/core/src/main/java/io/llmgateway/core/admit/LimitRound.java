package io.llmgateway.core.admit;

import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tokens of a round's attempts, and settles when the round and all its attempts are over. What runs apart from the
 * call, such as a shadow, was not asked for by the caller and may outlast it: it counts for none of the caller's limits.
 */
final class LimitRound implements Allowance {
    private final Till till;
    private final String operation;
    private final String id;
    private final List<CallerLimits.Line> lines;
    private final @Nullable Allowance outer;
    private final AtomicLong tokens = new AtomicLong();
    // the round itself and its attempts
    private final AtomicInteger open = new AtomicInteger(1);

    LimitRound(Till till, String operation, String id, List<CallerLimits.Line> lines, @Nullable Allowance outer) {
        this.till = till;
        this.operation = operation;
        this.id = id;
        this.lines = lines;
        this.outer = outer;
    }

    @Override
    public Ticket take(Call call, Target target) {
        Ticket further = outer == null ? null : outer.take(call, target);
        if (!call.operation().equals(operation)) {
            return further == null ? (usage, cost) -> {} : further;
        }
        open.incrementAndGet();
        AtomicBoolean settled = new AtomicBoolean();
        return (usage, cost) -> {
            if (settled.compareAndSet(false, true)) {
                settle(usage, cost, further);
            }
        };
    }

    private void settle(Usage usage, Cost cost, @Nullable Ticket further) {
        tokens.addAndGet(usage.total());
        close();
        if (further != null) {
            further.settle(usage, cost);
        }
    }

    /** Says that the round, or one of its attempts, is over. */
    void close() {
        if (open.decrementAndGet() == 0) {
            List<BigDecimal> spent = new ArrayList<>(lines.size());
            for (CallerLimits.Line line : lines) {
                spent.add(spent(line.bound().kind()));
            }
            till.book(id, spent);
        }
    }

    private BigDecimal spent(Limit.Kind kind) {
        return switch (kind) {
            case REQUESTS -> BigDecimal.ONE;
            case TOKENS -> BigDecimal.valueOf(tokens.get());
            case CONCURRENT -> BigDecimal.ZERO;
        };
    }
}
