package io.llmgateway.core.watch;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Usage;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells how each call begins and ends. */
final class CallEvents implements Interceptor {
    private static final int DEEPEST = 10;

    private final World world;

    CallEvents(World world) {
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        ModelRequest request = call.request();
        String model = request.model().orElse("");
        call.emit(new GatewayEvent.CallStarted(
                call.operation(),
                world.now(),
                request.kind(),
                model,
                call.streamed(),
                request.tags(),
                call.user().orElse(null)));
        try {
            return chain.proceed(call.with(Attributes.MODEL_ASKED, model)).onEnd(ending -> ended(call, ending));
        } catch (Throwable e) {
            Outcome outcome = e instanceof CancelledException ? Outcome.ABANDONED : Outcome.FAILED;
            tell(call, outcome, null, null, e);
            throw e;
        }
    }

    private void ended(Call call, Ending ending) {
        if (ending instanceof Ending.Complete complete) {
            ModelResponse response = complete.response();
            FinishReason reason = response instanceof ChatResponse chat ? chat.finishReason() : null;
            tell(call, Outcome.COMPLETE, reason, response.usage(), null);
        } else if (ending instanceof Ending.Failed failed) {
            tell(call, Outcome.FAILED, null, failed.partial().usage(), failed.error());
        } else if (ending instanceof Ending.Abandoned abandoned) {
            tell(call, Outcome.ABANDONED, null, abandoned.partial().usage(), null);
        }
    }

    private void tell(
            Call call,
            Outcome outcome,
            @Nullable FinishReason reason,
            @Nullable Usage usage,
            @Nullable Throwable error) {
        ProviderFailedException failed = cause(error, ProviderFailedException.class);
        call.emit(new GatewayEvent.CallEnded(
                call.operation(),
                world.now(),
                outcome,
                reason,
                usage,
                error == null ? null : error.getClass().getSimpleName(),
                failed == null ? null : failed.kind(),
                rule(error, failed),
                Duration.ofNanos(world.nanoTime() - call.startedNanos())));
    }

    // a refusal, or a limit of ours that left no room
    private static @Nullable String rule(@Nullable Throwable error, @Nullable ProviderFailedException failed) {
        RefusedException refused = cause(error, RefusedException.class);
        if (refused != null) {
            return refused.rule();
        }
        return failed != null && failed.failure().ownLimit()
                ? "llmgateway.providers."
                        + TargetStates.configured(failed.provider().orElse("")) + ".limits"
                : null;
    }

    private static <T extends Throwable> @Nullable T cause(@Nullable Throwable error, Class<T> type) {
        Throwable next = error;
        for (int depth = 0; next != null && depth < DEEPEST; depth++) {
            if (type.isInstance(next)) {
                return type.cast(next);
            }
            next = next.getCause();
        }
        return null;
    }

    @Override
    public String toString() {
        return "call events";
    }
}
