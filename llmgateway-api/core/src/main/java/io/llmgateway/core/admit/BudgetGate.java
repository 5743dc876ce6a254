package io.llmgateway.core.admit;

import io.llmgateway.chain.Allowance;
import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Warning;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a call in when what it may cost at most fits all its budgets, and sends along what its attempts may spend. */
final class BudgetGate implements Interceptor {
    private final BudgetBook book;
    private final BudgetDesk desk;
    private final Forecast forecast;
    private final Till till;

    BudgetGate(BudgetBook book, Forecast forecast, Till till) {
        this.book = book;
        this.desk = new BudgetDesk(book, till);
        this.forecast = forecast;
        this.till = till;
    }

    /** What the marks that are reached ask for. */
    private record Marks(
            Map<Share, Mark.Throttle> throttled, @Nullable Share downgrades, Mark.@Nullable Downgrade downgrade) {
        private static final Marks NONE = new Marks(Map.of(), null, null);
    }

    /** A call that was let in. */
    private record Admitted(Call call, BudgetDesk.Held held) {}

    @Override
    public Reply intercept(Call call, Chain chain) {
        List<Share> shares = book.shares(Facts.of(call));
        if (shares.isEmpty()) {
            return chain.proceed(call);
        }
        Admitted in = admit(call, shares, till.now());
        Allowance outer = call.get(Allowance.ATTRIBUTE).orElse(null);
        BudgetRound round = new BudgetRound(call, desk, forecast, till, shares, in.held(), outer);
        try {
            return chain.proceed(in.call().with(Allowance.ATTRIBUTE, round)).onEnd(ending -> round.close());
        } catch (Throwable e) {
            round.close();
            throw e;
        }
    }

    private Admitted admit(Call call, List<Share> shares, Instant now) {
        Marks marks = marks(shares, now);
        Call asked = downgraded(call, marks.downgrade());
        Share because = marks.downgrades();
        BudgetDesk.Answer answer = reserve(asked, shares, marks, now);
        if (answer.by() != null && asked == call) {
            Call cheaper = downgraded(call, answer.by().budget().downgrade());
            BudgetDesk.Answer second = cheaper == call ? answer : reserve(cheaper, shares, marks, now);
            if (second.held() != null) {
                because = answer.by();
                asked = cheaper;
                answer = second;
            }
        }
        desk.tell(call, answer, now);
        BudgetDesk.Held held = answer.orThrow();
        if (asked != call && because != null) {
            tellDowngraded(call, asked, because, now);
        }
        return new Admitted(asked, held);
    }

    private BudgetDesk.Answer reserve(Call call, List<Share> shares, Marks marks, Instant now) {
        return desk.reserve(call, shares, forecast.once(call, now).all(), marks.throttled(), now);
    }

    // of each share the highest mark of a kind that was reached before this call
    private Marks marks(List<Share> shares, Instant now) {
        if (noneSoft(shares)) {
            return Marks.NONE;
        }
        Map<Share, Mark.Throttle> throttled = new LinkedHashMap<>();
        Share downgrades = null;
        Mark.Downgrade cheaper = null;
        List<Share> soft =
                shares.stream().filter(share -> share.budget().soft()).toList();
        List<Counter> counters = soft.stream().map(Share::counter).toList();
        List<Level> levels = till.levels(counters, now);
        for (int i = 0; i < soft.size(); i++) {
            Share share = soft.get(i);
            BigDecimal limit = book.limit(share, now);
            for (Mark mark : share.budget().marks()) {
                if (levels.get(i).used().compareTo(Budget.part(limit, mark.percent())) < 0) {
                    break;
                }
                if (mark.action() instanceof Mark.Throttle throttle) {
                    throttled.put(share, throttle);
                } else if (mark.action() instanceof Mark.Downgrade downgrade) {
                    downgrades = share;
                    cheaper = downgrade;
                }
            }
        }
        return new Marks(throttled, downgrades, cheaper);
    }

    private static boolean noneSoft(List<Share> shares) {
        for (Share share : shares) {
            if (share.budget().soft()) {
                return false;
            }
        }
        return true;
    }

    // vectors of another model mean nothing beside the old ones, so only chats are
    private Call downgraded(Call call, Mark.@Nullable Downgrade to) {
        String model = call.request().model().orElse("");
        if (to == null || !(call.request() instanceof ChatRequest) || model.isEmpty() || model.equals(to.alias())) {
            return call;
        }
        return call.withRequest(call.request().withModel(to.alias()))
                .with(Attributes.INSTEAD_OF, forecast.targets("model", model).get(0));
    }

    private static void tellDowngraded(Call call, Call asked, Share because, Instant now) {
        String message = "\"" + asked.request().model().orElse("") + "\" answers instead of \""
                + call.request().model().orElse("") + "\", because the budget \""
                + because.budget().name() + "\"" + Scope.text(because.scope()) + " runs out";
        call.emit(new GatewayEvent.Warned(call.operation(), now, "admit", new Warning("downgraded", message)));
    }

    @Override
    public String toString() {
        return "budgets " + book;
    }
}
