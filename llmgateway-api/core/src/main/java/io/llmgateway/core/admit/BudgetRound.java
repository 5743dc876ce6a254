package io.llmgateway.core.admit;

import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one round may spend: the first attempt takes what was reserved at the door, every other one reserves for itself, as
 * does what is asked beside the answer: else that would be refused for lack of what was reserved for it.
 */
final class BudgetRound implements Allowance {
    private final BudgetDesk desk;
    private final Forecast forecast;
    private final Till till;
    private final List<Share> shares;
    private final @Nullable Allowance outer;
    private final AtomicReference<BudgetDesk.@Nullable Held> door;
    private final Call admitted;

    BudgetRound(
            Call admitted,
            BudgetDesk desk,
            Forecast forecast,
            Till till,
            List<Share> shares,
            BudgetDesk.Held door,
            @Nullable Allowance outer) {
        this.admitted = admitted;
        this.desk = desk;
        this.forecast = forecast;
        this.till = till;
        this.shares = shares;
        this.door = new AtomicReference<>(door);
        this.outer = outer;
    }

    @Override
    public Ticket take(Call call, Target target) {
        Instant now = till.now();
        BudgetDesk.Held ready = isAdmitted(call) ? door.getAndSet(null) : null;
        Most known = ready == null ? null : ready.most(call.request(), target); // for which enough is held
        Most most = known == null ? forecast.most(call.request(), target, now) : known;
        boolean enough = ready != null && (known != null || ready.covers(shares, most));
        BudgetDesk.Held held = enough ? Objects.requireNonNull(ready) : reserve(call, most, ready, now);
        try {
            return new Paid(call, most, held, outer == null ? null : outer.take(call, target));
        } catch (Throwable e) {
            desk.release(held, false);
            throw e;
        }
    }

    private boolean isAdmitted(Call call) {
        return call.operation().equals(admitted.operation()) && purpose(call) == purpose(admitted);
    }

    private static Purpose purpose(Call call) {
        return call.get(Attributes.PURPOSE).orElse(Purpose.ANSWER);
    }

    private BudgetDesk.Held reserve(Call call, Most most, BudgetDesk.@Nullable Held tooLittle, Instant now) {
        BudgetDesk.Answer answer = null;
        try {
            answer = desk.reserve(call, shares, List.of(most), Map.of(), now);
        } finally {
            if (tooLittle != null) {
                desk.release(tooLittle, answer != null && answer.held() != null);
            }
        }
        desk.tell(call, answer, now);
        return answer.orThrow();
    }

    /** Lets go of what nobody took. */
    void close() {
        BudgetDesk.Held left = door.getAndSet(null);
        if (left != null) {
            desk.release(left, false);
        }
    }

    private final class Paid implements Ticket {
        private final Call call;
        private final Most most;
        private final AtomicReference<BudgetDesk.@Nullable Held> held;
        private final @Nullable Ticket further;

        Paid(Call call, Most most, BudgetDesk.Held held, @Nullable Ticket further) {
            this.call = call;
            this.most = most;
            this.held = new AtomicReference<>(held);
            this.further = further;
        }

        @Override
        public void settle(Usage usage, Cost cost) {
            BudgetDesk.Held mine = held.getAndSet(null);
            if (mine == null) {
                return;
            }
            try {
                desk.settle(call, mine, usage, cost);
                forecast.learn(most, usage);
            } finally {
                if (further != null) {
                    further.settle(usage, cost);
                }
            }
        }
    }
}
