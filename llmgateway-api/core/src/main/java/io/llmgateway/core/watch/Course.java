package io.llmgateway.core.watch;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Explanation;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.statistics.CallRecord;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Keeps the events of one call, for its attempts and its explanation. Thread-safe: ways of a call may run at once. */
public final class Course implements GatewayListener, CallRecord {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<GatewayEvent> events = new ArrayList<>(8);

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
            events.add(event);
        } finally {
            lock.unlock();
        }
        if (event instanceof GatewayEvent.CallEnded && log.isPresent()) {
            log.get().write(events());
        }
    }

    private List<GatewayEvent> events() {
        lock.lock();
        try {
            return new ArrayList<>(events);
        } finally {
            lock.unlock();
        }
    }

    // in place: copies for each question came to 400 bytes a call
    private <E extends GatewayEvent> void each(Class<E> type, Consumer<E> reader) {
        lock.lock();
        try {
            for (GatewayEvent event : events) {
                if (type.isInstance(event)) {
                    reader.accept(type.cast(event));
                }
            }
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
        each(GatewayEvent.AttemptEnded.class, ended -> attempts.add(ended.attempt()));
        return attempts;
    }

    /**
     * All warnings: those of the answer, and those the rooms told.
     *
     * @param answer the warnings of the answer
     * @return both, each once
     */
    public List<Warning> warnings(List<Warning> answer) {
        List<Warning> told = new ArrayList<>(0);
        each(GatewayEvent.Warned.class, warned -> told.add(warned.warning()));
        if (told.isEmpty()) {
            return answer;
        }
        Set<Warning> all = new LinkedHashSet<>(answer);
        all.addAll(told);
        return List.copyOf(all);
    }

    /**
     * What has happened so far.
     *
     * @return a step an event, worked out when it is asked for
     */
    @Override
    public Explanation explanation() {
        List<GatewayEvent> all = events();
        return Explanation.later(() -> Tellings.steps(all));
    }
}
