package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Call;
import io.llmgateway.event.GatewayListener;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/** A span under way. Nothing here throws: observation breaks no call. Thread-safe. */
final class Live {
    private final Tracing tracing;
    private final Span span;
    private final Context context;

    Live(Tracing tracing, Span span, Context context) {
        this.tracing = tracing;
        this.span = span;
        this.context = context;
    }

    /** Whether anybody will see it; if not, there is no need to write. */
    boolean recording() {
        try {
            return span.isRecording();
        } catch (Throwable e) { // no tracer breaks a call
            tracing.failed(e);
            return false;
        }
    }

    /** The call, with all further spans below this one, and a listener to what happens in it if anybody will see it. */
    Call around(Call call, GatewayListener listener) {
        // each way by itself: the copy in between is allocated only where the ways meet
        return recording()
                ? call.withListener(listener).with(Tracing.CONTEXT, context)
                : call.with(Tracing.CONTEXT, context);
    }

    /** Makes this the current span of the thread, until {@link #leave} on it. */
    @SuppressWarnings("MustBeClosedChecker") // whoever enters leaves
    Scope enter() {
        try {
            return context.makeCurrent();
        } catch (Throwable e) {
            tracing.failed(e);
            return Scope.noop();
        }
    }

    void leave(Scope entered) {
        try {
            entered.close();
        } catch (Throwable e) {
            tracing.failed(e);
        }
    }

    /** A context with this span and nothing else. */
    Context alone() {
        return Context.root().with(span);
    }

    <T> void set(AttributeKey<T> key, @Nullable T value) {
        if (value == null) {
            return;
        }
        try {
            span.setAttribute(key, value);
        } catch (Throwable e) {
            tracing.failed(e);
        }
    }

    void event(String name, Attributes attributes) {
        try {
            span.addEvent(name, attributes);
        } catch (Throwable e) {
            tracing.failed(e);
        }
    }

    void fail(String errorType) {
        set(Names.ERROR_TYPE, errorType);
        write(() -> span.setStatus(StatusCode.ERROR));
    }

    void end() {
        try {
            span.end();
        } catch (Throwable e) {
            tracing.failed(e);
        }
    }

    /** Writes something that may be hard to say. */
    void write(Runnable what) {
        try {
            what.run();
        } catch (Throwable e) {
            tracing.failed(e);
        }
    }
}
