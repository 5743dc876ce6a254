package io.llmgateway.spring;

import io.llmgateway.chat.ChatEvent;
import io.llmgateway.chat.Json;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.NoTargetLeftException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.error.StreamBrokenException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a browser is told of an answer. Always JSON: the framing of server-sent events would eat spaces and line ends of plain
 * text.
 *
 * @param name the event's; null for a message
 * @param data JSON; null for a comment, which keeps the line alive and shows whether somebody is there
 */
record BrowserEvent(@Nullable String name, @Nullable String data) {
    /** A browser that comes back by itself would ask, and pay, again: it does so after a day. */
    static final Duration RETRY = Duration.ofDays(1);

    private static final BrowserEvent COMMENT = new BrowserEvent(null, null);

    static BrowserEvent of(ChatEvent event) {
        if (event instanceof ChatEvent.TextDelta piece) {
            return json(null, Map.of("text", piece.text()));
        }
        if (event instanceof ChatEvent.RefusalDelta piece) {
            return json("refusal", Map.of("text", piece.text()));
        }
        return event instanceof ChatEvent.Finished finished ? json("finish", finish(finished)) : COMMENT;
    }

    private static Map<String, ?> finish(ChatEvent.Finished finished) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("reason", finished.reason().value());
        Usage usage = finished.usage();
        if (usage.total() > 0) {
            fields.put("inputTokens", usage.totalInput());
            fields.put("outputTokens", usage.totalOutput());
        }
        return fields;
    }

    /** Neither vendors, models nor rules: they are nobody's business outside. */
    static BrowserEvent failure(Throwable error) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind(error));
        if (error instanceof LlmException llm) {
            fields.put("retryable", llm.retryable());
            llm.retryAfter().ifPresent(wait -> fields.put("retryAfterMillis", wait.toMillis()));
        } else {
            fields.put("retryable", false);
        }
        return json("failure", fields);
    }

    private static String kind(Throwable error) {
        if (error instanceof RefusedException || error.getCause() instanceof RefusedException) {
            return "refused";
        }
        if (error instanceof InvalidRequestException) {
            return "invalid";
        }
        if (error instanceof StreamBrokenException) {
            return "broken";
        }
        if (error instanceof CancelledException) {
            return "cancelled";
        }
        return error instanceof ProviderFailedException || error instanceof NoTargetLeftException
                ? "unavailable"
                : "internal";
    }

    private static BrowserEvent json(@Nullable String name, Map<String, ?> fields) {
        return new BrowserEvent(name, Json.of(fields).text());
    }
}
