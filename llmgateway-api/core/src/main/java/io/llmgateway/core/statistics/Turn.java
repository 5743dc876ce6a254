package io.llmgateway.core.statistics;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Outcome;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import io.llmgateway.watch.RecentCall;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the events of one call, or of what runs beside calls and has neither beginning nor end. */
final class Turn implements GatewayListener {
    private final Board board;
    private final @Nullable CallRecord record;
    // what others see of these they see after a thread was started or a reference published
    private GatewayEvent.@Nullable CallStarted started;
    private GatewayEvent.@Nullable CallEnded ended;
    private Series @Nullable [] series;
    private volatile @Nullable Attempt answered;

    Turn(Board board, @Nullable CallRecord record) {
        this.board = board;
        this.record = record;
    }

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.Booked booked) {
            booked(booked.entry());
        } else if (event instanceof GatewayEvent.CallStarted begun && record != null) {
            started = begun;
            series = board.enter(begun.model(), begun.tags());
        } else if (event instanceof GatewayEvent.CallEnded over) {
            ended(over);
        } else if (event instanceof GatewayEvent.Waited waited) {
            waited(waited);
        }
    }

    private void booked(LedgerEntry entry) {
        Series[] known = series;
        Series[] all = known != null ? known : board.enter(entry.modelAsked(), entry.tags());
        long now = board.now();
        if (entry.cached()) {
            for (Series one : all) {
                one.at(now).remembered(entry.saved());
            }
        } else {
            Attempt attempt = entry.attempt();
            boolean answer = entry.purpose().answers();
            boolean streamed = answer && started != null && started.streamed(); // judges and the like answer whole
            if (answer && record != null && attempt.outcome() == Outcome.COMPLETE) {
                answered = attempt;
            }
            for (Series one : all) {
                one.at(now).ended(attempt, streamed);
            }
            Series target = board.targets().enter(new Target(attempt.provider(), attempt.model()));
            target.at(now).ended(attempt, streamed);
            target.leave();
        }
        if (known == null) {
            for (Series one : all) {
                one.leave();
            }
        }
    }

    private void waited(GatewayEvent.Waited waited) {
        long now = board.now();
        Series[] known = series;
        if (known != null) {
            for (Series one : known) {
                one.at(now).waited();
            }
        }
        String[] parts = waited.target().split("/", 2);
        Series target = board.targets().enter(new Target(parts[0], parts.length < 2 ? "" : parts[1]));
        target.at(now).waited();
        target.leave();
    }

    private void ended(GatewayEvent.CallEnded over) {
        Series[] all = series;
        if (all == null) {
            return;
        }
        ended = over;
        series = null; // what comes late finds its own; a call that is kept keeps no figures
        long now = board.now();
        for (Series one : all) {
            one.at(now).ended(over);
            one.leave();
        }
        board.recent().add(this);
    }

    /** The call it was, when it has ended. */
    RecentCall call() {
        GatewayEvent.CallStarted from = Objects.requireNonNull(started);
        GatewayEvent.CallEnded to = Objects.requireNonNull(ended);
        CallRecord written = Objects.requireNonNull(record);
        Attempt last = null;
        Cost cost = Cost.ZERO;
        for (Attempt attempt : written.attempts()) {
            cost = cost.plus(attempt.cost());
            last = attempt;
        }
        Attempt told = answered == null ? last : answered;
        return new RecentCall(
                to.operation(),
                to.at(),
                from.kind(),
                from.model(),
                from.streamed(),
                from.tags(),
                to.outcome(),
                to.error(),
                told == null ? null : told.provider() + "/" + told.model(),
                to.took(),
                cost,
                written.explanation());
    }

    @Override
    public String toString() {
        return "statistics";
    }
}
