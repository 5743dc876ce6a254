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
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.spi.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells how each call begins and ends. */
final class CallEvents implements Interceptor {
    private final World world;

    CallEvents(World world) {
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        ModelRequest request = call.request();
        String model = request.model().orElse("");
        call.emit(new GatewayEvent.CallStarted(
                call.operation(), world.now(), request.kind(), model, call.streamed(), request.tags()));
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
        call.emit(new GatewayEvent.CallEnded(
                call.operation(),
                world.now(),
                outcome,
                reason,
                usage,
                error == null ? null : error.getClass().getSimpleName(),
                refusedBy(error),
                Duration.ofNanos(world.nanoTime() - call.startedNanos())));
    }

    // a guard refuses an answer after it has begun too; then it is the cause
    private static @Nullable String refusedBy(@Nullable Throwable error) {
        Throwable why = error instanceof StreamBrokenException ? error.getCause() : error;
        return why instanceof RefusedException refused ? refused.rule() : null;
    }

    @Override
    public String toString() {
        return "call events";
    }
}
