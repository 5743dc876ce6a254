package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FailureClass.Again;
import io.llmgateway.chat.FailureClass.Elsewhere;
import io.llmgateway.chat.Warning;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.ModelConfig.Overflow;
import io.llmgateway.core.targets.TargetState;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Tries the targets of a model, in the order its strategies choose, until an answer has begun. */
final class Fallback implements Interceptor {
    private static final String USED_UP = "its vendor's limit is used up";

    private final Models models;
    private final TargetStates states;
    private final ModelCatalogue catalogue;
    private final TokenEstimator estimator;
    private final Windows windows;
    private final Fit fit;
    private final Shortening shortening;
    private final Retirement retirement;
    private final Executor threads;
    private final Patience patience;
    private final World world;

    /**
     * How long a call goes on.
     *
     * @param maxAttempts the most attempts, over all targets
     * @param maxBackoff the longest wait for the same target while others are left
     * @param maxWait the longest wait a vendor may ask for
     */
    record Patience(int maxAttempts, Duration maxBackoff, Duration maxWait) {}

    Fallback(
            Models models,
            TargetStates states,
            ModelCatalogue catalogue,
            TokenEstimator estimator,
            Retirement retirement,
            Executor threads,
            Patience patience,
            World world) {
        this.models = models;
        this.states = states;
        this.catalogue = catalogue;
        this.estimator = estimator;
        this.windows = new Windows(catalogue, estimator, world);
        this.fit = new Fit(catalogue, windows);
        this.shortening = new Shortening(windows, world);
        this.retirement = retirement;
        this.threads = threads;
        this.patience = patience;
        this.world = world;
    }

    private record Later(Target target, Duration pause) {}

    @Override
    public Reply intercept(Call call, Chain chain) {
        String model = call.request()
                .model()
                .orElseThrow(() -> new InvalidRequestException("the request names no model"
                        + " and there is no default: set model(…), or llmgateway.default-model"));
        return new Round(call, model, models.get("model", model)).run(chain);
    }

    /** One call, on its own thread. */
    private final class Round {
        private final Call call;
        private final String model;
        private final Node node;
        private final Moment moment;
        private final Overflow overflow;
        private final Deque<Target> left;
        private final List<ProviderFailedException> failures = new ArrayList<>(0);
        private final Set<Target> shortened = new HashSet<>(0);
        private @Nullable Later later;

        Round(Call call, String model, Node node) {
            this.call = call;
            this.model = model;
            this.node = node;
            overflow = node instanceof Node.Group group ? group.overflow() : Overflow.FAIL;
            moment = new Moment(call, states, catalogue, estimator, world);
            left = new ArrayDeque<>(candidates(moment, node, overflow));
        }

        Reply run(Chain chain) {
            call.emit(new GatewayEvent.TargetsChosen(
                    call.operation(),
                    world.now(),
                    model,
                    left.stream().map(Target::toString).toList()));
            await(moment, left.element());
            while (true) {
                Target target = left.isEmpty() ? waitFor() : left.remove();
                Duration hedge = left.isEmpty() ? null : hedgeAfter(node, target);
                if (hedge == null) {
                    try {
                        return chain.proceed(going(target));
                    } catch (ProviderFailedException e) {
                        failed(target, e);
                    }
                } else {
                    List<Race.Lost> lost = new ArrayList<>(2);
                    Race race = new Race(call, this::going, chain, threads, world);
                    Reply won = race.run(target, left.element(), hedge, lost);
                    if (won != null) {
                        return won;
                    }
                    for (Race.Lost loser : lost) {
                        left.remove(loser.target());
                        if (!(loser.error() instanceof ProviderFailedException e)) {
                            throw sneaky(loser.error());
                        }
                        failed(loser.target(), e);
                    }
                }
            }
        }

        private Call going(Target target) {
            retirement.used(call, target);
            String formerly = node.renamed(target);
            if (formerly != null) {
                String message = formerly + " is renamed: " + target + " is asked (llmgateway.catalogue.renames)";
                call.emit(new GatewayEvent.Warned(
                        call.operation(), world.now(), "route", new Warning("renamed", message)));
            }
            return shortening.to(target, call, overflow);
        }

        // nobody is left but the one that asked for a pause
        private Target waitFor() {
            Later known = later;
            if (known == null || !inTime(call, known.pause())) {
                throw none();
            }
            again(known.target(), known.pause(), failures.get(failures.size() - 1));
            world.sleep(known.pause(), call.cancellation());
            later = null;
            return known.target();
        }

        private void failed(Target target, ProviderFailedException e) {
            failures.add(e);
            if (e.kind().elsewhere() == Elsewhere.NEVER || over(call) || failures.size() >= patience.maxAttempts()) {
                throw none();
            }
            if (e.kind().elsewhere() == Elsewhere.LARGER_WINDOW) {
                left.removeIf(next -> !windows.larger(next, target));
            }
            // a dead key has cooled its other models too
            List<Target> cooling =
                    left.stream().filter(next -> states.of(next).cooling()).toList();
            left.removeAll(cooling);
            left.addAll(cooling);
            Target next = left.peek();
            if (next != null) {
                call.emit(new GatewayEvent.FellBack(
                        call.operation(), world.now(), target.toString(), next.toString(), e.kind()));
            } else if (e.kind() == FailureClass.CONTEXT_TOO_LONG
                    && shortening.learn(target, call.request(), overflow)
                    && shortened.add(target)) {
                again(target, Duration.ZERO, e);
                left.add(target);
            }
            later = sooner(later, target, e, failures.size());
        }

