package io.llmgateway.core.config;

import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.admit}: what may be asked at all.
 *
 * @param maxPromptChars the most characters of text in one request, over all messages; 4,000,000 if absent, about what
 *     the largest windows hold
 */
public record AdmitConfig(@Nullable Integer maxPromptChars) {
    private static final int DEFAULT_MAX_PROMPT_CHARS = 4_000_000;

    public AdmitConfig {
        if (maxPromptChars == null) {
            maxPromptChars = DEFAULT_MAX_PROMPT_CHARS;
        }
        if (maxPromptChars < 1) {
            throw new IllegalArgumentException("max-prompt-chars is " + maxPromptChars + ": it must be 1 or more");
        }
    }
}
