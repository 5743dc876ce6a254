package io.llmgateway.core.admit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.config.AdmitConfig;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.CounterStore.Claim;
import io.llmgateway.spi.CounterStore.Decision;
import io.llmgateway.spi.CounterStore.Level;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reserves on budgets, settles, and says why something does not fit. */
final class BudgetDesk {
    private final BudgetBook book;
    private final Till till;

    BudgetDesk(BudgetBook book, Till till) {
        this.book = book;
        this.till = till;
    }

    /** One claim of a reservation: on a share itself, or on what a mark lets through. */
    record Line(Share share, Mark.@Nullable Throttle throttle, Claim claim) {}

    /** What is reserved, and for which attempts. */
    record Held(String id, List<Line> lines, List<Most> mosts) {
        /** What an attempt at a target was expected to come to at most, if it was thought of. */
        @Nullable
        Most most(ModelRequest request, Target target) {
            for (Most most : mosts) {
                if (most.isOf(request, target)) {
                    return most;
                }
            }
            return null;
        }

        /** Whether it is enough for an attempt. */
        boolean covers(List<Share> shares, Most most) {
            for (Share share : shares) {
                BigDecimal need = share.budget().unit().most(most);
                if (need == null ? share.budget().blocksUnpriced() : !covers(share, need)) {
                    return false;
                }
            }
            return true;
        }

        private boolean covers(Share share, BigDecimal need) {
            for (Line line : lines) {
                if (line.share() == share && line.throttle() == null) {
                    return line.claim().amount().compareTo(need) >= 0;
                }
            }
            return false;
        }
    }

    /** What came of the wish to reserve: held, or by whom it was refused and why, and whether too much was spent. */
    record Answer(@Nullable Held held, @Nullable Share by, @Nullable RefusedException why, boolean spent) {
        Held orThrow() {
            if (held == null) {
                throw Objects.requireNonNull(why);
            }
            return held;
        }
    }

    /**
     * Reserves on all shares the most that any of some attempts can come to.
     *
     * @param throttled shares whose use is so high that only some calls go through
     */
    Answer reserve(Call call, List<Share> shares, List<Most> mosts, Map<Share, Mark.Throttle> throttled, Instant now) {
        List<Line> lines = new ArrayList<>(shares.size() + throttled.size());
        List<Claim> claims = new ArrayList<>(shares.size() + throttled.size());
        for (Share share : shares) {
            BigDecimal amount = BigDecimal.ZERO;
            boolean priced = mosts.isEmpty();
            for (Most most : mosts) {
                BigDecimal need = share.budget().unit().most(most);
                if (need == null && share.budget().blocksUnpriced()) {
                    return new Answer(null, share, unpriced(share, most), false);
                }
                priced |= need != null;
                amount = need == null ? amount : amount.max(need);
            }
            if (priced) {
                Mark block = share.budget().block();
                BigDecimal limit = block == null ? null : Budget.part(book.limit(share, now), block.percent());
                Claim claim = new Claim(share.counter(), amount, limit);
                lines.add(new Line(share, null, claim));
                claims.add(claim);
            }
        }
        throttled.forEach((share, rate) -> {
            Claim claim = new Claim(share.throttled(rate), BigDecimal.ONE, BigDecimal.valueOf(rate.calls()));
            lines.add(new Line(share, rate, claim));
            claims.add(claim);
        });
        Held held = new Held(till.newId(call), lines, mosts);
        Decision decision = till.reserve(call, held.id(), claims, now);
        if (decision instanceof Decision.Refused refused) {
            Line line = lines.get(refused.claim());
            return refused(line, refused, now);
        }
        List<Level> levels = ((Decision.Granted) decision).levels();
        tellHeld(call, held, levels, now);
        tell(call, held, levels, now);
        return new Answer(held, null, null, false);
    }

    /** Books what an attempt came to. */
    void settle(Call call, Held held, Usage usage, Cost cost) {
        List<BigDecimal> spent = new ArrayList<>(held.lines().size());
        for (Line line : held.lines()) {
            spent.add(
                    line.throttle() != null
                            ? BigDecimal.ONE
                            : line.share()
                                    .budget()
                                    .booked(usage, cost, line.claim().amount()));
        }
        List<Level> levels = till.settle(held.id(), spent);
        if (levels == null) {
            return;
        }
        Instant now = till.now();
        for (int i = 0; i < spent.size(); i++) {
            Line line = held.lines().get(i);
            if (line.throttle() == null) {
                line.share().booked(spent.get(i), levels.get(i), book.limit(line.share(), now), now);
            }
        }
        tell(call, held, levels, now);
    }

