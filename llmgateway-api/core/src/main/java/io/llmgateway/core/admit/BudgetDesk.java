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
import java.util.Arrays;
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

    /**
     * What is reserved, and for which attempts.
     *
     * @param shares whose each of the claims is
     * @param throttles what the marks let through that the last claims are on; those before are on the shares themselves
     */
    record Held(String id, List<Share> shares, List<Claim> claims, List<Mark.Throttle> throttles, List<Most> mosts) {
        /** The mark a claim is on; null where it is on a share itself. */
        Mark.@Nullable Throttle throttle(int claim) {
            int own = claims.size() - throttles.size();
            return claim < own ? null : throttles.get(claim - own);
        }

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
            for (int i = 0; i < claims.size() - throttles.size(); i++) {
                if (shares.get(i) == share) {
                    return claims.get(i).amount().compareTo(need) >= 0;
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
        List<Share> whose = new ArrayList<>(shares.size() + throttled.size());
        Claim[] claims = new Claim[shares.size() + throttled.size()];
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
                claims[whose.size()] = new Claim(share.counter(), amount, limit);
                whose.add(share);
            }
        }
        for (Map.Entry<Share, Mark.Throttle> each : throttled.entrySet()) {
            Share share = each.getKey();
            Mark.Throttle rate = each.getValue();
            claims[whose.size()] = new Claim(share.throttled(rate), BigDecimal.ONE, BigDecimal.valueOf(rate.calls()));
            whose.add(share);
        }
        int made = whose.size();
        Held held = new Held(
                till.newId(call),
                whose,
                List.of(made == claims.length ? claims : Arrays.copyOf(claims, made)),
                throttled.isEmpty() ? List.of() : List.copyOf(throttled.values()),
                mosts);
        Decision decision = till.reserve(call, held.id(), held.claims(), now);
        if (decision instanceof Decision.Refused refused) {
            return refused(held, refused, now);
        }
        List<Level> levels = ((Decision.Granted) decision).levels();
        List<BigDecimal> used = new ArrayList<>(levels.size());
        for (Level level : levels) {
            used.add(level.used());
        }
        tellHeld(call, held, used, now);
        for (int i = 0; i < levels.size(); i++) {
            if (held.throttle(i) == null) {
                tell(call, held.shares().get(i), levels.get(i), used.get(i), false, now);
            }
        }
        return new Answer(held, null, null, false);
    }

    /** Books what an attempt came to. */
    void settle(Call call, Held held, Usage usage, Cost cost) {
        List<BigDecimal> spent = new ArrayList<>(held.claims().size());
        for (int i = 0; i < held.claims().size(); i++) {
            Budget budget = held.shares().get(i).budget();
            BigDecimal amount = held.claims().get(i).amount();
            spent.add(held.throttle(i) != null ? BigDecimal.ONE : budget.booked(usage, cost, amount));
        }
        Instant now = till.now();
        List<Level> levels = till.settle(held.id(), spent, now);
        if (levels == null) {
            return;
        }
        for (int i = 0; i < spent.size(); i++) {
            Share share = held.shares().get(i);
            if (held.throttle(i) == null) {
                share.booked(spent.get(i), levels.get(i), book.limit(share, now), now);
            }
        }
        for (int i = 0; i < levels.size(); i++) {
            if (held.throttle(i) == null) {
                tell(call, held.shares().get(i), levels.get(i), levels.get(i).used(), false, now);
            }
        }
    }

    /** Lets go of a reservation nothing was sent for; if another one took its place, its turn is used up. */
    void release(Held held, boolean replaced) {
        List<BigDecimal> spent = new ArrayList<>(held.claims().size());
        for (int i = 0; i < held.claims().size(); i++) {
            spent.add(replaced && held.throttle(i) != null ? BigDecimal.ONE : BigDecimal.ZERO);
        }
        till.book(held.id(), spent);
    }

    private void tellHeld(Call call, Held held, List<BigDecimal> used, Instant now) {
        for (int i = 0; i < used.size(); i++) {
            Share share = held.shares().get(i);
            Budget budget = share.budget();
            if (held.throttle(i) == null) {
                call.emit(new GatewayEvent.BudgetHeld(
                        call.operation(),
                        now,
                        budget.name(),
                        share.scope(),
                        budget.unit().shown(held.claims().get(i).amount()),
                        budget.unit().shown(used.get(i)),
                        budget.unit().shown(book.limit(share, now)),
                        budget.unit().word()));
            }
        }
    }

    private void tell(Call call, Share share, Level level, BigDecimal used, boolean refused, Instant now) {
        for (GatewayEvent news : share.news(call.operation(), level, used, book.limit(share, now), refused, now)) {
            call.emit(news);
        }
    }

    /** Tells of a budget that lets nothing through any more. */
    void tell(Call call, Answer answer, Instant now) {
        Share by = answer.by();
        if (by != null && answer.spent()) {
            Level level = till.levels(List.of(by.counter()), now).get(0);
            tell(call, by, level, level.used(), true, now);
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

    private static Answer refused(Held held, Decision.Refused refused, Instant now) {
        Share share = held.shares().get(refused.claim());
        Claim claim = held.claims().get(refused.claim());
        Mark.Throttle throttle = held.throttle(refused.claim());
        Budget budget = share.budget();
        Duration wait = Till.wait(claim, refused, now);
        String who = "the budget \"" + budget.name() + "\"" + Scope.text(share.scope());
        if (throttle != null) {
            String when = wait == null ? "" : ": the next one may in " + Till.text(wait);
            RefusedException why = new RefusedException(
                    budget.property(),
                    who + " is so far used that only " + throttle.rate() + " calls go through" + when,
                    wait);
            return new Answer(null, share, why, false);
        }
        Unit unit = budget.unit();
        BigDecimal limit = Objects.requireNonNull(claim.limit());
        String what = who + " has " + unit.text(limit) + ": "
                + unit.text(refused.level().spent()) + " spent, "
                + unit.text(refused.level().reserved()) + " held by calls under way; this call may need "
                + unit.text(claim.amount()) + ". ";
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
        return new Answer(null, share, new RefusedException(budget.property(), what + remedy, wait), spent);
    }
}
