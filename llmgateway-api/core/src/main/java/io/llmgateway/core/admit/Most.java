package io.llmgateway.core.admit;

import io.llmgateway.chain.Target;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.core.catalogue.Estimate;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The most one attempt at a target can come to.
 *
 * @param request what is asked
 * @param target where it goes
 * @param prompt its tokens, before they are counted
 * @param tokens of prompt and answer
 * @param dollars US dollars; null where the price is unknown
 */
record Most(ModelRequest request, Target target, Estimate prompt, BigDecimal tokens, @Nullable BigDecimal dollars) {
    /** Whether it holds for a request too: one that has not changed since, but for its model. */
    boolean isOf(ModelRequest other, Target to) {
        if (!target.equals(to)) {
            return false;
        }
        if (request instanceof ChatRequest mine && other instanceof ChatRequest chat) {
            // mostly they are the same objects
            return mine.maxTokens().equals(chat.maxTokens())
                    && Objects.equals(mine.messages(), chat.messages())
                    && Objects.equals(mine.tools(), chat.tools())
                    && mine.responseFormat().equals(chat.responseFormat())
                    && Objects.equals(mine.extra(), chat.extra());
        }
        if (request instanceof ModerationRequest mine && other instanceof ModerationRequest moderation) {
            return mine.inputs().equals(moderation.inputs());
        }
        return request instanceof EmbeddingRequest mine
                && other instanceof EmbeddingRequest embedding
                && mine.inputs().equals(embedding.inputs());
    }
}