    /** Lets go of a reservation nothing was sent for; if another one took its place, its turn is used up. */
    void release(Held held, boolean replaced) {
        till.settle(
                held.id(),
                held.lines().stream()
                        .map(line -> replaced && line.throttle() != null ? BigDecimal.ONE : BigDecimal.ZERO)
                        .toList());
    }

    private void tellHeld(Call call, Held held, List<Level> levels, Instant now) {
        for (int i = 0; i < levels.size(); i++) {
            Line line = held.lines().get(i);
            Budget budget = line.share().budget();
            if (line.throttle() == null) {
                call.emit(new GatewayEvent.BudgetHeld(
                        call.operation(),
                        now,
                        budget.name(),
                        line.share().scope(),
                        budget.unit().shown(line.claim().amount()),
                        budget.unit().shown(levels.get(i).used()),
                        budget.unit().shown(book.limit(line.share(), now)),
                        budget.unit().word()));
            }
        }
    }

    private void tell(Call call, Held held, List<Level> levels, Instant now) {
        for (int i = 0; i < levels.size(); i++) {
            Line line = held.lines().get(i);
            if (line.throttle() == null) {
                tell(call, line.share(), levels.get(i), false, now);
            }
        }
    }

    private void tell(Call call, Share share, Level level, boolean refused, Instant now) {
        for (GatewayEvent news : share.news(call.operation(), level, book.limit(share, now), refused, now)) {
            call.emit(news);
        }
    }

    /** Tells of a budget that lets nothing through any more. */
    void tell(Call call, Answer answer, Instant now) {
        Share by = answer.by();
        if (by != null && answer.spent()) {
            tell(call, by, till.levels(List.of(by.counter()), now).get(0), true, now);
        }
    }

    private static RefusedException unpriced(Share share, Most most) {
        String property = share.budget().property();
        return new RefusedException(
                property,
                "the budget \"" + share.budget().name() + "\" is money, and " + most.target()
                        + " has no price: give it one in llmgateway.catalogue.models.\"" + most.target()
                        + "\", or let such calls pass unseen with " + property + ".unpriced: allow",
                null);
    }

    private static Answer refused(Line line, Decision.Refused refused, Instant now) {
        Budget budget = line.share().budget();
        Duration wait = Till.wait(line.claim(), refused, now);
        String who =
                "the budget \"" + budget.name() + "\"" + Scope.text(line.share().scope());
        if (line.throttle() != null) {
            String when = wait == null ? "" : ": the next one may in " + Till.text(wait);
            RefusedException why = new RefusedException(
                    budget.property(),
                    who + " is so far used that only " + line.throttle().rate() + " calls go through" + when,
                    wait);
            return new Answer(null, line.share(), why, false);
        }
        Unit unit = budget.unit();
        BigDecimal limit = Objects.requireNonNull(line.claim().limit());
        String what = who + " has " + unit.text(limit) + ": "
                + unit.text(refused.level().spent()) + " spent, "
                + unit.text(refused.level().reserved()) + " held by calls under way; this call may need "
                + unit.text(line.claim().amount()) + ". ";
        String less = unit.kind() == Unit.Kind.REQUESTS
                ? ""
                : "ask for less (set maxTokens, or " + AdmitConfig.ASSUMED_OUTPUT + " for those that set none), ";
        String remedy;
        if (wait == null) {
            remedy = "That is more than the whole budget, so waiting does not help: " + less + "or raise "
                    + budget.property() + ".amount";
        } else if (wait.equals(Till.SHORTLY)) {
            remedy = "Calls under way may not need all they hold: " + less + "or try again shortly";
        } else {
            remedy = "It fits again at " + now.plus(wait) + ": wait, " + less + "or raise " + budget.property()
                    + ".amount";
        }
        boolean spent = wait != null && !wait.equals(Till.SHORTLY);
        return new Answer(null, line.share(), new RefusedException(budget.property(), what + remedy, wait), spent);
    }
}
