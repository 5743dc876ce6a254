package io.llmgateway.core.telemetry;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ResponseFormat;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What attributes say of a request: how an answer is wanted, not what is asked. */
final class Asked {
    private Asked() {}

    static void write(SpanBuilder out, ModelRequest request, boolean latest) {
        if (request instanceof ChatRequest chat) {
            write(out, chat, latest);
            writeExtra(out, chat.extra(), latest);
        } else if (request instanceof EmbeddingRequest embedding) {
            embedding.dimensions().ifPresent(count -> out.setAttribute(Names.DIMENSIONS, count.longValue()));
        }
    }

    static <T> void set(SpanBuilder out, AttributeKey<T> key, Optional<T> value) {
        if (value.isPresent()) {
            out.setAttribute(key, value.get());
        }
    }

    private static void write(SpanBuilder out, ChatRequest chat, boolean latest) {
        ResponseFormat format = chat.responseFormat().orElse(null);
        if (format != null) {
            out.setAttribute(Names.OUTPUT_TYPE, format instanceof ResponseFormat.Text ? "text" : "json");
        }
        set(out, Names.MAX_TOKENS, chat.maxTokens());
        set(out, Names.TEMPERATURE, chat.temperature());
        set(out, Names.TOP_P, chat.topP());
        set(out, Names.SEED, chat.seed());
        if (!chat.stop().isEmpty()) {
            out.setAttribute(Names.STOP_SEQUENCES, chat.stop());
        }
        if (latest) {
            chat.reasoning().ifPresent(reasoning -> {
                if (reasoning.effort() != null) {
                    out.setAttribute(Names.LATEST_REASONING, reasoning.effort());
                }
            });
        }
    }

    // the vendors' own words, where they agree on them
    private static void writeExtra(SpanBuilder out, Map<String, Object> extra, boolean latest) {
        if (extra.isEmpty()) {
            return;
        }
        Number topK = number(extra, "top_k");
        if (topK != null && latest) {
            out.setAttribute(Names.LATEST_TOP_K, topK.longValue());
        } else if (topK != null) {
            out.setAttribute(Names.TOP_K, topK.doubleValue());
        }
        Number frequency = number(extra, "frequency_penalty");
        if (frequency != null) {
            out.setAttribute(Names.FREQUENCY_PENALTY, frequency.doubleValue());
        }
        Number presence = number(extra, "presence_penalty");
        if (presence != null) {
            out.setAttribute(Names.PRESENCE_PENALTY, presence.doubleValue());
        }
        Number choices = number(extra, "n");
        if (choices != null && choices.longValue() != 1) {
            out.setAttribute(Names.CHOICE_COUNT, choices.longValue());
        }
        if (latest && extra.get("previous_response_id") instanceof String previous) {
            out.setAttribute(Names.LATEST_PREVIOUS, previous);
        }
    }

    private static @Nullable Number number(Map<String, Object> extra, String name) {
        return extra.get(name) instanceof Number number ? number : null;
    }
}
