package io.llmgateway.recall;

import java.math.BigDecimal;

/**
 * What a cache did since its client was built.
 *
 * @param hits answers that were remembered
 * @param stale answers that were remembered and past their time
 * @param shared answers shared with another call at the same moment
 * @param misses calls that looked for an answer and had to ask
 * @param passed calls that were not looked up, by their wish or their nature
 * @param stored answers that were remembered anew
 * @param entries answers held in memory
 * @param bytes what they weigh
 * @param savedTokens tokens that were not used, of prompts and answers
 * @param saved US dollars that were not spent, as far as prices are known
 * @param storeFailures how often the shared store failed, was late or gave nonsense
 * @param promptTokens tokens of all prompts sent to vendors for answers
 * @param promptCacheRead those of them that vendors read from caches of their own
 * @param promptCacheSaved US dollars that was cheaper, less what writing to those caches cost more, as far as bills show both
 *     prices; below zero where writing cost more than reading saved
 */
public record RecallStats(
        long hits,
        long stale,
        long shared,
        long misses,
        long passed,
        long stored,
        long entries,
        long bytes,
        long savedTokens,
        BigDecimal saved,
        long storeFailures,
        long promptTokens,
        long promptCacheRead,
        BigDecimal promptCacheSaved) {
    /**
     * The share of calls looked up for which no vendor was asked.
     *
     * @return from 0 to 1; 0 where none was looked up
     */
    public double hitRate() {
        long served = hits + stale + shared;
        return served == 0 ? 0 : (double) served / (served + misses);
    }

    /**
     * The share of prompt tokens that vendors read from caches of their own.
     *
     * @return from 0 to 1; 0 where none was sent
     */
    public double promptCacheRate() {
        return promptTokens == 0 ? 0 : (double) promptCacheRead / promptTokens;
    }
}
