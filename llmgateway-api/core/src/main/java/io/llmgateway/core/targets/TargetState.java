package io.llmgateway.core.targets;

import io.github.resilience4j.core.metrics.Metrics;
import io.github.resilience4j.core.metrics.SlidingTimeWindowMetrics;
import io.github.resilience4j.core.metrics.Snapshot;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.RateLimit;
import io.llmgateway.core.config.SteadyConfig.HealthConfig;
import io.llmgateway.spi.World;
import io.llmgateway.watch.TargetHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;

/**
 * What is known of one target. Closed: it is asked. Cooling: it is left alone until a moment. Probing: a few calls may
 * try it. Closed again: its share grows back over a while. Thread-safe.
 */
public final class TargetState {
    private static final long USUAL_ANSWER = 1_000;

    private final Target target;
    private final HealthConfig config;
    private final Ticker ticker;
    private final World world;
    private final AtomicReference<Cooling> cooling = new AtomicReference<>(Cooling.NEVER);
    private final AtomicInteger underWay = new AtomicInteger();
    private final Speed speed;
    private final VendorLimits limits;
    private final Reach reach;
    private final Drift drift;
    private volatile Metrics ended; // of late, as the window says

    /** Until when it was last left alone, how often in a row, and whether it has answered since. */
    private record Cooling(Instant until, int times, boolean answered) {
        static final Cooling NEVER = new Cooling(Instant.MIN, 0, true);
    }

    TargetState(Target target, HealthConfig config, Ticker ticker, Reach reach, Drift drift, World world) {
        this.target = target;
        this.config = config;
        this.ticker = ticker;
        this.reach = reach;
        this.world = world;
        speed = new Speed(world);
        limits = new VendorLimits(world);
        this.drift = drift;
        ended = nothing();
    }

    private Metrics nothing() {
        long seconds = Math.max(1, Objects.requireNonNull(config.window()).toSeconds());
        return new SlidingTimeWindowMetrics((int) Math.min(3_600, seconds), ticker);
    }

    /**
     * Which target it is.
     *
     * @return the target
     */
    public Target target() {
        return target;
    }

    /**
     * Until when it is to be left alone.
     *
     * @return a moment to come, or one that is past where it may be asked
     */
    public Instant coolingUntil() {
        Instant own = last().until();
        return reachable() || reach.restsUntil().isBefore(own) ? own : reach.restsUntil();
    }

    /**
     * Whether its vendor's server can be reached, as far as is known.
     *
     * @return false while it is left alone because it could not
     */
    public boolean reachable() {
        return !reach.restsUntil().isAfter(world.now());
    }

    private Cooling last() {
        return Objects.requireNonNull(cooling.get());
    }

    /**
     * Whether it is to be left alone now.
     *
     * @return true while it cools
     */
    public boolean cooling() {
        return coolingUntil().isAfter(world.now());
    }

    /**
     * The share of its usual calls it should get: all, or less for a while after it has cooled, and while it is clearly
     * worse than usual.
     *
     * @return from 0 (while it cools) to 1
     */
    public double share() {
        return reachable() ? Math.min(recovered(), drift.share()) : 0;
    }

    /**
     * All that is known of it.
     *
     * @return as of now
     */
    public TargetHealth health() {
        Instant until = coolingUntil();
        boolean alone = until.isAfter(world.now());
        TargetHealth.State state = !alone
                ? last().answered() ? TargetHealth.State.CLOSED : TargetHealth.State.PROBING
                : reachable() ? TargetHealth.State.COOLING : TargetHealth.State.UNREACHABLE;
        Snapshot late = ended.getSnapshot();
        OptionalDouble answer = speed.answerNanos(USUAL_ANSWER);
        return new TargetHealth(
                target.toString(),
                state,
                alone ? until : null,
                share(),
                drift.share(),
                headroom(),
                enough(late) ? late.getFailureRate() / 100.0 : null,
                underWay(),
                answer.isPresent() ? Duration.ofNanos(Math.round(answer.getAsDouble())) : null,
                speed.firstTokenP95().orElse(null));
    }

    private double recovered() {
        Cooling last = last();
        if (last.times() == 0) {
            return 1;
        }
        Duration since = Duration.between(last.until(), world.now());
        if (since.isNegative()) {
            return 0;
        }
        double ramp = Objects.requireNonNull(config.ramp()).toNanos();
        return Math.min(1, Math.max(0.1, since.toNanos() / ramp));
    }

