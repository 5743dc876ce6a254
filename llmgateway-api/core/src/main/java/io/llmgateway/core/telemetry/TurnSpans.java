package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.Cost;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A span around each turn. Its attributes are our own: with those of the conventions, back ends would count it as one more
 * generation.
 */
final class TurnSpans implements Interceptor, BiConsumer<Call, SpanBuilder> {
    private final Tracing tracing;
    private final Settings settings;
    private final Memo<String, String> names = new Memo<>();

    TurnSpans(Tracing tracing, Settings settings) {
        this.tracing = tracing;
        this.settings = settings;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Turn turn = new Turn(call, start(call));
        Scope here = turn.span.enter();
        try {
            return chain.proceed(turn.watched()).onEnd(turn);
        } catch (Throwable e) {
            turn.failed(e);
            throw e;
        } finally {
            turn.span.leave(here);
        }
    }

    private Live start(Call call) {
        String name = names.of(Names.operation(call.request()), operation -> "llmgateway " + operation);
        return tracing.start(call, name, SpanKind.INTERNAL, call, this);
    }

    /** Says what was asked. */
    @Override
    public void accept(Call call, SpanBuilder out) {
        out.setAttribute(Names.OWN_OPERATION, Names.operation(call.request()))
                .setAttribute(Names.OPERATION_ID, call.operation())
                .setAttribute(Names.STREAMED, call.streamed());
        Asked.set(out, Names.MODEL_ASKED, call.request().model());
        settings.writeTags(out, call.request().tags());
        if (settings.openInference()) {
            out.setAttribute(OpenInference.KIND, "CHAIN");
        }
    }

    /** Reads the events of one turn. Thread-safe: ways of a call may run at once. */
    private static final class Turn implements GatewayListener, Consumer<Ending> {
        private final Call call;
        private final Live span;
        private final AtomicInteger attempts = new AtomicInteger();
        private final AtomicReference<Cost> cost = new AtomicReference<>(Cost.ZERO);
        private volatile @Nullable CacheHit hit;

        Turn(Call call, Live span) {
            this.call = call;
            this.span = span;
        }

        Call watched() {
            return span.around(call, this);
        }

        @Override
        public void on(GatewayEvent event) {
            call.emit(event);
            if (event instanceof GatewayEvent.AttemptEnded ended) {
                attempts.incrementAndGet();
                cost.accumulateAndGet(ended.attempt().cost(), Cost::plus);
            } else if (event instanceof GatewayEvent.Recalled recalled) {
                hit = recalled.hit();
            }
        }

        @Override
        public void accept(Ending ending) {
            tell(Outcomes.of(ending), ending instanceof Ending.Failed failed ? failed.error() : null);
        }

        void failed(Throwable error) {
            tell(Outcomes.of(error), error);
        }

        private void tell(String outcome, @Nullable Throwable error) {
            if (span.recording()) {
                Cost all = Objects.requireNonNull(cost.get());
                span.set(Names.OUTCOME, outcome);
                span.set(Names.ATTEMPTS, (long) attempts.get());
                span.set(Names.COST, all.known().doubleValue()); // OpenTelemetry has no decimals
                span.set(Names.CURRENCY, "USD");
                span.set(Names.COST_STATUS, Names.word(all.status()));
                CacheHit from = hit;
                if (from != null) {
                    span.set(Names.CACHE, Names.word(from.kind()));
                    span.set(
                            Names.CACHE_SAVED,
                            from.saved() == null ? null : from.saved().doubleValue());
                }
                Outcomes.fail(span, outcome, error);
            }
            span.end();
        }
    }

    @Override
    public String toString() {
        return "spans of turns";
    }
}
