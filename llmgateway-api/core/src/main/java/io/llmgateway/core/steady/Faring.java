package io.llmgateway.core.steady;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chain.Target;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.core.catalogue.TokenEstimator;
import io.llmgateway.core.targets.Drifted;
import io.llmgateway.core.targets.TargetState;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes down how each target fares: how busy, how fast, how often it fails, what is left of its limits. A stream reports at its end. */
final class Faring implements Interceptor {
    private static final Duration KEY_RESTS = Duration.ofMinutes(5);

    private final TargetStates states;
    private final TokenEstimator estimator;
    private final World world;

    Faring(TargetStates states, TokenEstimator estimator, World world) {
        this.states = states;
        this.estimator = estimator;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Target target = call.get(Target.ATTRIBUTE).orElse(null);
        if (target == null) {
            return chain.proceed(call);
        }
        TargetState state = states.of(target);
        long started = world.nanoTime();
        TargetState.Mark mark = state.begin(estimator.needs(call.request(), target));
        try {
            Reply reply = chain.proceed(call);
            state.told(mark, reply.info().rateLimits());
            long first = world.nanoTime() - started;
            return reply.onEnd(new Watch(call, state, started, first));
        } catch (ProviderFailedException e) {
            if (e.failure().status() != null) {
                state.told(mark, e.failure().rateLimits());
            }
            failed(call, state, since(started), e);
            throw e;
        } catch (Throwable e) { // refused, cancelled: nothing was learnt of the target
            state.gone();
            throw e;
        }
    }

    /** An answer that has begun. A class: a lambda that takes numbers along is linked at several times the cost. */
    private final class Watch implements Consumer<Ending> {
        private final Call call;
        private final TargetState state;
        private final long started;
        private final long first;

        Watch(Call call, TargetState state, long started, long first) {
            this.call = call;
            this.state = state;
            this.started = started;
            this.first = first;
        }

        @Override
        public void accept(Ending ending) {
            if (ending instanceof Ending.Complete complete) {
                long tokens = complete.response().usage().totalOutput();
                tell(call, state, state.answered(world.nanoTime() - started, first, tokens, call.streamed()));
            } else if (ending instanceof Ending.Failed failed) {
                ProviderFailedException cause = cause(failed.error());
                if (cause == null) {
                    state.gone();
                } else {
                    failed(call, state, since(started), cause);
                }
            } else {
                state.gone();
            }
        }
    }

    static @Nullable ProviderFailedException cause(@Nullable Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof ProviderFailedException failed) {
                return failed;
            }
        }
        return null;
    }

    private void failed(Call call, TargetState state, Duration latency, ProviderFailedException e) {
        FailureClass.Blame blame = e.kind().blame();
        if (e.failure().unreachable()) {
            tell(call, state, state.unreached(latency));
            return;
        }
        if (blame == FailureClass.Blame.RATIO) {
            tell(call, state, state.failed(latency));
            e.retryAfter().ifPresent(state::cool);
            return;
        }
        state.gone();
        if (blame == FailureClass.Blame.TARGET) {
            state.cool(e.retryAfter().orElse(Duration.ZERO));
        } else if (blame == FailureClass.Blame.KEY) {
            states.coolAll(state.target().provider(), e.retryAfter().orElse(KEY_RESTS));
        }
    }

    private void tell(Call call, TargetState state, List<Drifted> changes) {
        for (Drifted change : changes) {
            call.emit(new GatewayEvent.TargetDrifted(
                    call.operation(),
                    world.now(),
                    state.target().toString(),
                    change.figure(),
                    change.usual(),
                    change.now(),
                    change.share()));
        }
    }

    private Duration since(long started) {
        return Duration.ofNanos(world.nanoTime() - started);
    }

    @Override
    public String toString() {
        return "health of targets";
    }
}
