package io.llmgateway.core.admit;

import io.llmgateway.core.config.LimitConfig;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A limit of the configuration.
 *
 * @param name its name
 * @param scope whose
 * @param lately the time requests and tokens are counted over, and sharers remembered
 * @param bounds what it limits, at least one thing
 * @param priorities values of the tag {@code priority} to percent of the limit
 * @param fairBy a dimension whose values share it; null for none
 */
record Limit(
        String name,
        Scope scope,
        Duration lately,
        List<Bound> bounds,
        Map<String, Integer> priorities,
        @Nullable String fairBy) {
    private static final String PROPERTY = "llmgateway.admit.limits.";

    enum Kind {
        REQUESTS("requests"),
        TOKENS("tokens"),
        CONCURRENT("calls at once");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** One thing it limits. */
    record Bound(Kind kind, BigDecimal limit, Window window) {
        private static final BigDecimal SHARED_FROM = new BigDecimal("0.8");

        /** Whether so much is used that everyone is held to a fair share. */
        boolean isScarce(BigDecimal used) {
            return used.compareTo(limit.multiply(SHARED_FROM)) >= 0;
        }

        @Override
        public String toString() {
            String time = window instanceof Window.Rolling rolling ? " in " + Till.text(rolling.length()) : "";
            return limit.toPlainString() + " " + kind.word + time;
        }
    }

    static Limit of(String name, LimitConfig config, BiConsumer<String, String> models) {
        String property = PROPERTY + name;
        Scope scope = Scope.of(
                property, Objects.requireNonNull(config.match()), Objects.requireNonNull(config.per()), models);
        Window.Rolling window = BudgetReader.rolling(property + ".window", Objects.requireNonNull(config.window()));
        List<Bound> bounds = new ArrayList<>(3);
        bound(property + ".requests", config.requests(), Kind.REQUESTS, window, bounds);
        bound(property + ".tokens", config.tokens(), Kind.TOKENS, window, bounds);
        bound(property + ".concurrent", config.concurrent(), Kind.CONCURRENT, new Window.Forever(), bounds);
        if (bounds.isEmpty()) {
            throw new MisconfiguredException(
                    property + " limits nothing: set requests, tokens or concurrent, or leave it out");
        }
        Map<String, Integer> priorities = Objects.requireNonNull(config.priorities());
        for (Map.Entry<String, Integer> one : priorities.entrySet()) {
            check(property + ".priorities." + one.getKey(), one.getValue(), bounds);
        }
        String fairBy = config.fairBy();
        if (fairBy != null) {
            Scope.name(property + ".fair-by", fairBy);
            if (scope.per().contains(fairBy)) {
                throw new MisconfiguredException(property + ".fair-by is \"" + fairBy
                        + "\", and per has it too: each has a limit of its own already, leave one out");
            }
        }
        return new Limit(name, scope, window.length(), List.copyOf(bounds), priorities, fairBy);
    }

    private static void bound(String property, @Nullable Long most, Kind kind, Window window, List<Bound> bounds) {
        if (most == null) {
            return;
        }
        if (most < 1) {
            throw new MisconfiguredException(
                    property + " is " + most + ": it must be 1 or more; leave it out for no limit");
        }
        bounds.add(new Bound(kind, BigDecimal.valueOf(most), window));
    }

    private static void check(String property, int percent, List<Bound> bounds) {
        if (percent < 1 || percent > 100) {
            throw new MisconfiguredException(property + " is " + percent + ": it must be from 1 to 100, in percent");
        }
        for (Bound bound : bounds) {
            if (Budget.part(bound.limit(), percent).compareTo(BigDecimal.ONE) < 0) {
                throw new MisconfiguredException(property + " is " + percent + ": of "
                        + bound.limit().toPlainString() + " " + bound.kind().word
                        + " that is less than one, so none would ever go through");
            }
        }
    }

    String property() {
        return PROPERTY + name;
    }

    /** The percentage of the limit a call may use up to. */
    int percent(Facts facts) {
        return priorities.isEmpty() ? 100 : priorities.getOrDefault(facts.value("priority"), 100);
    }

    Counter counter(Bound bound, Facts facts) {
        return new Counter(head(bound) + scope.key(facts), bound.window());
    }

    /** The counter of one of those who share. */
    Counter counterOf(Bound bound, Facts facts, String value) {
        return new Counter(
                head(bound) + " by " + fairBy + scope.key(facts) + value.length() + ":" + value, bound.window());
    }

    private String head(Bound bound) {
        return "limits." + name + "." + bound.kind().name();
    }

    @Override
    public String toString() {
        return name + " (" + bounds + ", " + scope + ")";
    }
}
