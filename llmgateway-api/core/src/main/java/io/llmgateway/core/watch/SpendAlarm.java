package io.llmgateway.core.watch;

import io.llmgateway.core.config.WatchConfig;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells when somebody spends far more in a window than in the windows before. The habit is an average in which each
 * window weighs a quarter of what is left of those before it; windows without spending do not count. Thread-safe,
 * without a lock.
 */
final class SpendAlarm implements GatewayListener {
    static final int MOST_VALUES = 10_000;
    private static final int WINDOWS_FOR_A_HABIT = 3;
    private static final BigDecimal QUARTER = new BigDecimal("0.25");
    private static final int DIGITS = 12;

    private final String dimension;
    private final BigDecimal factor;
    private final BigDecimal least;
    private final long windowMillis;
    private final GatewayListener out;
    private final Map<String, AtomicReference<Habit>> habits = new ConcurrentHashMap<>();
    private final AtomicBoolean clearing = new AtomicBoolean();

    SpendAlarm(WatchConfig.SpendRise config, GatewayListener out) {
        dimension = Objects.requireNonNull(config.by());
        factor = Objects.requireNonNull(config.factor());
        least = Objects.requireNonNull(config.least());
        windowMillis = Objects.requireNonNull(config.window()).toMillis();
        this.out = out;
    }

    /**
     * What somebody spends.
     *
     * @param window the window it is in
     * @param spent US dollars in it
     * @param told whether its rise is told
     * @param windows how many windows with spending went before
     * @param usual US dollars in each of them, on average
     * @param last when anything was spent
     */
    private record Habit(long window, BigDecimal spent, boolean told, int windows, BigDecimal usual, long last) {
        Habit plus(BigDecimal amount, long currentWindow, long now) {
            if (currentWindow <= window) { // also what comes late
                return new Habit(window, spent.add(amount), told, windows, usual, Math.max(last, now));
            }
            BigDecimal habit = windows == 0
                    ? spent
                    : usual.add(spent.subtract(usual).multiply(QUARTER)).setScale(DIGITS, RoundingMode.HALF_EVEN);
            return new Habit(currentWindow, amount, false, Math.min(windows + 1, WINDOWS_FOR_A_HABIT), habit, now);
        }

        Habit rung() {
            return new Habit(window, spent, true, windows, usual, last);
        }
    }

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.Booked booked) {
            LedgerEntry entry = booked.entry();
            BigDecimal amount = entry.cost().known();
            String value = amount.signum() > 0 ? entry.dimension(dimension).orElse(null) : null;
            if (value != null) {
                spent(entry, value, amount);
            }
        }
    }

    private void spent(LedgerEntry entry, String value, BigDecimal amount) {
        long now = entry.at().toEpochMilli();
        long window = Math.floorDiv(now, windowMillis);
        AtomicReference<Habit> place = habits.get(value);
        if (place == null) {
            place = newcomer(value, new Habit(window, BigDecimal.ZERO, false, 0, BigDecimal.ZERO, now));
            if (place == null) {
                return;
            }
        }
        while (true) {
            Habit before = Objects.requireNonNull(place.get());
            Habit after = before.plus(amount, window, now);
            boolean rings = rises(after);
            if (place.compareAndSet(before, rings ? after.rung() : after)) {
                if (rings) {
                    out.on(new GatewayEvent.SpendRose(
                            entry.operation(), entry.at(), Map.of(dimension, value), after.usual(), after.spent()));
                }
                return;
            }
        }
    }

    private boolean rises(Habit habit) {
        return !habit.told()
                && habit.windows() >= WINDOWS_FOR_A_HABIT
                && habit.spent().compareTo(least) >= 0
                && habit.spent().compareTo(habit.usual().multiply(factor)) > 0;
    }

    // null while there is no room: somebody else makes it
    private @Nullable AtomicReference<Habit> newcomer(String value, Habit habit) {
        if (habits.size() >= MOST_VALUES && !clear()) {
            return null;
        }
        AtomicReference<Habit> place = new AtomicReference<>(habit);
        AtomicReference<Habit> there = habits.putIfAbsent(value, place);
        return there == null ? place : there;
    }

    // a tenth at a time, so that it is seldom done
    private boolean clear() {
        if (!clearing.compareAndSet(false, true)) {
            return false;
        }
        try {
            List<Map.Entry<String, Long>> all = new ArrayList<>(MOST_VALUES);
            habits.forEach((value, place) ->
                    all.add(Map.entry(value, Objects.requireNonNull(place.get()).last())));
            all.sort(Map.Entry.comparingByValue(Comparator.naturalOrder()));
            all.stream().limit(MOST_VALUES / 10).forEach(idle -> habits.remove(idle.getKey()));
            return true;
        } finally {
            clearing.set(false);
        }
    }

    @Override
    public String toString() {
        return "spend alarm by " + dimension;
    }
}
