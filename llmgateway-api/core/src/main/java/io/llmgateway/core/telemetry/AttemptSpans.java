package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.ExtraHeaders;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import io.llmgateway.event.GatewayEvent;
import io.llmgateway.event.GatewayListener;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A span around each attempt, by the conventions for generative AI. It lasts from {@link GatewayEvent.AttemptStarted} to the
 * end of the reply, so an attempt that was refused before it was sent has none.
 */
final class AttemptSpans implements Interceptor {
    private static final double NANOS = 1e9;

    private final Tracing tracing;
    private final Settings settings;
    private final Vendors vendors;
    private final TextMapPropagator propagator;
    private final boolean judged;
    private final Memo<Name, String> names = new Memo<>();

    private record Name(String operation, String model) {
        String text() {
            return operation + " " + model;
        }

        // by hand: what the compiler writes links classes when it first runs
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name that && operation.equals(that.operation) && model.equals(that.model);
        }

        @Override
        public int hashCode() {
            return operation.hashCode() * 31 + model.hashCode();
        }
    }

    AttemptSpans(Tracing tracing, Settings settings, Vendors vendors, TextMapPropagator propagator, boolean judged) {
        this.tracing = tracing;
        this.settings = settings;
        this.vendors = vendors;
        this.propagator = propagator;
        this.judged = judged;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Watch watch = new Watch(call);
        Call inside = call.withListener(watch);
        try {
            return chain.proceed(settings.propagate() ? inside.with(ExtraHeaders.ATTRIBUTE, watch) : inside)
                    .onEnd(watch);
        } catch (Throwable e) {
            watch.failed(e);
            throw e;
        } finally {
            watch.leave();
        }
    }

    private Live start(Call call, GatewayEvent.AttemptStarted attempt) {
        String name = names.of(new Name(Names.operation(call.request()), attempt.model()), Name::text);
        return tracing.start(call, name, SpanKind.CLIENT, attempt, (started, out) -> write(out, call, started));
    }

    private void write(SpanBuilder out, Call call, GatewayEvent.AttemptStarted attempt) {
        Vendors.Vendor vendor = vendors.get(attempt.provider());
        out.setAttribute(Names.OPERATION, Names.operation(call.request()))
                .setAttribute(Names.PROVIDER, vendor.name())
                .setAttribute(Names.REQUEST_MODEL, attempt.model())
                .setAttribute(Names.OPERATION_ID, call.operation())
                .setAttribute(Names.PROVIDER_ID, attempt.provider())
                .setAttribute(Names.ATTEMPT_NUMBER, (long) attempt.number());
        if (vendor.address() != null) {
            out.setAttribute(Names.SERVER_ADDRESS, vendor.address()).setAttribute(Names.SERVER_PORT, vendor.port());
        }
        if (streamed(call)) {
            out.setAttribute(Names.STREAM, true);
        }
        String asked = call.get(Attributes.MODEL_ASKED).orElse("");
        if (!asked.isEmpty()) {
            out.setAttribute(Names.MODEL_ASKED, asked);
        }
        Purpose purpose = call.get(Attributes.PURPOSE).orElse(Purpose.ANSWER);
        if (purpose != Purpose.ANSWER) {
            out.setAttribute(Names.PURPOSE, Names.word(purpose));
        }
        Asked.write(out, call.request(), settings.latest());
        settings.writeTags(out, call.request().tags());
        if (settings.openInference()) {
            OpenInference.asked(out, call.request(), attempt.model(), vendor.name());
        }
    }

    /** One attempt. Its methods are called one after another, if not by one thread. */
    private final class Watch implements GatewayListener, ExtraHeaders, Consumer<Ending> {
        private final Call call;
        private @Nullable Live span;
        private @Nullable Scope scope;
        private @Nullable Attempt attempt;

        Watch(Call call) {
            this.call = call;
        }

        @Override
        public void on(GatewayEvent event) {
            call.emit(event);
            if (event instanceof GatewayEvent.AttemptStarted started) {
                Live live = start(call, started);
                span = live;
                scope = live.enter();
                if (live.recording() && asks(call) && call.request() instanceof ChatRequest chat) {
                    live.write(() -> Content.asked(live, chat, settings.openInference()));
                }
            } else if (event instanceof GatewayEvent.AttemptEnded ended) {
                attempt = ended.attempt();
            }
        }

        @Override
        public Map<String, String> headers() {
            Map<String, String> headers = new HashMap<>(4);
            Live live = span;
            if (live != null) {
                live.write(() -> propagator.inject(live.alone(), headers, (to, name, value) -> {
                    if (to != null) {
                        to.put(name, value);
                    }
                }));
            }
            return headers;
        }

        void leave() {
            if (span != null && scope != null) {
                span.leave(scope);
            }
        }

        @Override
        public void accept(Ending ending) {
            if (ending instanceof Ending.Complete complete) {
                end(complete.response(), null, null);
            } else if (ending instanceof Ending.Failed failed) {
                end(failed.partial(), FinishReason.ERROR, failed.error());
            } else if (ending instanceof Ending.Abandoned abandoned) {
                end(abandoned.partial(), null, null);
            }
        }

        void failed(Throwable error) {
            end(null, null, error);
        }

        private void end(@Nullable ModelResponse response, @Nullable FinishReason instead, @Nullable Throwable error) {
            Live live = span;
            if (live == null) {
                return;
            }
            if (live.recording()) {
                try {
                    write(live, response, instead, error);
                } catch (Throwable e) { // observation breaks no call
                    tracing.failed(e);
                }
            }
            live.end();
        }

        private void write(
                Live live,
                @Nullable ModelResponse response,
                @Nullable FinishReason instead,
                @Nullable Throwable error) {
            if (attempt != null) {
                told(live, attempt, response);
            }
            if (response != null) {
                answered(live, response, instead);
            }
            if (error != null && (attempt == null || attempt.failure() == null)) {
                Outcomes.fail(live, Outcomes.of(error), error);
            }
        }

        // what was booked
        private void told(Live live, Attempt booked, @Nullable ModelResponse response) {
            live.set(Names.OUTCOME, Names.word(booked.outcome()));
            if (streamed(call) && booked.firstToken() != null) {
                live.set(Names.TIME_TO_FIRST_CHUNK, booked.firstToken().toNanos() / NANOS);
            }
            Usage usage = booked.usage();
            if (usage.total() > 0) {
                used(live, usage);
            }
            if (booked.cost().status().priced()) {
                live.set(Names.COST, booked.cost().known().doubleValue()); // OpenTelemetry has no decimals
                live.set(Names.CURRENCY, "USD");
                boolean told = response != null && response.info().billed().isPresent();
                live.set(Names.COST_SOURCE, told ? "provider" : "local");
            }
            live.set(Names.COST_STATUS, Names.word(booked.cost().status()));
            Failure failure = booked.failure();
            if (failure != null) {
                live.set(Names.HTTP_STATUS, failure.status() == null ? null : (long) failure.status());
                live.set(Names.FAILURE_CODE, failure.code());
                live.set(Names.REQUEST_ID, failure.requestId());
                live.fail(Names.word(failure.kind()));
            }
            if (settings.openInference()) {
                OpenInference.told(live, booked);
            }
        }

        private void used(Live live, Usage usage) {
            live.set(Names.INPUT_TOKENS, usage.totalInput());
            if (call.request() instanceof ChatRequest) {
                live.set(Names.OUTPUT_TOKENS, usage.totalOutput());
            }
            live.set(Names.CACHE_READ_TOKENS, some(usage.cacheRead()));
            live.set(Names.cacheWrite(settings.conventions()), some(usage.cacheWrite() + usage.cacheWriteLong()));
            live.set(Names.REASONING_TOKENS, some(usage.reasoning()));
            if (settings.latest()) {
                live.set(Names.LATEST_AUDIO_INPUT, some(usage.audioInput()));
                live.set(Names.LATEST_AUDIO_OUTPUT, some(usage.audioOutput()));
                live.set(Names.LATEST_IMAGE_INPUT, some(usage.imageInput()));
                live.set(Names.LATEST_IMAGE_OUTPUT, some(usage.imageOutput()));
            }
            live.set(Names.USAGE_ESTIMATED, usage.estimated() ? true : null);
        }

        private static @Nullable Long some(long tokens) {
            return tokens > 0 ? tokens : null;
        }

        private void answered(Live live, ModelResponse response, @Nullable FinishReason instead) {
            live.set(Names.RESPONSE_ID, response.info().id().orElse(null));
            live.set(Names.RESPONSE_MODEL, response.model().isEmpty() ? null : response.model());
            live.set(Names.REQUEST_ID, response.requestId().orElse(null));
            boolean complete = attempt == null || attempt.outcome() == io.llmgateway.chat.Outcome.COMPLETE;
            if (response instanceof ChatResponse chat && (complete || instead != null)) {
                FinishReason reason = instead == null ? chat.finishReason() : instead;
                live.set(Names.FINISH_REASONS, List.of(reason.value()));
            }
            if (settings.content() && !judged && response instanceof ChatResponse chat) {
                Content.answered(live, chat, instead, settings.openInference());
            }
        }
    }

    // questions about an answer, and those that go on with one, quote what guards may still hide
    private boolean asks(Call call) {
        return settings.content()
                && !(judged
                        && call.get(Attributes.PURPOSE)
                                .filter(purpose -> purpose == Purpose.JUDGE || purpose == Purpose.CONTINUATION)
                                .isPresent());
    }

    // a vector for a streamed chat comes whole
    private static boolean streamed(Call call) {
        return call.streamed() && call.request() instanceof ChatRequest;
    }

    @Override
    public String toString() {
        return "spans of attempts";
    }
}
