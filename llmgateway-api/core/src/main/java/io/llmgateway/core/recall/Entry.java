package io.llmgateway.core.recall;

import io.llmgateway.chat.CacheHit;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.recall.Remembered;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A remembered answer.
 *
 * @param about what is known of it
 * @param response the answer, masked, with what it used
 * @param cost what it had cost, in US dollars; null where that is not known
 * @param ttl how long it is fresh
 * @param keep how long it is kept, from when it was answered
 * @param bornNanos when it was answered, on the ticker of the world, which nobody puts back
 * @param bytes what it weighs
 */
record Entry(
        Remembered about,
        ModelResponse response,
        @Nullable BigDecimal cost,
        Duration ttl,
        Duration keep,
        long bornNanos,
        int bytes) {
    Entry weighing(int weight) {
        return new Entry(about, response, cost, ttl, keep, bornNanos, weight);
    }

    long age(long nowNanos) {
        return Math.max(0, nowNanos - bornNanos);
    }

    CacheHit hit(CacheHit.Kind kind, Duration age) {
        return new CacheHit(kind, age, response.usage(), cost);
    }
}
