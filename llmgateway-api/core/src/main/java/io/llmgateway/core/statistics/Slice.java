package io.llmgateway.core.statistics;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Bucket;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What happened to one series in a twentieth of the window. Thread-safe, without a lock. */
final class Slice {
    private static final String REFUSED = RefusedException.class.getSimpleName();
    private static final List<Bucket> BUCKETS = List.of(Bucket.values());

    private final long number;
    private final AtomicLongArray counts = new AtomicLongArray(Counter.PLACES);
    private final AtomicReference<@Nullable TimeCounts> calls = new AtomicReference<>();
    private final AtomicReference<@Nullable TimeCounts> attempts = new AtomicReference<>();
    private final AtomicReference<@Nullable TimeCounts> firstContents = new AtomicReference<>();
    private final Total cost = new Total();
    private final Total saved = new Total();

    Slice(long number) {
        this.number = number;
    }

    /** Counts from the beginning of the client. */
    long number() {
        return number;
    }

    void ended(GatewayEvent.CallEnded call) {
        switch (call.outcome()) {
            case COMPLETE -> {
                count(Counter.COMPLETE_CALLS, 1);
                took(calls, call.took());
            }
            case FAILED -> {
                count(Counter.FAILED_CALLS, 1);
                if (REFUSED.equals(call.error())) {
                    count(Counter.REFUSED_CALLS, 1);
                }
            }
            case ABANDONED -> count(Counter.ABANDONED_CALLS, 1);
        }
    }

    void ended(Attempt attempt, boolean streamed) {
        count(
                switch (attempt.outcome()) {
                    case COMPLETE -> Counter.COMPLETE_ATTEMPTS;
                    case FAILED -> Counter.FAILED_ATTEMPTS;
                    case ABANDONED -> Counter.ABANDONED_ATTEMPTS;
                },
                1);
        Usage usage = attempt.usage();
        if (attempt.outcome() == Outcome.COMPLETE) {
            took(attempts, attempt.latency());
            if (usage.totalOutput() > 0) { // vectors and verdicts generate nothing
                count(Counter.TIMED_TOKENS, usage.totalOutput());
                count(Counter.TIMED_MICROS, attempt.latency().toNanos() / 1_000);
            }
        }
        Failure failure = attempt.failure();
        if (failure != null) {
            counts.getAndIncrement(Counter.of(failure.kind()));
        }
        if (streamed && attempt.firstToken() != null) {
            took(firstContents, attempt.firstToken());
        }
        if (usage.total() > 0) {
            used(usage);
        }
        if (!attempt.cost().status().priced()) {
            count(Counter.UNPRICED, 1);
        }
        cost.add(attempt.cost().known());
    }

    private void used(Usage usage) {
        for (int i = 0; i < BUCKETS.size(); i++) {
            Bucket bucket = BUCKETS.get(i);
            long tokens = bucket == Bucket.REQUEST ? 0 : usage.tokens(bucket);
            if (tokens > 0) {
                counts.getAndAdd(Counter.of(bucket), tokens);
            }
        }
        if (usage.estimated()) {
            count(Counter.ESTIMATED, 1);
        }
    }

    void remembered(@Nullable BigDecimal amount) {
        count(Counter.REMEMBERED, 1);
        if (amount != null) {
            saved.add(amount);
        }
    }

    void waited() {
        count(Counter.WAITS, 1);
    }

    private void count(Counter what, long more) {
        if (more != 0) {
            counts.getAndAdd(what.place(), more);
        }
    }

    private static void took(AtomicReference<@Nullable TimeCounts> which, Duration time) {
        TimeCounts known = which.get();
        if (known == null) {
            TimeCounts fresh = new TimeCounts();
            TimeCounts first = which.compareAndExchange(null, fresh);
            known = first == null ? fresh : first;
        }
        known.record(time);
    }

    void addTo(Sum sum) {
        for (int i = 0; i < Counter.PLACES; i++) {
            sum.count(i, counts.get(i));
        }
        add(calls.get(), Timed.CALL, sum);
        add(attempts.get(), Timed.ATTEMPT, sum);
        add(firstContents.get(), Timed.FIRST_CONTENT, sum);
        sum.money(cost.get(), saved.get());
    }

    private static void add(@Nullable TimeCounts known, Timed which, Sum sum) {
        if (known != null) {
            known.addTo(sum.times(which));
        }
    }
}
