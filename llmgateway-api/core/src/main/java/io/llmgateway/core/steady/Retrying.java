package io.llmgateway.core.steady;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.FailureClass.Again;
import io.llmgateway.core.config.SteadyConfig.RetryConfig;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.Objects;

/** Asks the same target again where a failure may pass, as long as the call's attempts and time last. */
final class Retrying implements Interceptor {
    private final RetryConfig config;
    private final int maxAttempts;
    private final World world;

    Retrying(RetryConfig config, int maxAttempts, World world) {
        this.config = config;
        this.maxAttempts = maxAttempts;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        int most = Objects.requireNonNull(config.attempts());
        for (int tried = 1; ; tried++) {
            long started = world.nanoTime();
            try {
                return chain.proceed(call);
            } catch (ProviderFailedException e) {
                if (tried >= most || e.kind().again() != Again.SOON || call.attempts() >= maxAttempts) {
                    throw e;
                }
                if (call.get(TargetStates.OTHERS_LEFT).isPresent()
                        && (e.failure().unreachable() || e.failure().outOfTime() || slow(started))) {
                    throw e;
                }
                Duration wait = wait(tried, e);
                if (!inTime(call, wait)) {
                    throw e;
                }
                String target = call.get(Target.ATTRIBUTE).map(Target::toString).orElse("");
                call.emit(new GatewayEvent.Retried(
                        call.operation(),
                        world.now(),
                        target,
                        wait,
                        e.kind(),
                        e.failure().ownLimit()));
                world.sleep(wait, call.cancellation());
            }
        }
    }

    // what the vendor asks for; else doubling, less up to a half by chance, so that callers do not come in step
    private Duration wait(int tried, ProviderFailedException e) {
        Duration asked = e.retryAfter().orElse(null);
        if (asked != null) {
            return asked;
        }
        long base = Objects.requireNonNull(config.backoff()).toNanos();
        long most = Objects.requireNonNull(config.maxBackoff()).toNanos();
        double full = Math.min((double) most, base * Math.pow(2, tried - 1));
        return Duration.ofNanos((long) (full * (1 - world.random() / 2)));
    }

    // what took so long to fail, such as a clock that ran out, may take as long again
    private boolean slow(long started) {
        return world.nanoTime() - started
                > Objects.requireNonNull(config.maxBackoff()).toNanos();
    }

    // a longer wait is better spent at another target; if there is none, whoever chooses waits
    private boolean inTime(Call call, Duration wait) {
        if (wait.compareTo(Objects.requireNonNull(config.maxBackoff())) > 0) {
            return false;
        }
        long left = call.timeouts().total().toNanos() - (world.nanoTime() - call.startedNanos());
        return wait.toNanos() < left;
    }

    @Override
    public String toString() {
        return "retry, " + config.attempts() + " attempts a target, " + maxAttempts + " a call";
    }
}
