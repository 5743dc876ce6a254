package io.llmgateway.core.telemetry;

import io.llmgateway.core.targets.TargetState;
import io.llmgateway.money.BudgetState;
import io.llmgateway.recall.RecallStats;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.DoubleGaugeBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What stands somewhere and is looked at when metrics are collected. Looks until closed. Thread-safe. */
final class Gauges implements AutoCloseable {
    // of a person nothing becomes a metric, whatever tags are named
    private static final String PERSON = "user";

    private static final String AVAILABLE = "available";
    private static final String RECOVERING = "recovering";
    private static final String COOLING = "cooling";
    private static final List<String> FARES = List.of(AVAILABLE, RECOVERING, COOLING);

    private final Tags tags;
    private final ModelNames models;
    private final List<BatchCallback> looking = new ArrayList<>(3);

    private record Pot(String budget, String unit, List<String> tags) {}

    private record Level(BigDecimal left, double used) {
        Level worse(Level other) {
            return other.used > used || (other.used == used && other.left.compareTo(left) < 0) ? other : this;
        }
    }

    Gauges(
            Meter meter,
            Tags tags,
            ModelNames models,
            Supplier<List<BudgetState>> budgets,
            Supplier<RecallStats> cache,
            Supplier<Collection<TargetState>> targets) {
        this.tags = tags;
        this.models = models;
        budgets(meter, budgets);
        cache(meter, cache);
        targets(meter, targets);
    }

    private void budgets(Meter meter, Supplier<List<BudgetState>> states) {
        ObservableDoubleMeasurement remaining = gauge(
                        meter, "llmgateway.budget.remaining", "What is left of a budget, in its own unit.")
                .buildObserver();
        ObservableDoubleMeasurement used = gauge(
                        meter, "llmgateway.budget.used", "The share of a budget that is spent or held.")
                .setUnit("1")
                .buildObserver();
        Runnable look = () -> worst(states.get()).forEach((pot, level) -> {
            AttributesBuilder all =
                    Attributes.builder().put(Names.BUDGET, pot.budget()).put(Names.BUDGET_UNIT, pot.unit());
            tags.put(all, pot.tags());
            Attributes of = all.build();
            remaining.record(level.left().doubleValue(), of);
            used.record(level.used(), of);
        });
        looking.add(meter.batchCallback(look, remaining, used));
    }

    // of the shares of one budget that differ in nothing that is told, the one that is used most
    private Map<Pot, Level> worst(List<BudgetState> states) {
        Map<Pot, Level> worst = new HashMap<>();
        for (BudgetState state : states) {
            Map<String, String> scope = new HashMap<>(state.scope());
            scope.remove(PERSON);
            BigDecimal gone = state.spent().add(state.reserved());
            double used = state.limit().signum() == 0
                    ? 1
                    : gone.divide(state.limit(), MathContext.DECIMAL32).doubleValue();
            worst.merge(
                    new Pot(state.budget(), state.unit(), tags.of(scope)), new Level(state.left(), used), Level::worse);
        }
        return worst;
    }

    private void cache(Meter meter, Supplier<RecallStats> stats) {
        ObservableLongMeasurement lookups = meter.counterBuilder("llmgateway.cache.lookups")
                .setUnit("{call}")
                .setDescription("Calls by what the cache did for them.")
                .buildObserver();
        Runnable look = () -> {
            RecallStats now = stats.get();
            lookups.record(now.hits(), Attributes.of(Names.CACHE_RESULT, "hit"));
            lookups.record(now.stale(), Attributes.of(Names.CACHE_RESULT, "stale"));
            lookups.record(now.shared(), Attributes.of(Names.CACHE_RESULT, "shared"));
            lookups.record(now.misses(), Attributes.of(Names.CACHE_RESULT, "miss"));
            lookups.record(now.passed(), Attributes.of(Names.CACHE_RESULT, "passed"));
        };
        looking.add(meter.batchCallback(look, lookups));
    }

    private void targets(Meter meter, Supplier<Collection<TargetState>> states) {
        ObservableDoubleMeasurement shares = gauge(
                        meter, "llmgateway.target.share", "The share of its usual calls a target gets.")
                .setUnit("1")
                .buildObserver();
        ObservableLongMeasurement fares = meter.gaugeBuilder("llmgateway.target.state")
                .ofLongs()
                .setDescription("1 for the state a target is in, 0 for the others.")
                .buildObserver();
        Runnable look = () -> states.get().forEach(state -> {
            String target = models.target(state.target().toString());
            if (target.equals(FewValues.OTHER)) {
                return; // many states are none
            }
            double share = state.share();
            shares.record(share, Attributes.of(Names.TARGET, target));
            String now = state.cooling() ? COOLING : share < 1 ? RECOVERING : AVAILABLE;
            for (String one : FARES) {
                fares.record(one.equals(now) ? 1 : 0, Attributes.of(Names.TARGET, target, Names.TARGET_STATE, one));
            }
        });
        looking.add(meter.batchCallback(look, shares, fares));
    }

    private static DoubleGaugeBuilder gauge(Meter meter, String name, String description) {
        return meter.gaugeBuilder(name).setDescription(description);
    }

    @Override
    public void close() {
        looking.forEach(BatchCallback::close);
    }
}
