package io.llmgateway.core.admit;

import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Level;
import io.llmgateway.spi.CounterStore.Window;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One scope's share of a budget: its counter, and what was told of it. Thread-safe. */
final class Share {
    private static final BigDecimal WORTH_TELLING = new BigDecimal("0.1");
    private static final int WORTH_MEASURING = 20;

    private final Budget budget;
    private final Map<String, String> scope;
    private final String key;
    private final Counter counter;
    private volatile Signs signs;
    private final ReentrantLock lock = new ReentrantLock();
    // until when each mark, and after them the burning, is not told again
    private final Instant[] quiet;
    private Instant start = Instant.MIN;
    private Instant end = Instant.MIN;
    private @Nullable Instant measuredFrom;
    private BigDecimal measured = BigDecimal.ZERO;
    private @Nullable Instant measuredGoneBy;

    /** From which use on there is something to tell, of a limit. */
    private record Signs(BigDecimal limit, BigDecimal burning, List<BigDecimal> marks) {
        static Signs of(Budget budget, BigDecimal limit) {
            List<BigDecimal> marks = new ArrayList<>(budget.marks().size());
            for (Mark mark : budget.marks()) {
                marks.add(Budget.part(limit, mark.percent()));
            }
            return new Signs(limit, limit.multiply(WORTH_TELLING), marks);
        }
    }

    Share(Budget budget, Map<String, String> scope, String key) {
        this.budget = budget;
        this.scope = scope;
        this.key = key;
        this.signs = Signs.of(budget, budget.amount());
        this.counter = new Counter(
                "budgets." + budget.name() + unit(budget) + key + budget.scope().rule(), budget.window());
        this.quiet = new Instant[budget.marks().size() + 1];
        Arrays.fill(quiet, Instant.MIN);
    }

    // what was counted in dollars is no number of tokens
    private static String unit(Budget budget) {
        Unit.Kind kind = budget.unit().kind();
        return kind == Unit.Kind.MONEY ? "" : " in " + kind;
    }

    Budget budget() {
        return budget;
    }

    Map<String, String> scope() {
        return scope;
    }

    /** Its scope, as the end of its counter's key. */
    String key() {
        return key;
    }

    Counter counter() {
        return counter;
    }

    /** The counter of a mark that lets so many calls through. */
    Counter throttled(Mark.Throttle throttle) {
        return new Counter("throttle " + throttle.rate() + " " + counter.key(), new Window.Rolling(throttle.time()));
    }

    /** What is to be told now that the share stands so; each thing once a window. */
    List<GatewayEvent> news(
            String operation, Level level, BigDecimal used, BigDecimal limit, boolean refused, Instant now) {
        List<Mark> marks = budget.marks();
        Signs from = signs(limit);
        boolean marked = refused || used.compareTo(from.marks().get(0)) >= 0;
        boolean burns = level.spent().compareTo(from.burning()) >= 0;
        if (!marked && !burns) {
            return List.of();
        }
        List<GatewayEvent> news = new ArrayList<>(2);
        lock.lock();
        try {
            for (int i = 0; i < marks.size(); i++) {
                Mark mark = marks.get(i);
                boolean here =
                        used.compareTo(from.marks().get(i)) >= 0 || (refused && mark.action() instanceof Mark.Block);
                if (here && !now.isBefore(quiet[i])) {
                    quiet[i] = quietUntil(now);
                    news.add(reached(operation, mark, used, limit, now));
                }
            }
            Instant goneBy = now.isBefore(quiet[marks.size()]) ? null : goneBy(level, limit, now);
            if (goneBy != null) {
                quiet[marks.size()] = quietUntil(now);
                news.add(new GatewayEvent.BudgetBurning(
                        operation,
                        now,
                        budget.name(),
                        scope,
                        budget.unit().shown(used),
                        budget.unit().shown(limit),
                        budget.unit().word(),
                        goneBy));
            }
        } finally {
            lock.unlock();
        }
        return news;
    }

    // worked out anew only where the limit was raised
    private Signs signs(BigDecimal limit) {
        Signs known = signs;
        if (known.limit().compareTo(limit) != 0) {
            known = Signs.of(budget, limit);
            signs = known;
        }
        return known;
    }

    private GatewayEvent reached(String operation, Mark mark, BigDecimal used, BigDecimal limit, Instant now) {
        return new GatewayEvent.BudgetReached(
                operation,
                now,
                budget.name(),
                scope,
                mark.percent(),
                budget.unit().shown(used),
                budget.unit().shown(limit),
                budget.unit().word(),
                mark.action().word(),
                until(now));
    }

    private Instant quietUntil(Instant now) {
        return budget.window() instanceof Window.Rolling rolling ? now.plus(rolling.length()) : calendar(now).end;
    }

    // the window around a time, worked out once for each window
    private Share calendar(Instant now) {
        if (budget.window() instanceof Window.Calendar calendar && (now.isBefore(start) || !now.isBefore(end))) {
            start = calendar.start(now);
            end = calendar.end(now);
        }
        return this;
    }

    /** When the window began, where it has a beginning. */
    @Nullable
    Instant since(Instant now) {
        return budget.window() instanceof Window.Calendar calendar ? calendar.start(now) : null;
    }

    /** When the window ends, where it has an end. */
    @Nullable
    Instant until(Instant now) {
        return budget.window() instanceof Window.Calendar calendar ? calendar.end(now) : null;
    }

    /** Lets a rolling window measure how fast it is spent: over a tenth of its length, again and again. */
    void booked(BigDecimal amount, Level level, BigDecimal limit, Instant now) {
        if (!(budget.window() instanceof Window.Rolling rolling)) {
            return;
        }
        lock.lock();
        try {
            if (measuredFrom == null) {
                measuredFrom = now;
            }
            measured = measured.add(amount);
            Duration took = Duration.between(measuredFrom, now);
            if (took.compareTo(rolling.length().dividedBy(10)) < 0) {
                return;
            }
            BigDecimal left = limit.subtract(level.spent());
            BigDecimal comes = measured.multiply(millis(rolling.length()));
            boolean burns = left.signum() > 0 && comes.compareTo(limit.multiply(millis(took))) > 0;
            measuredGoneBy = burns ? now.plusMillis(share(took, left, measured)) : null;
            measuredFrom = now;
            measured = BigDecimal.ZERO;
        } finally {
            lock.unlock();
        }
    }

    /** When all will be gone at the present rate; null where that is not foreseeable or after the window's end. */
    @Nullable
    Instant goneBy(Level level, BigDecimal limit, Instant now) {
        BigDecimal spent = level.spent();
        if (spent.compareTo(limit) >= 0 || spent.compareTo(signs(limit).burning()) < 0) {
            return null;
        }
        lock.lock();
        try {
            if (!(budget.window() instanceof Window.Calendar)) {
                return measuredGoneBy == null || measuredGoneBy.isBefore(now) ? null : measuredGoneBy;
            }
            calendar(now);
            Duration passed = Duration.between(start, now);
            if (passed.multipliedBy(WORTH_MEASURING).compareTo(Duration.between(start, end)) < 0) {
                return null;
            }
            Instant gone = start.plusMillis(share(passed, limit, spent));
            return gone.isBefore(end) ? gone : null;
        } finally {
            lock.unlock();
        }
    }

    private static long share(Duration time, BigDecimal part, BigDecimal whole) {
        return millis(time).multiply(part).divide(whole, MathContext.DECIMAL64).longValue();
    }

    private static BigDecimal millis(Duration time) {
        return BigDecimal.valueOf(time.toMillis());
    }
}