        private void again(Target target, Duration pause, ProviderFailedException why) {
            call.emit(new GatewayEvent.Retried(call.operation(), world.now(), target.toString(), pause, why.kind()));
        }

        private RuntimeException none() {
            return failures.size() == 1 ? failures.get(0) : new NoTargetLeftException(model, failures);
        }
    }

    @SuppressWarnings("unchecked") // it was thrown on another thread just so
    private static <T extends Throwable> RuntimeException sneaky(Throwable error) throws T {
        throw (T) error;
    }

    // how long the target has for itself before the next is asked beside it
    private @Nullable Duration hedgeAfter(Node node, Target target) {
        Hedge hedge = node instanceof Node.Group group ? group.hedge() : null;
        if (hedge == null) {
            return null;
        }
        return hedge.after() != null
                ? hedge.after()
                : states.of(target).speed().firstTokenP95().orElse(null);
    }

    // the first is used up only where no other is left; the vendor decides where that lasts too long
    private void await(Moment moment, Target target) {
        Call call = moment.call();
        Instant until = moment.usedUpUntil(target);
        while (until.isAfter(world.now())) {
            Duration wait = Duration.between(world.now(), until);
            if (!inTime(call, wait)) {
                return;
            }
            call.emit(new GatewayEvent.Waited(call.operation(), world.now(), target.toString(), wait, USED_UP));
            world.sleep(wait, call.cancellation());
            until = moment.usedUpUntil(target);
        }
    }

    /** A target that is left alone. */
    private record Resting(Target target, String why, Instant until) {}

    private @Nullable Resting resting(Moment moment, Target target) {
        TargetState state = states.of(target);
        Instant usedUp = moment.usedUpUntil(target);
        boolean cools = state.cooling() && state.coolingUntil().isAfter(usedUp);
        Instant until = cools ? state.coolingUntil() : usedUp;
        return until.isAfter(world.now()) ? new Resting(target, cools ? "it cools" : USED_UP, until) : null;
    }

    // those that can do it and are well in the order of the strategies, then those that rest, the first to wake first
    private List<Target> candidates(Moment moment, Node node, Overflow overflow) {
        Call call = moment.call();
        Set<Target> ordered = new LinkedHashSet<>();
        order(moment, node, ordered);
        if (ordered.size() == 1) {
            Target only = ordered.iterator().next();
            if (!shortening.possible(call.request(), only, overflow)) {
                throw shortening.refusal(call.request(), ordered);
            }
            return List.of(only); // whatever else is known of it, there is no other
        }
        List<Target> able = able(call, ordered, overflow);
        List<Target> well = new ArrayList<>(able.size());
        List<Resting> resting = new ArrayList<>(0);
        for (Target target : able) {
            Resting rest = resting(moment, target);
            if (rest == null) {
                well.add(target);
            } else {
                resting.add(rest);
            }
        }
        resting.sort(Comparator.comparing(Resting::until));
        String all = well.isEmpty() ? "all are cooling or used up, the first to wake is asked: " : "";
        for (Resting rest : resting) {
            skipped(call, rest.target(), all + rest.why(), rest.until());
            well.add(rest.target());
        }
        return well;
    }

    // where nobody seems to be able, the catalogue may be wrong, so all are asked, as far as they can be made to fit
    private List<Target> able(Call call, Set<Target> targets, Overflow overflow) {
        List<Target> able = new ArrayList<>(targets.size());
        Map<Target, String> obstacles = new LinkedHashMap<>(0);
        for (Target target : targets) {
            String obstacle = fit.obstacle(call.request(), target);
            if (obstacle == null) {
                able.add(target);
            } else {
                obstacles.put(target, obstacle);
            }
        }
        if (able.isEmpty()) {
            for (Target target : targets) {
                if (shortening.possible(call.request(), target, overflow)) {
                    able.add(target);
                    obstacles.remove(target);
                }
            }
            if (able.isEmpty()) {
                throw shortening.refusal(call.request(), targets);
            }
        }
        obstacles.forEach((target, obstacle) -> skipped(call, target, obstacle, null));
        return able;
    }

    private void skipped(Call call, Target target, String why, @Nullable Instant until) {
        call.emit(new GatewayEvent.TargetSkipped(call.operation(), world.now(), target.toString(), why, until));
    }

    private static void order(Moment moment, Node node, Set<Target> into) {
        if (node instanceof Node.Leaf leaf) {
            into.add(leaf.target());
        } else if (node instanceof Node.Group group) {
            for (Node child : group.strategy().order(moment, group.children())) {
                order(moment, child, into);
            }
        }
    }

    // without a word of the vendor, half a second, doubled each time
    private @Nullable Later sooner(@Nullable Later known, Target target, ProviderFailedException e, int failures) {
        boolean longWait = e.retryAfter()
                .filter(asked -> asked.compareTo(patience.maxBackoff()) > 0)
                .isPresent();
        if (e.kind().again() == Again.NEVER || (e.kind().again() == Again.SOON && !longWait)) {
            return known;
        }
        Duration wait = e.retryAfter().orElse(Duration.ofMillis(500L << Math.min(failures - 1, 10)));
        return known == null || wait.compareTo(known.pause()) < 0 ? new Later(target, wait) : known;
    }

    private boolean inTime(Call call, Duration wait) {
        return wait.compareTo(patience.maxWait()) <= 0 && wait.toNanos() < nanosLeft(call);
    }

    private boolean over(Call call) {
        return call.attempts() >= patience.maxAttempts() || nanosLeft(call) <= 0;
    }

    private long nanosLeft(Call call) {
        return call.timeouts().total().toNanos() - (world.nanoTime() - call.startedNanos());
    }

    @Override
    public String toString() {
        return "fallback " + models;
    }
}
