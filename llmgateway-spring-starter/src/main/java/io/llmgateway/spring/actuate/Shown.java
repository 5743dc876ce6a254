package io.llmgateway.spring.actuate;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.money.BudgetState;
import io.llmgateway.money.Report;
import io.llmgateway.watch.RecentCall;
import io.llmgateway.watch.TargetHealth;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How things are written down. Amounts of money are decimal texts, so that no reader rounds them; times are milliseconds. */
final class Shown {
    private Shown() {}

    /**
     * What came of reading the configuration again.
     *
     * @param taken whether it is in use
     * @param error why not
     */
    record Reload(boolean taken, @Nullable String error) {}

    record Overview(
            @Nullable String version,
            @Nullable String defaultModel,
            Map<String, Model> models,
            Map<String, Target> targets,
            List<Budget> budgets,
            Figures usage) {}

    record Model(String strategy, boolean available, List<String> targets) {}

    record Target(
            boolean available,
            String state,
            @Nullable Instant until,
            double share,
            double headroom,
            @Nullable Double failureRate,
            int underWay,
            @Nullable Long answerMillis,
            @Nullable Long firstContentP95Millis,
            Attempts attempts) {
        static Target of(TargetHealth health, io.llmgateway.watch.Attempts attempts) {
            return new Target(
                    health.available(),
                    word(health.state()),
                    health.until(),
                    health.share(),
                    health.headroom(),
                    health.failureRate(),
                    health.underWay(),
                    millis(health.answer()),
                    millis(health.firstContentP95()),
                    Attempts.of(attempts));
        }
    }

    record Budget(
            String budget,
            Map<String, String> scope,
            String unit,
            String limit,
            String spent,
            String reserved,
            String left,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Instant goneBy) {
        static Budget of(BudgetState state) {
            return new Budget(
                    state.budget(),
                    state.scope(),
                    state.unit(),
                    text(state.limit()),
                    text(state.spent()),
                    text(state.reserved()),
                    text(state.left()),
                    state.since(),
                    state.until(),
                    state.goneBy());
        }
    }

    record Usage(boolean enabled, long windowMillis, Figures overall, Map<String, Figures> models, Ledger ledger) {}

    record Figures(Calls calls, Attempts attempts) {
        static Figures of(io.llmgateway.watch.Figures figures) {
            return new Figures(Calls.of(figures.calls()), Attempts.of(figures.attempts()));
        }

        static Map<String, Figures> of(Map<String, io.llmgateway.watch.Figures> all) {
            Map<String, Figures> shown = new LinkedHashMap<>();
            all.forEach((name, figures) -> shown.put(name, of(figures)));
            return shown;
        }
    }

    record Calls(
            long underWay,
            long complete,
            long failed,
            long refused,
            long abandoned,
            long remembered,
            String saved,
            Times tookMillis) {
        static Calls of(io.llmgateway.watch.Calls calls) {
            return new Calls(
                    calls.underWay(),
                    calls.complete(),
                    calls.failed(),
                    calls.refused(),
                    calls.abandoned(),
                    calls.remembered(),
                    text(calls.saved()),
                    Times.of(calls.took()));
        }
    }

    record Attempts(
            long complete,
            long failed,
            long abandoned,
            Map<String, Long> failures,
            Times tookMillis,
            Times firstContentMillis,
            double outputRate,
            Tokens tokens,
            String cost,
            long unpriced,
            long waits) {
        static Attempts of(io.llmgateway.watch.Attempts attempts) {
            Map<String, Long> failures = new TreeMap<>();
            attempts.failures().forEach((FailureClass kind, Long count) -> failures.put(word(kind), count));
            return new Attempts(
                    attempts.complete(),
                    attempts.failed(),
                    attempts.abandoned(),
                    failures,
                    Times.of(attempts.took()),
                    Times.of(attempts.firstContent()),
                    attempts.outputRate(),
                    Tokens.of(attempts.usage()),
                    text(attempts.cost()),
                    attempts.unpriced(),
                    attempts.waits());
        }
    }

    record Times(long count, long mean, long p50, long p90, long p95, long p99, long max) {
        static Times of(io.llmgateway.watch.Times times) {
            return new Times(
                    times.count(),
                    times.mean().toMillis(),
                    times.p50().toMillis(),
                    times.p90().toMillis(),
                    times.p95().toMillis(),
                    times.p99().toMillis(),
                    times.max().toMillis());
        }
    }

    record Tokens(long input, long output, boolean estimated) {
        static Tokens of(io.llmgateway.chat.Usage usage) {
            return new Tokens(usage.totalInput(), usage.totalOutput(), usage.estimated());
        }
    }

    record Ledger(long booked, Booked total, List<Booked> models) {}

    record Booked(
            Map<String, String> key,
            long calls,
            long attempts,
            long cached,
            Tokens tokens,
            String cost,
            long unpriced,
            String savedByCache,
            String savedByRouting) {
        static Booked of(Report.Row row) {
            return new Booked(
                    row.key(),
                    row.calls(),
                    row.attempts(),
                    row.cached(),
                    Tokens.of(row.usage()),
                    text(row.cost()),
                    row.unpriced(),
                    text(row.savedByCache()),
                    text(row.savedByRouting()));
        }
    }

    record Call(
            String operation,
            Instant at,
            String kind,
            String model,
            boolean streamed,
            Map<String, String> tags,
            String outcome,
            @Nullable String error,
            @Nullable String target,
            long tookMillis,
            String cost) {
        static Call of(RecentCall call) {
            return new Call(
                    call.operation(),
                    call.at(),
                    call.kind(),
                    call.model(),
                    call.streamed(),
                    call.tags(),
                    word(call.outcome()),
                    call.error(),
                    call.target(),
                    call.took().toMillis(),
                    text(call.cost().known()));
        }
    }

    record CallSteps(Call call, List<Step> steps) {
        static CallSteps of(RecentCall call) {
            return new CallSteps(
                    Call.of(call),
                    call.explanation().steps().stream()
                            .map(step ->
                                    new Step(step.at().toMillis(), step.room(), step.kind(), step.text(), step.data()))
                            .toList());
        }
    }

    record Step(long atMillis, String room, String kind, String text, Map<String, Object> data) {}

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(BigDecimal amount) {
        return amount.toPlainString();
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