    /**
     * Leaves it alone for a while. While it cools already, as calls that were under way fail too, only a longer wait
     * counts.
     *
     * @param least at least so long; longer where it has cooled before without an answer in between
     */
    public void cool(Duration least) {
        Instant now = world.now();
        Duration base = Objects.requireNonNull(config.cool());
        Duration most = Objects.requireNonNull(config.maxCool());
        cooling.updateAndGet(last -> {
            boolean again = !last.until().isAfter(now);
            int times = again ? Math.min(last.times() + 1, 20) : last.times();
            Duration own = again ? base.multipliedBy(times) : Duration.ZERO;
            Duration wait = own.compareTo(least) > 0 ? own : least;
            wait = wait.compareTo(most) > 0 ? most : wait;
            Instant until = now.plus(wait);
            return last.until().isAfter(until) ? last : new Cooling(until, times, false);
        });
    }

    /**
     * How many calls it has now.
     *
     * @return calls under way
     */
    public int underWay() {
        return underWay.get();
    }

    /**
     * How fast it is.
     *
     * @return its speed, as far as it is known
     */
    public Speed speed() {
        return speed;
    }

    /**
     * A call, among all that have gone to a target.
     *
     * @param call its number, from 1
     * @param input the tokens of prompts that count so far, its own included
     * @param output those of answers
     * @param at when it began
     */
    public record Mark(long call, long input, long output, Instant at) {}

    /**
     * A call goes to it.
     *
     * @param need how much of each kind the request needs; asked only for kinds the vendor has told of
     * @return its mark, for {@link #told}
     */
    public Mark begin(ToLongFunction<RateLimit.Kind> need) {
        Mark mark = limits.begin(need);
        underWay.incrementAndGet();
        return mark;
    }

    /**
     * Its vendor answered, well or with a failure.
     *
     * @param call the call it answered
     * @param said all it said of its limits; nothing is learnt of them where that is nothing
     */
    public void told(Mark call, List<RateLimit> said) {
        reach.found();
        limits.told(call, said);
    }

    /**
     * Until when its vendor's limits are used up, for a request of some size.
     *
     * @param need how much of each kind the request needs; asked only for kinds the vendor has told of
     * @return a moment to come, or one that is past where there is enough, or nothing is known
     */
    public Instant usedUpUntil(ToLongFunction<RateLimit.Kind> need) {
        return limits.freeAt(need);
    }

    /**
     * How much is left of its vendor's limits: the share of the scarcest.
     *
     * @return from 0 to 1; 1 where nothing is known
     */
    public double headroom() {
        return limits.headroom();
    }

    /**
     * A call has its whole answer.
     *
     * @param latencyNanos from start to end
     * @param firstNanos from start to the first content
     * @param outputTokens generated tokens
     * @param streamed whether it came piece by piece
     * @return what has become clearly worse by it, or usual again; mostly nothing
     */
    public List<Drifted> answered(long latencyNanos, long firstNanos, long outputTokens, boolean streamed) {
        underWay.decrementAndGet();
        ended.record(latencyNanos, TimeUnit.NANOSECONDS, Metrics.Outcome.SUCCESS);
        speed.answered(latencyNanos, firstNanos, outputTokens);
        Cooling last = last();
        Instant now = world.now();
        if (last.times() > 0 && !last.until().isAfter(now)) {
            boolean well = now.isAfter(last.until().plus(Objects.requireNonNull(config.ramp())));
            if (well || !last.answered()) {
                cooling.compareAndSet(last, well ? Cooling.NEVER : new Cooling(last.until(), last.times(), true));
            }
        }
        return drift.answered(firstNanos, streamed);
    }

    /** A call ended without saying anything of the target. */
    public void gone() {
        underWay.decrementAndGet();
    }

    /**
     * A call found no connection to its vendor's server. That may be chance, as in {@link #failed}; in a row it says
     * something of the network, and nothing of this target.
     *
     * @param latency from start to end
     * @return what has become clearly worse by it; mostly nothing
     */
    public List<Drifted> unreached(Duration latency) {
        if (!reach.lost(latency)) {
            return failed(latency);
        }
        gone();
        return List.of();
    }

    /**
     * A call failed by what may be chance: too many of them, and it cools. One is enough where it has cooled and not
     * answered since.
     *
     * @param latency from start to end
     * @return what has become clearly worse by it; mostly nothing
     */
    public List<Drifted> failed(Duration latency) {
        underWay.decrementAndGet();
        speed.failed(latency);
        Snapshot late = ended.record(latency.toNanos(), TimeUnit.NANOSECONDS, Metrics.Outcome.ERROR);
        Cooling last = last();
        boolean probed = !last.answered() && !last.until().isAfter(world.now());
        boolean often = enough(late) && late.getFailureRate() >= Objects.requireNonNull(config.failureRatio());
        if (probed || often) {
            cool(Duration.ZERO);
            ended = nothing();
        }
        return drift.failed();
    }

    // fewer say nothing
    private boolean enough(Snapshot late) {
        return late.getTotalNumberOfCalls() >= Objects.requireNonNull(config.minCalls());
    }

    @Override
    public String toString() {
        return target + (cooling() ? " cooling until " + coolingUntil() : "");
    }
}
