package io.llmgateway.core.steady;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.config.ProviderLimitsConfig;
import io.llmgateway.core.steady.Allowance.Sign;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps to our own limits of each target. Lies inside the retries, so that each attempt counts, and outside the health, so
 * that neither waiting nor being turned away here is held against the target.
 */
final class Pacing implements Interceptor {
    private static final Duration USUAL_WAIT = Duration.ofSeconds(5);

    private final Map<String, Turnstiles> byKey;
    private final TokenEstimator estimator;
    private final World world;

    Pacing(Map<String, Turnstiles> byKey, TokenEstimator estimator, World world) {
        this.byKey = Map.copyOf(byKey);
        this.estimator = estimator;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Target target = call.get(Target.ATTRIBUTE).orElse(null);
        Turnstiles turnstiles = target == null ? null : byKey.get(target.provider());
        if (target == null || turnstiles == null) {
            return chain.proceed(call);
        }
        ProviderLimitsConfig config = turnstiles.limits();
        ModelRequest request = call.request();
        long need = config.tokens() == null
                ? 0
                : estimator.prompt(request, target) + TokenEstimator.expectedOutput(request);
        Turnstile turnstile;
        long number;
        do {
            turnstile = turnstiles.of(target);
            number = turnstile.tryEnter(need);
            if (number == 0) {
                number = enter(call, target, turnstile, need, config);
            }
        } while (number < 0); // another one has taken its place
        long started = world.nanoTime();
        Reply reply;
        try {
            reply = chain.proceed(call);
        } catch (Throwable e) {
            turnstile.exit(number, need, need, sign(e), 0);
            throw e;
        }
        // a whole answer does not tell when it began
        long delay = call.streamed() ? world.nanoTime() - started : 0;
        return reply.onEnd(new Inside(turnstile, number, need, delay));
    }

    /** A call that was let through. A class: a lambda that takes numbers along is linked at several times the cost. */
    private record Inside(Turnstile turnstile, long number, long need, long delay) implements Consumer<Ending> {
        @Override
        public void accept(Ending ending) {
            turnstile.exit(number, need, used(ending, need), sign(ending), delay);
        }
    }

    private static Sign sign(Ending ending) {
        return ending instanceof Ending.Complete
                ? Sign.GOOD
                : ending instanceof Ending.Failed failed ? sign(failed.error()) : Sign.NONE;
    }

    private static Sign sign(@Nullable Throwable error) {
        ProviderFailedException failed = Faring.cause(error);
        boolean back = failed != null
                && switch (failed.kind()) {
                    case RATE_LIMITED, OVERLOADED -> true;
                    default -> failed.failure().outOfTime() && !failed.failure().unreachable();
                };
        return back ? Sign.PUSHED_BACK : Sign.NONE;
    }

    private long enter(Call call, Target target, Turnstile turnstile, long need, ProviderLimitsConfig config) {
        Duration most = mostWait(call, config);
        long left = call.timeouts().total().toNanos() - (world.nanoTime() - call.startedNanos());
        Duration wait = Duration.ofNanos(Math.max(0, Math.min(most.toNanos(), left)));
        String name = name(target);
        if (!wait.isZero()) {
            Integer allowed = turnstile.allowed();
            String why = "its limits, " + name + ", are reached"
                    + (allowed == null ? "" : "; allowed at the moment: " + allowed + " at a time");
            call.emit(new GatewayEvent.Waited(call.operation(), world.now(), target.toString(), wait, why));
        }
        long started = world.nanoTime();
        try {
            return turnstile.enter(call, caller(call), need, wait);
        } catch (Turnstile.Full e) {
            String message = "not sent, since " + name + " left no room"
                    + (wait.isZero() ? "" : " within " + wait.toMillis() + " ms") + "; raise it, or add another target";
            throw new ProviderFailedException(
                    target.provider(),
                    target.model(),
                    new Failure(FailureClass.RATE_LIMITED, message, null, "own_limit", null, e.retryAfter()),
                    null);
        } finally {
            if (!wait.isZero()) {
                Duration took = Duration.ofNanos(world.nanoTime() - started);
                call.emit(new GatewayEvent.WaitEnded(call.operation(), world.now(), target.toString(), took));
            }
        }
    }

    private static Duration mostWait(Call call, ProviderLimitsConfig config) {
        if (config.maxWait() != null) {
            return config.maxWait();
        }
        return call.get(TargetStates.OTHERS_LEFT).isPresent() ? Duration.ZERO : USUAL_WAIT;
    }

    // one key of several has the limits of its provider
    private static String name(Target target) {
        return "llmgateway.providers." + TargetStates.configured(target.provider()) + ".limits";
    }

    private static String caller(Call call) {
        String team = call.request().tags().get("team");
        return team != null
                ? "team " + team
                : call.user().map(user -> "user " + user).orElse("");
    }

    // an answer that is not complete may have used anything
    private static long used(Ending ending, long need) {
        long told = ending instanceof Ending.Complete complete
                ? complete.response().usage().total()
                : 0;
        return told == 0 ? need : told;
    }

    @Override
    public String toString() {
        return "limits of " + String.join(", ", byKey.keySet().stream().sorted().toList());
    }
}
