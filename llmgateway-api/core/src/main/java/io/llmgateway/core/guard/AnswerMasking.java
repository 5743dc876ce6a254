package io.llmgateway.core.guard;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Chain;
import io.llmgateway.chain.Interceptor;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.core.config.PiiConfig;
import io.llmgateway.spi.World;

/** Searches answers for what is personal or secret and was not in the request, before its values are put back. */
final class AnswerMasking implements Interceptor {
    private final Masks masks;
    private final PiiConfig.Answers mode;
    private final World world;

    AnswerMasking(Masks masks, PiiConfig.Answers mode, World world) {
        this.masks = masks;
        this.mode = mode;
        this.world = world;
    }

    @Override
    public Reply intercept(Call call, Chain chain) {
        Reply reply = chain.proceed(call);
        if (!(call.request() instanceof ChatRequest chat)) {
            return reply;
        }
        Masks.Counts counts = call.get(Masking.COUNTS).orElseThrow();
        return new Answered(masks, mode, counts.values(), chat, call, world).search(reply);
    }

    @Override
    public String toString() {
        return "searches answers: " + mode;
    }
}
