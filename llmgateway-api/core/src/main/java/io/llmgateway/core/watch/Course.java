package io.llmgateway.core.watch;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.statistics.CallRecord;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps the events of one call, for its attempts and its explanation. Thread-safe: ways of a call may run at once. */
public final class Course implements GatewayListener, CallRecord {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<GatewayEvent> events = new ArrayList<>(8);

    /** Nothing has happened yet. */
    public Course() {}

    @Override
    public void on(GatewayEvent event) {
        if (event instanceof GatewayEvent.Booked) {
            return; // AttemptEnded said it
        }
        lock.lock();
        try {
            events.add(event);
        } finally {
            lock.unlock();
        }
    }

    private List<GatewayEvent> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The attempts that have ended.
     *
     * @return in the order they ended
     */
    @Override
    public List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>(2);
        for (GatewayEvent event : events()) {
            if (event instanceof GatewayEvent.AttemptEnded ended) {
                attempts.add(ended.attempt());
            }
        }
        return attempts;
    }

    /**
     * All warnings: those of the answer, and those the rooms told.
     *
     * @param answer the warnings of the answer
     * @return both, each once
     */
    public List<Warning> warnings(List<Warning> answer) {
        Set<Warning> all = new LinkedHashSet<>(answer);
        for (GatewayEvent event : events()) {
            if (event instanceof GatewayEvent.Warned warned) {
                all.add(warned.warning());
            }
        }
        return all.size() == answer.size() ? answer : List.copyOf(all);
    }

    /**
     * What has happened so far, for a person.
     *
     * @return a step an event
     */
    @Override
    public Explanation explanation() {
        List<GatewayEvent> all = events();
        List<Explanation.Step> steps = new ArrayList<>(all.size());
        for (GatewayEvent event : all) {
            Duration at = Duration.between(all.get(0).at(), event.at());
            steps.add(new Explanation.Step(at, room(event), text(event)));
        }
        return new Explanation(steps);
    }

    private static String room(GatewayEvent event) {
        if (event instanceof GatewayEvent.TargetsChosen
                || event instanceof GatewayEvent.FellBack
                || event instanceof GatewayEvent.TargetSkipped
                || event instanceof GatewayEvent.ModelRetires) {
            return "route";
        }
        if (event instanceof GatewayEvent.Retried
                || event instanceof GatewayEvent.Waited
                || event instanceof GatewayEvent.WaitEnded
                || event instanceof GatewayEvent.TargetDrifted) {
            return "steady";
        }
        if (event instanceof GatewayEvent.BudgetReached
                || event instanceof GatewayEvent.BudgetBurning
                || event instanceof GatewayEvent.AccessJudged) {
            return "admit";
        }
        if (event instanceof GatewayEvent.Recalled) {
            return "recall";
        }
        if (event instanceof GatewayEvent.GuardJudged || event instanceof GatewayEvent.Masked) {
            return "guard";
        }
        if (event instanceof GatewayEvent.Warned warned) {
            return warned.room();
        }
        boolean call = event instanceof GatewayEvent.CallStarted
                || event instanceof GatewayEvent.CallEnded
                || event instanceof GatewayEvent.SpendRose;
        return call ? "watch" : "send";
    }

    private static String text(GatewayEvent event) {
        if (event instanceof GatewayEvent.CallStarted e) {
            String model = e.model().isEmpty() ? "the default model" : "model \"" + e.model() + "\"";
            return e.kind() + " with " + model + (e.streamed() ? ", streamed" : ", whole");
        }
        if (event instanceof GatewayEvent.TargetsChosen e) {
            return "\"" + e.model() + "\" stands for " + String.join(", then ", e.targets());
        }
        if (event instanceof GatewayEvent.AttemptStarted e) {
            return "attempt " + e.number() + ": asked " + e.provider() + "/" + e.model();
        }
        if (event instanceof GatewayEvent.AttemptEnded e) {
            return "attempt " + text(e);
        }
        if (event instanceof GatewayEvent.FellBack e) {
            return "went on from " + e.from() + " to " + e.to() + " because of " + e.why();
        }
        if (event instanceof GatewayEvent.Retried e) {
            return "asks " + e.target() + " again after " + e.after().toMillis() + " ms because of " + e.why();
        }
        if (event instanceof GatewayEvent.Waited e) {
            return "waits up to " + e.atMost().toMillis() + " ms for " + e.target() + ": " + e.why();
        }
        if (event instanceof GatewayEvent.WaitEnded e) {
            return "waited " + e.took().toMillis() + " ms for " + e.target();
        }
        if (event instanceof GatewayEvent.TargetSkipped e) {
            return "passed over " + e.target() + ": " + e.why() + (e.until() == null ? "" : " until " + e.until());
        }
        if (event instanceof GatewayEvent.TargetDrifted e) {
            return text(e);
        }
        if (event instanceof GatewayEvent.Warned e) {
            return "warning: " + e.warning().message();
        }
        if (event instanceof GatewayEvent.BudgetReached e) {
            return "budget " + e.budget() + of(e.scope()) + " reached " + e.percent() + " %: "
                    + e.used().toPlainString() + " of " + e.limit().toPlainString() + " " + e.unit() + ", "
                    + e.action();
        }
        if (event instanceof GatewayEvent.BudgetBurning e) {
            return "budget " + e.budget() + of(e.scope()) + " will be gone by " + e.goneBy() + " at this rate";
        }
        if (event instanceof GatewayEvent.SpendRose e) {
            return "spending" + of(e.scope()) + " rose from $" + e.usual().toPlainString() + " to $"
                    + e.now().toPlainString();
        }
        if (event instanceof GatewayEvent.UnpricedModel e) {
            return e.provider() + "/" + e.model() + " has no price: " + lower(e.status());
        }
        if (event instanceof GatewayEvent.ModelRetires e) {
            return e.provider() + "/" + e.model() + " is no longer served from " + e.retires();
        }
        if (event instanceof GatewayEvent.AccessJudged e) {
            String would = e.enforced() ? "" : "would be ";
            return e.allowed() ? would + "allowed by " + e.rule() : would + "refused by " + e.rule() + ": " + e.why();
        }
        if (event instanceof GatewayEvent.GuardJudged e) {
            return "guard " + e.guard() + (e.enforced() ? ": " : " would: ") + e.verdict() + " because of " + e.rule()
                    + " in " + lower(e.origin())
                    + (e.score() < 1 ? String.format(Locale.ROOT, ", score %.2f", e.score()) : "");
        }
        if (event instanceof GatewayEvent.Masked e) {
            return (e.answered() ? "of the answer" : "of the request")
                    + (e.masked().isEmpty() ? "" : ", masked " + e.masked())
                    + (e.kept().isEmpty() ? "" : ", left " + e.kept());
        }
        if (event instanceof GatewayEvent.Recalled e) {
            return text(e.hit());
        }
        GatewayEvent.CallEnded e = (GatewayEvent.CallEnded) event;
        return lower(e.outcome())
                + (e.error() == null ? "" : " with " + e.error())
                + (e.finishReason() == null ? "" : ", finish reason " + e.finishReason());
    }

    private static String of(Map<String, String> scope) {
        return scope.isEmpty() ? "" : " of " + scope;
    }

    private static String text(GatewayEvent.TargetDrifted e) {
        String from = e.figure() + String.format(Locale.ROOT, " %.2f, usually %.2f", e.now(), e.usual());
        return e.target()
                + (e.share() < 1
                        ? " is worse than usual and gets " + Math.round(e.share() * 100) + " % of its calls: " + from
                        : " is as usual again: " + from);
    }

    private static String text(CacheHit hit) {
        String where =
                switch (hit.kind()) {
                    case REMEMBERED -> "remembered for " + hit.age().toSeconds() + " s";
                    case STALE -> "remembered for " + hit.age().toSeconds() + " s and past its time";
                    case SHARED -> "shared with another call";
                };
        return where + ": saved " + hit.usage()
                + (hit.saved() == null ? "" : ", $" + hit.saved().toPlainString());
    }

    private static String text(GatewayEvent.AttemptEnded e) {
        Attempt attempt = e.attempt();
        String first = attempt.firstToken() == null
                ? ""
                : ", first content after " + attempt.firstToken().toMillis() + " ms";
        String usage = attempt.usage().total() == 0 ? "" : ", " + attempt.usage() + ", " + attempt.cost();
        String why = attempt.failure() == null
                ? ""
                : ": " + attempt.failure().kind() + ", " + attempt.failure().message();
        return attempt.number() + ": " + lower(attempt.outcome()) + why + first + usage;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
