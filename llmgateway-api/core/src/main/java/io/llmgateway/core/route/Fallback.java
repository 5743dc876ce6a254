package io.llmgateway.core.route;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.FailureClass.Again;
import io.llmgateway.chat.FailureClass.Elsewhere;
import io.llmgateway.core.catalogue.ModelCatalogue;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.targets.TargetState;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.money.ModelInfo;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
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
    private final Fit fit;
    private final Executor threads;
    private final Patience patience;
    private final World world;

    /**
     * How long a call goes on.
     *
     * @param maxAttempts the most attempts, over all targets
     * @param maxWait the longest wait a vendor may ask for
     */
    record Patience(int maxAttempts, Duration maxWait) {}

    Fallback(
            Models models,
            TargetStates states,
            ModelCatalogue catalogue,
            TokenEstimator estimator,
            Executor threads,
            Patience patience,
            World world) {
        this.models = models;
        this.states = states;
        this.catalogue = catalogue;
        this.estimator = estimator;
        this.fit = new Fit(catalogue, estimator);
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
        Node node = models.get("model", model);
        Moment moment = new Moment(call, states, catalogue, estimator, world);
        Deque<Target> left = new ArrayDeque<>(candidates(moment, node));
        call.emit(new GatewayEvent.TargetsChosen(
                call.operation(),
                world.now(),
                model,
                left.stream().map(Target::toString).toList()));
        await(moment, left.element());
        List<ProviderFailedException> failures = new ArrayList<>(0);
        Later later = null;
        while (true) {
            Target target = left.poll();
            if (target == null) {
                if (later == null || !inTime(call, later.pause())) {
                    throw none(model, failures);
                }
                ProviderFailedException last = failures.get(failures.size() - 1);
                call.emit(new GatewayEvent.Retried(
                        call.operation(), world.now(), later.target().toString(), later.pause(), last.kind()));
                world.sleep(later.pause(), call.cancellation());
                target = later.target();
                later = null;
            }
            Duration hedge = left.isEmpty() ? null : hedgeAfter(node, target);
            if (hedge == null) {
                try {
                    return chain.proceed(call.withRequest(call.request().withModel(target.model()))
                            .with(Target.ATTRIBUTE, target));
                } catch (ProviderFailedException e) {
                    later = goOn(call, model, target, e, left, failures, later);
                }
            } else {
                Target second = left.element();
                List<Race.Lost> lost = new ArrayList<>(2);
                Reply won = new Race(call, chain, threads, world).run(target, second, hedge, lost);
                if (won != null) {
                    return won;
                }
                for (Race.Lost loser : lost) {
                    left.remove(loser.target());
                    if (!(loser.error() instanceof ProviderFailedException e)) {
                        throw sneaky(loser.error());
                    }
                    later = goOn(call, model, loser.target(), e, left, failures, later);
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // it was thrown on another thread just so
    private static <T extends Throwable> RuntimeException sneaky(Throwable error) throws T {
        throw (T) error;
    }

    private @Nullable Later goOn(
            Call call,
            String model,
            Target target,
            ProviderFailedException e,
            Deque<Target> left,
            List<ProviderFailedException> failures,
            @Nullable Later later) {
        failures.add(e);
        if (e.kind().elsewhere() == Elsewhere.NEVER || over(call) || failures.size() >= patience.maxAttempts()) {
            throw none(model, failures);
        }
        if (e.kind().elsewhere() == Elsewhere.LARGER_WINDOW) {
            left.removeIf(next -> !larger(next, target));
        }
        if (left.peek() != null) {
            call.emit(new GatewayEvent.FellBack(
                    call.operation(),
                    world.now(),
                    target.toString(),
                    left.element().toString(),
                    e.kind()));
        }
        return sooner(later, target, e, failures.size());
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
    private List<Target> candidates(Moment moment, Node node) {
        Call call = moment.call();
        Set<Target> ordered = new LinkedHashSet<>();
        order(moment, node, ordered);
        if (ordered.size() == 1) {
            return List.copyOf(ordered); // whatever is known of it, there is no other
        }
        List<Target> able = able(call, ordered);
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

    // where nobody seems to be able, the catalogue may be wrong, so all are asked
    private List<Target> able(Call call, Set<Target> targets) {
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
            return List.copyOf(targets);
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
    private static @Nullable Later sooner(
            @Nullable Later known, Target target, ProviderFailedException e, int failures) {
        if (e.kind().again() != Again.LAST) {
            return known;
        }
        Duration wait = e.retryAfter().orElse(Duration.ofMillis(500L << Math.min(failures - 1, 10)));
        return known == null || wait.compareTo(known.pause()) < 0 ? new Later(target, wait) : known;
    }

    private boolean larger(Target next, Target than) {
        Long window = catalogue.find(than).map(ModelInfo::window).orElse(null);
        Long other = catalogue.find(next).map(ModelInfo::window).orElse(null);
        return window == null || other == null || other > window;
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

    private static RuntimeException none(String model, List<ProviderFailedException> failures) {
        return failures.size() == 1 ? failures.get(0) : new NoTargetLeftException(model, failures);
    }

    @Override
    public String toString() {
        return "fallback " + models;
    }
}
