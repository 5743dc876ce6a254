package io.llmgateway.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.admit}: what may be asked at all, and how much of it.
 *
 * @param maxPromptChars the most characters of text in one request, over all messages; 4,000,000 if absent, about what
 *     the largest windows hold
 * @param assumedOutput the most tokens of answer a budget or a token limit reserves for a request that sets no maximum;
 *     what the catalogue knows of the model if absent, or 4,096 where it knows nothing
 * @param budgets names to budgets
 * @param limits names to limits of callers
 */
public record AdmitConfig(
        @Nullable Integer maxPromptChars,
        @Nullable Long assumedOutput,
        @Nullable Map<String, BudgetConfig> budgets,
        @Nullable Map<String, LimitConfig> limits) {
    /** Nothing but the defaults. */
    public static final AdmitConfig EMPTY = new AdmitConfig(null, null, null, null);

    /** The property of {@link #assumedOutput}, for messages. */
    public static final String ASSUMED_OUTPUT = "llmgateway.admit.assumed-output";

    private static final int DEFAULT_MAX_PROMPT_CHARS = 4_000_000;

    public AdmitConfig {
        if (maxPromptChars == null) {
            maxPromptChars = DEFAULT_MAX_PROMPT_CHARS;
        }
        budgets = budgets == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(budgets));
        limits = limits == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(limits));
        if (assumedOutput != null && assumedOutput < 1) {
            throw new IllegalArgumentException("assumed-output is " + assumedOutput + ": it must be 1 or more");
        }
        if (maxPromptChars < 1) {
            throw new IllegalArgumentException("max-prompt-chars is " + maxPromptChars + ": it must be 1 or more");
        }
    }
}
