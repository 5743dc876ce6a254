package io.llmgateway.core.telemetry;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Ending;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ModelResponse;
import org.jspecify.annotations.Nullable;

/** Writes answers to the span of their round, since an attempt has ended before guards have let go of all of its answer. */
final class AnswerContent implements Interceptor {
    private final Tracing tracing;
    private final Settings settings;

    AnswerContent(Tracing tracing, Settings settings) {
        this.tracing = tracing;
        this.settings = settings;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Live span = tracing.innermost(call);
        Reply reply = chain.proceed(call);
        return span.recording() ? reply.onEnd(ending -> ended(span, ending)) : reply;
    }

    private void ended(Live span, Ending ending) {
        if (ending instanceof Ending.Complete complete) {
            write(span, complete.response(), null);
        } else if (ending instanceof Ending.Failed failed) {
            write(span, failed.partial(), FinishReason.ERROR);
        } else if (ending instanceof Ending.Abandoned abandoned) {
            write(span, abandoned.partial(), null);
        }
    }

    private void write(Live span, ModelResponse response, @Nullable FinishReason instead) {
        if (response instanceof ChatResponse chat) {
            span.write(() -> Content.answered(span, chat, instead, settings.openInference()));
        }
    }

    @Override
    public String toString() {
        return "answers on spans";
    }
}
