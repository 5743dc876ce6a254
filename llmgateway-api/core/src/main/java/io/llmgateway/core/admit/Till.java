package io.llmgateway.core.admit;

import io.llmgateway.chain.Call;
import io.llmgateway.chat.Warning;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.CounterStore;
import io.llmgateway.spi.CounterStore.Claim;
import io.llmgateway.spi.CounterStore.Counter;
import io.llmgateway.spi.CounterStore.Decision;
import io.llmgateway.spi.CounterStore.Level;
import io.llmgateway.spi.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes reservations for calls and settles them. Thread-safe. */
final class Till {
    /** When to come back where only the end of others' calls helps, which nobody knows. */
    static final Duration SHORTLY = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(Till.class.getName());
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final CounterStore counters;
    private final World world;
    private final AtomicLong made = new AtomicLong();
    private final AtomicBoolean failing = new AtomicBoolean();

    Till(CounterStore counters, World world) {
        this.counters = counters;
        this.world = world;
    }

    Instant now() {
        return world.now();
    }

    /** A name for one more reservation of a call: counters of this process need none that tells processes apart. */
    String newId(Call call) {
        return counters instanceof MemoryCounters memory
                ? memory.newId()
                : call.operation() + "#" + made.incrementAndGet();
    }

    Decision reserve(Call call, String id, List<Claim> claims, Instant now) {
        Decision decision;
        try {
            decision = answered(counters.reserve(id, claims, now, lease(call)));
        } catch (RuntimeException | LinkageError e) {
            throw refused(e);
        }
        tellCrowded(call, now);
        return decision;
    }

    /** The same, for who does not ask what the counters stand at; null where all is reserved. */
    Decision.@Nullable Refused take(Call call, String id, List<Claim> claims, Instant now) {
        if (!(counters instanceof MemoryCounters memory)) {
            return reserve(call, id, claims, now) instanceof Decision.Refused refused ? refused : null;
        }
        Decision.Refused refused = memory.take(id, claims, now, lease(call));
        tellCrowded(call, now);
        return refused;
    }

    // what cannot be counted does not go through
    private RuntimeException refused(Throwable e) {
        if (e instanceof LlmException own) {
            return own;
        }
        boolean told = failing.getAndSet(true); // until it answers again
        LOG.log(
                told ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "the counters of budgets and limits failed",
                e);
        // its message may hold an address with a password
        return new RefusedException(
                "llmgateway.admit",
                "the counters of budgets and limits failed with " + e.getClass().getName()
                        + ": look after the store given to counters(…), and try again",
                SHORTLY);
    }

    private <T> T answered(T answer) {
        if (failing.get()) {
            failing.set(false);
        }
        return answer;
    }

    private static Duration lease(Call call) {
        return call.timeouts().total().plus(GRACE);
    }

    private void tellCrowded(Call call, Instant now) {
        if (counters instanceof MemoryCounters memory && memory.tellsCrowded()) {
            call.emit(new GatewayEvent.Warned(
                    call.operation(),
                    now,
                    "admit",
                    new Warning(
                            "too_many_counters",
                            "budgets and limits count more users, tags or models than memory holds: further ones"
                                    + " share a counter for each budget and limit; count by fewer dimensions in \"per\","
                                    + " or give the client counters(…) of its own")));
        }
    }

    /** Never fails: what cannot be settled is let go of when its lease ends. */
    @Nullable
    List<Level> settle(String id, List<BigDecimal> spent, Instant now) {
        try {
            return counters.settle(id, spent, now);
        } catch (Throwable e) { // whatever it is, other reservations wait to be settled
            failed(id, spent, e);
            return null;
        }
    }

    /** The same, for who does not ask what the counters stand at. */
    void book(String id, List<BigDecimal> spent) {
        try {
            if (counters instanceof MemoryCounters memory) {
                memory.book(id, spent, world.now());
            } else {
                counters.settle(id, spent, world.now());
            }
        } catch (Throwable e) { // whatever it is, other reservations wait to be settled
            failed(id, spent, e);
        }
    }

    private static void failed(String id, List<BigDecimal> spent, Throwable error) {
        LOG.log(System.Logger.Level.WARNING, "the reservation " + id + " could not be settled to " + spent, error);
    }

    List<Level> levels(List<Counter> asked, Instant now) {
        try {
            return answered(counters.levels(asked, now));
        } catch (RuntimeException | LinkageError e) {
            throw refused(e);
        }
    }

    /** Whether what was counted is forgotten with this process. */
    boolean forgets() {
        return counters instanceof MemoryCounters;
    }

    /** Books what was spent before anybody counted it. */
    void restore(Counter counter, BigDecimal amount, Instant at) {
        String id = "restored " + made.incrementAndGet();
        counters.reserve(id, List.of(new Claim(counter, amount, null)), at, GRACE);
        counters.settle(id, List.of(amount), at);
    }

    /** A time as people write it, such as {@code 1m 1s}; up to the next second, below one to the next millisecond. */
    static String text(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.plusNanos(999_999).toMillis() + "ms";
        }
        Duration whole = time.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
        StringJoiner text = new StringJoiner(" ");
        part(text, whole.toDays(), "d");
        part(text, whole.toHoursPart(), "h");
        part(text, whole.toMinutesPart(), "m");
        part(text, whole.toSecondsPart(), "s");
        return text.toString();
    }

    private static void part(StringJoiner text, long many, String unit) {
        if (many > 0) {
            text.add(many + unit);
        }
    }

    /** How long to wait after a refusal; null where waiting does not help. */
    static @Nullable Duration wait(Claim claim, Decision.Refused refused, Instant now) {
        BigDecimal limit = claim.limit();
        if (limit == null || claim.amount().compareTo(limit) > 0) {
            return null;
        }
        if (refused.level().spent().add(claim.amount()).compareTo(limit) <= 0) {
            return SHORTLY;
        }
        Instant at = refused.retryAt();
        return at == null ? null : at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
    }
}
