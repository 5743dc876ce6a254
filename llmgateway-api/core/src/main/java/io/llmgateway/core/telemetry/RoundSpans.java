package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A span around each question to a model, with what the rooms did about it as its events. */
final class RoundSpans implements Interceptor, BiConsumer<Call, SpanBuilder> {
    private final Tracing tracing;
    private final Settings settings;
    private final Happenings happenings = new Happenings();

    RoundSpans(Tracing tracing, Settings settings) {
        this.tracing = tracing;
        this.settings = settings;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Live span = start(call);
        Round round = new Round(call, span);
        Call inside = span.around(call, round);
        Scope here = span.enter();
        try {
            return chain.proceed(inside).onEnd(round);
        } catch (Throwable e) {
            end(span, Outcomes.of(e), e);
            throw e;
        } finally {
            span.leave(here);
        }
    }

    /** Reads the events of one round. Thread-safe: ways of a call may run at once. */
    private final class Round implements GatewayListener, Consumer<Ending> {
        private final Call call;
        private final Live span;

        Round(Call call, Live span) {
            this.call = call;
            this.span = span;
        }

        @Override
        public void on(GatewayEvent event) {
            call.emit(event);
            try {
                happenings.write(event, span);
            } catch (Throwable e) { // observation breaks no call
                tracing.failed(e);
            }
        }

        @Override
        public void accept(Ending ending) {
            end(span, Outcomes.of(ending), ending instanceof Ending.Failed failed ? failed.error() : null);
        }
    }

    private Live start(Call call) {
        return tracing.start(call, "llmgateway round", SpanKind.INTERNAL, call, this);
    }

    /** Says what was asked. */
    @Override
    public void accept(Call call, SpanBuilder out) {
        out.setAttribute(Names.OPERATION_ID, call.operation());
        Asked.set(out, Names.MODEL_ASKED, call.request().model());
        if (settings.openInference()) {
            out.setAttribute(OpenInference.KIND, "CHAIN");
        }
    }

    private static void end(Live span, String outcome, @Nullable Throwable error) {
        span.set(Names.OUTCOME, outcome);
        Outcomes.fail(span, outcome, error);
        span.end();
    }

    @Override
    public String toString() {
        return "spans of rounds";
    }
}
