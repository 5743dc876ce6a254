package io.llmgateway.core.admit;

import io.llmgateway.event.LedgerEntry;
import io.llmgateway.money.BudgetState;
import io.llmgateway.money.Budgets;
import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Level;
import io.llmgateway.spi.Nearest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** All budgets, their shares used last, and what they were raised by. Thread-safe. */
final class BudgetBook implements Budgets {
    private static final int MOST_SHARES = 10_000;

    private final List<Budget> budgets;
    private final List<Known> ever = new ArrayList<>(); // also those of before: counters outlast budgets
    private final Past past = new Past();
    private final Till till;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Share> shares = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Share> eldest) {
            return size() > MOST_SHARES;
        }
    };
    // of the budgets that are one for all: never forgotten
    private final Map<String, Share> whole = new LinkedHashMap<>();
    private final Map<Raised, List<Raise>> raises;

    private record Place(String budget, List<String> values) {
        // written out: what the compiler makes is linked when it first runs
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place place && budget.equals(place.budget) && values.equals(place.values);
        }

        @Override
        public int hashCode() {
            return 31 * budget.hashCode() + values.hashCode();
        }
    }

    private record Raised(String budget, Unit.Kind unit, Map<String, String> scope) {}

    private record Raise(BigDecimal extra, Instant until) {}

    /** All budgets; before were others, whose increases go on where the names are the same. */
    BudgetBook(List<Budget> budgets, Till till, @Nullable BudgetBook before) {
        this.budgets = List.copyOf(budgets);
        this.till = till;
        know(before == null ? List.of() : before.ever);
        raises = before == null ? new ConcurrentHashMap<>() : before.raises;
        for (Budget budget : budgets) {
            if (budget.scope().per().isEmpty()) {
                Facts all = new Facts(null, "", Map.of());
                whole.put(
                        budget.name(),
                        new Share(budget, Map.of(), budget.scope().key(all)));
            }
        }
        if (before != null) {
            goOnFrom(before);
        }
    }

    /**
     * A budget there is or was.
     *
     * @param uncounted since when nobody has counted it; null where somebody has all the time
     * @param here whether it is there now
     */
    private record Known(Budget budget, @Nullable Instant uncounted, boolean here) {}

    private void know(List<Known> before) {
        for (Budget budget : budgets) {
            Known known = of(budget, before);
            ever.add(new Known(budget, known == null ? Instant.MIN : known.here() ? null : known.uncounted(), true));
        }
        for (Known known : before) {
            if (of(known.budget(), ever) == null) {
                Instant left = till.now().plusNanos(1); // what ended just now was counted
                ever.add(known.here() ? new Known(known.budget(), left, false) : known);
            }
        }
    }

    private static @Nullable Known of(Budget budget, List<Known> all) {
        for (Known known : all) {
            if (counts(known.budget(), budget)) {
                return known;
            }
        }
        return null;
    }

    // the same
    private static boolean counts(Budget one, Budget other) {
        return one.name().equals(other.name())
                && one.scope().equals(other.scope())
                && one.window().equals(other.window())
                && one.unit().kind() == other.unit().kind();
    }

    // what was told of a share is not told again, and who has spent is still known
    private void goOnFrom(BudgetBook before) {
        whole.replaceAll((name, share) -> {
            Share known = before.whole.get(name);
            return known != null && known.budget().equals(share.budget()) ? known : share;
        });
        Map<String, Budget> byName = new HashMap<>();
        budgets.forEach(budget -> byName.put(budget.name(), budget));
        before.lock.lock();
        try {
            before.shares.forEach((place, share) -> {
                Budget now = byName.get(share.budget().name());
                if (now != null && counts(now, share.budget())) {
                    shares.put(place, now.equals(share.budget()) ? share : new Share(now, share.scope(), share.key()));
                }
            });
        } finally {
            before.lock.unlock();
        }
    }

    @Override
    public String toString() {
        return budgets.stream()
                .map(budget -> budget.name() + " (" + budget.scope() + ")")
                .toList()
                .toString();
    }

    boolean isEmpty() {
        return budgets.isEmpty();
    }

    /** The shares something is booked on. */
    List<Share> shares(Facts facts) {
        List<Share> found = new ArrayList<>(2);
        for (Budget budget : budgets) {
            if (budget.scope().matches(facts)) {
                found.add(share(budget, facts));
            }
        }
        return found;
    }

    private Share share(Budget budget, Facts facts) {
        Share one = whole.get(budget.name());
        if (one != null) {
            return one;
        }
        Scope scope = budget.scope();
        Place place = new Place(budget.name(), scope.place(facts));
        lock.lock();
        try {
            Share known = shares.get(place);
            if (known == null) {
                known = new Share(budget, scope.values(facts), scope.key(facts));
                shares.put(place, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** How much there is, with increases. */
    BigDecimal limit(Share share, Instant now) {
        BigDecimal limit = share.budget().amount();
        if (raises.isEmpty()) {
            return limit;
        }
        limit = limit.add(raised(share.budget(), Map.of(), now));
        return share.scope().isEmpty() ? limit : limit.add(raised(share.budget(), share.scope(), now));
    }

    private BigDecimal raised(Budget budget, Map<String, String> scope, Instant now) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Raise raise :
                raises.getOrDefault(new Raised(budget.name(), budget.unit().kind(), scope), List.of())) {
            if (now.isBefore(raise.until())) {
                sum = sum.add(raise.extra());
            }
        }
        return sum;
    }

    @Override
    public void raise(String budget, Map<String, String> scope, BigDecimal extra, Instant until) {
        Budget known = budgets.stream()
                .filter(candidate -> candidate.name().equals(budget))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no budget \"" + budget + "\"; "
                        + Nearest.hint(
                                budget, budgets.stream().map(Budget::name).toList())));
        List<String> per = known.scope().per();
        if (!scope.isEmpty() && !(scope.size() == per.size() && scope.keySet().containsAll(per))) {
            throw new IllegalArgumentException("the scope " + scope + " does not fit the budget \"" + budget
                    + "\", which is " + (per.isEmpty() ? "one for all" : "per " + per) + ": give "
                    + (per.isEmpty() ? "an empty one" : "a value for each of these, or an empty one for everyone"));
        }
        if (extra.signum() <= 0) {
            throw new IllegalArgumentException("a raise of " + extra.toPlainString() + ": it must be above 0");
        }
        Instant now = till.now();
        if (!until.isAfter(now)) {
            throw new IllegalArgumentException("a raise until " + until + " is past: it is " + now);
        }
        // those that are over make room for this one
        raises.values().removeIf(all -> all.stream().noneMatch(raise -> now.isBefore(raise.until())));
        raises.merge(
                new Raised(budget, known.unit().kind(), Map.copyOf(scope)),
                List.of(new Raise(known.unit().counted(extra), until)),
                (before, more) -> {
                    List<Raise> all = new ArrayList<>(before);
                    all.removeIf(raise -> !now.isBefore(raise.until()));
                    all.addAll(more);
                    return List.copyOf(all);
                });
    }

    @Override
    public List<BudgetState> states() {
        Instant now = till.now();
        List<Share> known = new ArrayList<>(whole.values());
        lock.lock();
        try {
            known.addAll(shares.values());
        } finally {
            lock.unlock();
        }
        List<Counter> counters = known.stream().map(Share::counter).toList();
        List<Level> levels = till.levels(counters, now);
        List<BudgetState> states = new ArrayList<>(known.size());
        for (int i = 0; i < known.size(); i++) {
            Share share = known.get(i);
            Level level = levels.get(i);
            if (share.budget().scope().per().isEmpty() || level.used().signum() > 0) {
                states.add(state(share, level, now));
            }
        }
        return List.copyOf(states);
    }

    private BudgetState state(Share share, Level level, Instant now) {
        Unit unit = share.budget().unit();
        BigDecimal limit = limit(share, now);
        return new BudgetState(
                share.budget().name(),
                share.scope(),
                unit.word(),
                unit.shown(limit),
                unit.shown(level.spent()),
                unit.shown(level.reserved()),
                share.since(now),
                share.until(now),
                share.goneBy(level, limit, now));
    }

    /** Since when anything counts that nobody has counted; empty where there is no such time. */
    Optional<Instant> remembers() {
        Instant now = till.now();
        return till.forgets()
                ? ever.stream()
                        .map(known -> uncounted(known, now))
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                : Optional.empty();
    }

    // the later of both, of a budget that is here
    private static @Nullable Instant uncounted(Known known, Instant now) {
        Instant since = known.uncounted();
        if (since == null || !known.here()) {
            return null;
        }
        Instant counts = known.budget().remembers(now);
        return counts.isAfter(since) ? counts : since;
    }

    /** Notes what was spent while nobody counted it, where it still counts; {@link #begin} books it. */
    void restore(LedgerEntry entry) {
        if (entry.cached()) {
            return;
        }
        Instant now = till.now();
        for (Share share : shares(Facts.of(entry))) {
            Known known = of(share.budget(), ever);
            Instant since = known == null ? null : uncounted(known, now);
            if (since != null && !entry.at().isBefore(since) && !entry.at().isAfter(now)) {
                BigDecimal came = share.budget().unit().came(entry.usage(), entry.cost());
                past.add(share, came.max(BigDecimal.ZERO), entry.at()); // a credit opens no budget
            }
        }
    }

    /** From now on the budgets count. */
    void begin() {
        past.book(till);
    }
}
