package io.llmgateway.core.admit;

import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.core.config.AdmitConfig;
import io.llmgateway.error.RefusedException;
import io.llmgateway.spi.CounterStore.Claim;
import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Decision;
import io.llmgateway.spi.CounterStore.Level;
import io.llmgateway.spi.CounterStore.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets a call in when its caller has not asked too fast. */
final class CallerLimits implements Interceptor {
    private final List<LimitLines> limits;
    private final Forecast forecast;
    private final Till till;
    private final Map<Fair, Sharers> sharers;

    /** What of a limit makes those who share it the same. */
    record Fair(String limit, Scope scope, Duration lately, @Nullable String by) {
        static Fair of(Limit limit) {
            return new Fair(limit.name(), limit.scope(), limit.lately(), limit.fairBy());
        }
    }

    /**
     * The layer.
     *
     * @param sharers who has asked lately, under other settings too
     */
    CallerLimits(List<Limit> limits, Forecast forecast, Till till, Map<Fair, Sharers> sharers) {
        this.limits = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            this.limits.add(new LimitLines(limit));
        }
        this.forecast = forecast;
        this.till = till;
        this.sharers = sharers;
    }

    /** One claim of the reservation; shared where it is one sharer's part. */
    record Line(Limit limit, Limit.Bound bound, Claim claim, boolean shared) {
        Line of(BigDecimal amount, BigDecimal most) {
            return new Line(limit, bound, new Claim(claim.counter(), amount, most), shared);
        }
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Instant now = till.now();
        Facts facts = Facts.of(call);
        Forecast.Once forecast = this.forecast.once(call, now);
        List<Line> lines = lines(facts, forecast, now);
        if (lines.isEmpty()) {
            return chain.proceed(call);
        }
        String id = till.newId(call);
        Decision.Refused refused = till.take(call, id, claims(lines), now);
        if (refused != null) {
            throw refusal(lines.get(refused.claim()), facts, refused, now);
        }
        Allowance outer = call.get(Allowance.ATTRIBUTE).orElse(null);
        LimitRound round = new LimitRound(till, call.operation(), id, lines, outer);
        try {
            return chain.proceed(call.with(Allowance.ATTRIBUTE, round).with(Forecast.ONCE, forecast))
                    .onEnd(ending -> round.close());
        } catch (Throwable e) {
            round.close();
            throw e;
        }
    }

    private static List<Claim> claims(List<Line> lines) {
        Claim[] claims = new Claim[lines.size()];
        for (int i = 0; i < claims.length; i++) {
            claims[i] = lines.get(i).claim();
        }
        return List.of(claims);
    }

    private List<Line> lines(Facts facts, Forecast.Once forecast, Instant now) {
        List<Line> lines = new ArrayList<>(4);
        BigDecimal tokens = null;
        for (LimitLines counted : limits) {
            Limit limit = counted.limit();
            if (!limit.scope().matches(facts)) {
                continue;
            }
            int first = lines.size();
            int percent = limit.percent(facts);
            for (Line line : counted.of(facts)) {
                BigDecimal amount = line.claim().amount();
                if (line.bound().kind() == Limit.Kind.TOKENS) {
                    amount = tokens = tokens == null ? tokens(forecast) : tokens;
                }
                boolean usual = percent == 100 && line.bound().kind() != Limit.Kind.TOKENS;
                lines.add(
                        usual ? line : line.of(amount, Budget.part(line.bound().limit(), percent)));
            }
            if (limit.fairBy() != null) {
                lines.addAll(
                        shared(limit, facts, limit.fairBy(), List.copyOf(lines.subList(first, lines.size())), now));
            }
        }
        return lines;
    }

    private static BigDecimal tokens(Forecast.Once forecast) {
        BigDecimal most = BigDecimal.ZERO;
        for (Most one : forecast.all()) {
            most = most.max(one.tokens());
        }
        return most;
    }

    // where much is used, nobody gets more than a fair share; roughly, since who shares shows only by and by
    private List<Line> shared(Limit limit, Facts facts, String fairBy, List<Line> own, Instant now) {
        String value = facts.value(fairBy);
        int sharing = sharers.computeIfAbsent(Fair.of(limit), fresh -> new Sharers(limit.lately()))
                .count(limit.scope().key(facts), value, now);
        List<Counter> counters =
                own.stream().map(line -> line.claim().counter()).toList();
        List<Level> levels = till.levels(counters, now);
        List<Line> shared = new ArrayList<>(own.size());
        for (int i = 0; i < own.size(); i++) {
            Limit.Bound bound = own.get(i).bound();
            BigDecimal fair = bound.isScarce(levels.get(i).used())
                    ? bound.limit().divide(BigDecimal.valueOf(sharing), 0, RoundingMode.CEILING)
                    : null;
            Counter counter = limit.counterOf(bound, facts, value);
            shared.add(
                    new Line(limit, bound, new Claim(counter, own.get(i).claim().amount(), fair), true));
        }
        return shared;
    }

    private static RefusedException refusal(Line line, Facts facts, Decision.Refused refused, Instant now) {
        Limit limit = line.limit();
        Limit.Bound bound = line.bound();
        Claim claim = line.claim();
        BigDecimal most = Objects.requireNonNull(claim.limit());
        StringBuilder what = new StringBuilder(
                "the limit \"" + limit.name() + "\"" + Scope.text(limit.scope().values(facts)) + " allows " + bound);
        if (line.shared()) {
            what.append(", and a fair share of ").append(Unit.plain(most)).append(" for ");
            what.append(limit.fairBy()).append('=').append(facts.value(Objects.requireNonNull(limit.fairBy())));
        } else if (most.compareTo(bound.limit()) < 0) {
            what.append(", of which ").append(Unit.plain(most)).append(" for priority ");
            what.append(facts.value("priority"));
        }
        what.append(": ").append(Unit.plain(refused.level().used())).append(" are used");
        if (bound.kind() == Limit.Kind.TOKENS) {
            what.append(", and this call may need ").append(Unit.plain(claim.amount()));
        }
        Duration wait = Till.wait(claim, refused, now);
        return new RefusedException(limit.property(), what + ". " + remedy(bound, claim, wait), wait);
    }

    private static String remedy(Limit.Bound bound, Claim claim, @Nullable Duration wait) {
        if (wait == null) {
            return "That is more than all of it, so waiting does not help: ask for less (set maxTokens, or "
                    + AdmitConfig.ASSUMED_OUTPUT + " for those that set none)";
        }
        if (bound.window() instanceof Window.Forever) {
            return "Try again when one of the " + Unit.plain(Objects.requireNonNull(claim.limit()))
                    + " calls under way has ended";
        }
        return wait.equals(Till.SHORTLY)
                ? "Calls under way may not need all they hold: try again shortly"
                : "Try again in " + Till.text(wait);
    }

    @Override
    public String toString() {
        return "limits " + limits.stream().map(LimitLines::limit).toList();
    }
}
