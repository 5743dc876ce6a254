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
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps to our own limits of each target. Lies inside the retries, so that each attempt counts, and outside the health, so
 * that neither waiting nor being turned away here is held against the target.
 */
final class Pacing implements Interceptor {
    private final Map<Target, Turnstile> turnstiles = new ConcurrentHashMap<>();
    private final Map<String, ProviderLimitsConfig> limits;
    private final TokenEstimator estimator;
    private final World world;

    Pacing(Map<String, ProviderLimitsConfig> limits, TokenEstimator estimator, World world) {
        this.limits = Map.copyOf(limits);
        this.estimator = estimator;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Target target = call.get(Target.ATTRIBUTE).orElse(null);
        ProviderLimitsConfig config = target == null ? null : limits.get(target.provider());
        if (target == null || config == null) {
            return chain.proceed(call);
        }
        Turnstile turnstile = turnstiles.computeIfAbsent(target, fresh -> new Turnstile(config, world));
        ModelRequest request = call.request();
        long need = config.tokens() == null
                ? 0
                : estimator.prompt(request, target) + TokenEstimator.expectedOutput(request);
        if (!turnstile.tryEnter(need)) {
            enter(call, target, turnstile, need, config);
        }
        Reply reply;
        try {
            reply = chain.proceed(call);
        } catch (Throwable e) {
            turnstile.exit(need, need);
            throw e;
        }
        return reply.onEnd(ending -> turnstile.exit(need, used(ending, need)));
    }

    private void enter(Call call, Target target, Turnstile turnstile, long need, ProviderLimitsConfig config) {
        Duration most = Objects.requireNonNull(config.maxWait());
        long left = call.timeouts().total().toNanos() - (world.nanoTime() - call.startedNanos());
        Duration wait = Duration.ofNanos(Math.max(0, Math.min(most.toNanos(), left)));
        String name = name(target);
        if (!wait.isZero()) {
            call.emit(new GatewayEvent.Waited(
                    call.operation(), world.now(), target.toString(), wait, "its limits, " + name + ", are reached"));
        }
        try {
            turnstile.enter(call, caller(call.request()), need, wait);
        } catch (Turnstile.Full e) {
            String message = "not sent, since " + name + " left no room within " + wait.toMillis()
                    + " ms; raise it, or add another target";
            throw new ProviderFailedException(
                    target.provider(),
                    target.model(),
                    new Failure(FailureClass.RATE_LIMITED, message, null, "own_limit", null, e.retryAfter()),
                    null);
        }
    }

    // one key of several has the limits of its provider
    private static String name(Target target) {
        int key = target.provider().indexOf('#');
        return "llmgateway.providers."
                + (key < 0 ? target.provider() : target.provider().substring(0, key)) + ".limits";
    }

    private static String caller(ModelRequest request) {
        String team = request.tags().get("team");
        return team != null
                ? "team " + team
                : request.endUser().map(user -> "user " + user).orElse("");
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
        return "limits of "
                + String.join(", ", limits.keySet().stream().sorted().toList());
    }
}
