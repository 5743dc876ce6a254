package io.llmgateway.providers.anthropic;

import io.llmgateway.providers.kit.Consent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The places up to which Anthropic shall cache: at most four in a request, kept for five minutes or an hour. */
final class CacheMarks {
    private static final int MOST = 4;
    private static final long FIVE_MINUTES = 300;
    private static final long HOUR = 3600;

    private final Consent consent;
    private final int most;
    private final Deque<Block> marked = new ArrayDeque<>(MOST);

    /**
     * For one request.
     *
     * @param reserved how many of the four places are taken already
     */
    CacheMarks(Consent consent, int reserved) {
        this.consent = consent;
        this.most = MOST - reserved;
    }

    void mark(Block block, @Nullable Duration ttl) {
        if (!marked.contains(block)) {
            marked.add(block);
        }
        block.cache(ttl(ttl, consent));
        if (marked.size() > most) {
            // a later mark covers what an earlier one does, and more
            marked.remove().cache(null);
            consent.warn(
                    "cache_points", "Anthropic takes " + most + " cache points here; the first ones were left out");
        }
    }

    /** Anthropic's word for a time, empty for its default. */
    static String ttl(@Nullable Duration ttl, Consent consent) {
        if (ttl == null) {
            return "";
        }
        long seconds = ttl.toSeconds();
        if (seconds != FIVE_MINUTES && seconds != HOUR) {
            consent.warn(
                    "cache_ttl", "Anthropic caches for 5 minutes or an hour; the nearest to " + ttl + " was taken");
        }
        return seconds < (FIVE_MINUTES + HOUR) / 2 ? "5m" : "1h";
    }
}
