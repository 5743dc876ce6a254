package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Attribute;
import io.llmgateway.chain.Call;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** Starts spans, each below the right one. What OpenTelemetry throws goes no further. Thread-safe. */
final class Tracing {
    /** The innermost span of a call, for those of its ways that go on on a thread that knows nothing. */
    static final Attribute<Context> CONTEXT = Attribute.of("trace context", Context.class);

    private static final System.Logger LOG = System.getLogger(Tracing.class.getName());
    private static final ContextKey<String> OPERATION = ContextKey.named("llmgateway.operation");

    private final Tracer tracer;
    private final AtomicBoolean told = new AtomicBoolean();

    Tracing(OpenTelemetry to) {
        tracer = to.getTracer(Names.SCOPE);
    }

    // what writes the attributes writes them where they stay: collected first, they came to 300 bytes a span
    <T> Live start(Call call, String name, SpanKind kind, T about, BiConsumer<? super T, SpanBuilder> attributes) {
        Context parent = parent(call);
        try {
            SpanBuilder builder = tracer.spanBuilder(name).setParent(parent).setSpanKind(kind);
            attributes.accept(about, builder);
            Span span = builder.startSpan();
            Context inside = parent.with(span);
            return new Live(this, span, within(call, parent) ? inside : inside.with(OPERATION, call.operation()));
        } catch (Throwable e) { // observation breaks no call
            failed(e);
            return new Live(this, Span.getInvalid(), parent);
        }
    }

    /** The span of ours that a call is in. */
    Live innermost(Call call) {
        Context context = call.get(CONTEXT).orElse(Context.root());
        return new Live(this, Span.fromContext(context), context);
    }

    // a reader's thread is in other spans, or in none; within the call, there may be spans of the application's
    // interceptors
    private static Context parent(Call call) {
        Context current = Context.current();
        return within(call, current) ? current : call.get(CONTEXT).orElse(current);
    }

    private static boolean within(Call call, Context context) {
        return call.operation().equals(context.get(OPERATION));
    }

    // what is broken is broken for each span of each call: told once
    void failed(Throwable e) {
        System.Logger.Level level = told.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
        LOG.log(level, "a span could not be written; further ones are told at the level of debugging", e);
    }
}
