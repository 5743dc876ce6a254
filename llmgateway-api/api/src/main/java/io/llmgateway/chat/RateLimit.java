package io.llmgateway.chat;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor said of one of its limits, with an answer or a failure.
 *
 * @param kind what is limited
 * @param limit how much there is when nothing is used, above 0
 * @param remaining how much was left at that moment, 0 or more; what vendors refill may exceed the limit for a moment
 * @param resetsAt when all of it is there again, by our clock; null where the vendor did not say
 */
public record RateLimit(Kind kind, long limit, long remaining, @Nullable Instant resetsAt) implements Serializable {
    /** What vendors limit. */
    public enum Kind {
        /** Requests. */
        REQUESTS,
        /** Tokens of prompts and answers. */
        TOKENS,
        /** Tokens of prompts. */
        INPUT_TOKENS,
        /** Tokens of answers. */
        OUTPUT_TOKENS
    }

    public RateLimit {
        Objects.requireNonNull(kind, "kind");
        if (limit <= 0) {
            throw new IllegalArgumentException("limit is " + limit + ": it must be above 0");
        }
        if (remaining < 0) {
            throw new IllegalArgumentException("remaining is " + remaining + ": it must not be negative");
        }
    }
}
