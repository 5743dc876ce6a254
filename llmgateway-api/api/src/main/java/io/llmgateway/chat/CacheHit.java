package io.llmgateway.chat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to know of an answer for which no vendor was asked.
 *
 * @param kind where it came from
 * @param age how long ago the vendor gave it; zero where it was shared as it came
 * @param usage what it used when the vendor gave it, and this call therefore did not
 * @param saved what that had cost, in US dollars; null where its price is not known
 */
public record CacheHit(Kind kind, Duration age, Usage usage, @Nullable BigDecimal saved) {
    /** Where an answer came from. */
    public enum Kind {
        /** It was remembered. */
        REMEMBERED,
        /** It was remembered and past its time; served because the call allows it. */
        STALE,
        /** Another call had asked the same at that moment, and both got one answer. */
        SHARED
    }

    public CacheHit {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(age, "age");
        Objects.requireNonNull(usage, "usage");
    }
}
