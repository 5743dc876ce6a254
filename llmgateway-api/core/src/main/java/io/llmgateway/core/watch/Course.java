package io.llmgateway.core.watch;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.statistics.CallRecord;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.llmgateway.event.LedgerEntry;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps the events of one call, for its attempts and its explanation. Thread-safe: ways of a call may run at once. */
public final class Course implements GatewayListener, CallRecord {
    private final ReentrantLock lock = new ReentrantLock();
    // what is there stays as it is, so whoever reads needs neither a lock nor a copy; written under the lock
    private volatile GatewayEvent[] events = new GatewayEvent[8];
    private volatile int count; // written last, read first

    private final Optional<CallLog> log;

    /**
     * Nothing has happened yet.
     *
     * @param log writes a line when the call has ended
     */
    public Course(Optional<CallLog> log) {
        this.log = log;
    }

    @Override
    public void on(GatewayEvent event) {
        lock.lock();
        try {
            int place = count;
            if (place == events.length) {
                events = Arrays.copyOf(events, 2 * place);
            }
            events[place] = event;
            count = place + 1;
        } finally {
            lock.unlock();
        }
        if (event instanceof GatewayEvent.CallEnded && log.isPresent()) {
            int known = count;
            log.get().write(first(known, events));
        }
    }

    /**
     * The attempts that have ended.
     *
     * @return in the order they ended
     */
    @Override
    public List<Attempt> attempts() {
        int known = count;
        GatewayEvent[] all = events;
        int many = 0;
        for (int i = 0; i < known; i++) {
            many += all[i] instanceof GatewayEvent.AttemptEnded ? 1 : 0;
        }
        Attempt[] attempts = new Attempt[many];
        for (int i = known - 1; many > 0; i--) {
            if (all[i] instanceof GatewayEvent.AttemptEnded ended) {
                attempts[--many] = ended.attempt();
            }
        }
        return List.of(attempts);
    }

    /**
     * The attempt that gave the answer: the last one that is complete, was made for an answer, and is of the model that says it
     * answered; else of any, since rooms may make answers of their own.
     *
     * @param answer the answer
     * @return as the ledger has it, that of a remembered answer too; null where there is none
     */
    public @Nullable Attempt answering(ModelResponse answer) {
        int known = count;
        GatewayEvent[] all = events;
        Attempt last = null;
        for (int i = known - 1; i >= 0; i--) {
            if (all[i] instanceof GatewayEvent.Booked booked) {
                LedgerEntry entry = booked.entry();
                if (entry.outcome() == Outcome.COMPLETE && entry.purpose().answers()) {
                    Attempt attempt = entry.attempt();
                    // of two that were asked at once, the one that was given up may be booked last
                    if (attempt.provider().equals(answer.provider())
                            && entry.modelServed().equals(answer.model())) {
                        return attempt;
                    }
                    last = last == null ? attempt : last;
                }
            }
        }
        return last;
    }

    /**
     * All warnings: those of the answer, and those the rooms told.
     *
     * @param answer the warnings of the answer
     * @return both, each once
     */
    public List<Warning> warnings(List<Warning> answer) {
        Set<Warning> both = null;
        int known = count;
        GatewayEvent[] all = events;
        for (int i = 0; i < known; i++) {
            if (all[i] instanceof GatewayEvent.Warned warned) {
                both = both == null ? new LinkedHashSet<>(answer) : both;
                both.add(warned.warning());
            }
        }
        return both == null ? answer : List.copyOf(both);
    }

    /**
     * What has happened so far.
     *
     * @return a step an event, worked out when it is asked for
     */
    @Override
    public Explanation explanation() {
        int known = count;
        GatewayEvent[] all = events;
        return Explanation.later(() -> Tellings.steps(first(known, all)));
    }

    private static List<GatewayEvent> first(int many, GatewayEvent[] all) {
        return Arrays.asList(all).subList(0, many);
    }
}
