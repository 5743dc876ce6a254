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
 * @param access who may ask what; everybody everything if absent
 * @param data classes of data to where they may go
 */
public record AdmitConfig(
        @Nullable Integer maxPromptChars,
        @Nullable Long assumedOutput,
        @Nullable Map<String, BudgetConfig> budgets,
        @Nullable Map<String, LimitConfig> limits,
        @Nullable AccessConfig access,
        @Nullable Map<String, DataClassConfig> data) {
    /** Nothing but the defaults. */
    public static final AdmitConfig EMPTY = new AdmitConfig(null, null, null, null, null, null);

    /** The property of {@link #assumedOutput}, for messages. */
    public static final String ASSUMED_OUTPUT = "llmgateway.admit.assumed-output";

    private static final int DEFAULT_MAX_PROMPT_CHARS = 4_000_000;

    public AdmitConfig {
        if (maxPromptChars == null) {
            maxPromptChars = DEFAULT_MAX_PROMPT_CHARS;
        }
        budgets = budgets == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(budgets));
        limits = limits == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(limits));
        data = data == null ? Map.of() : filled(data);
        if (assumedOutput != null && assumedOutput < 1) {
            throw new IllegalArgumentException("assumed-output is " + assumedOutput + ": it must be 1 or more");
        }
        if (maxPromptChars < 1) {
            throw new IllegalArgumentException("max-prompt-chars is " + maxPromptChars + ": it must be 1 or more");
        }
    }

    // a name with nothing behind it is a class that goes nowhere
    private static Map<String, DataClassConfig> filled(Map<String, DataClassConfig> data) {
        Map<String, DataClassConfig> filled = new LinkedHashMap<>();
        data.forEach(
                (name, one) -> filled.put(name, one == null ? new DataClassConfig(null, null, null, null, null) : one));
        return Collections.unmodifiableMap(filled);
    }
}
