package io.llmgateway.chat;

import org.jspecify.annotations.Nullable;

/**
 * How much a model should think before it answers. What a model does not know is refused by its vendor's module or by
 * the vendor.
 *
 * @param effort {@code none}, {@code minimal}, {@code low}, {@code medium}, {@code high}, {@code xhigh}, {@code max}
 *     or a vendor's own word; null for the vendor's default
 * @param budgetTokens the most tokens to think, where the vendor counts them; 0 switches thinking off; null for the
 *     vendor's default
 * @param include whether to send the thoughts, or a summary, back; null for the vendor's default
 */
public record ReasoningOptions(@Nullable String effort, @Nullable Long budgetTokens, @Nullable Boolean include) {
    public ReasoningOptions {
        if (budgetTokens != null && budgetTokens < 0) {
            throw new IllegalArgumentException("reasoning budget is " + budgetTokens + ": it must be 0 or more tokens");
        }
    }

    /**
     * Reasoning at a level.
     *
     * @param effort {@code low}, {@code medium}, {@code high}, …
     * @return the options
     */
    public static ReasoningOptions effort(String effort) {
        return new ReasoningOptions(effort, null, null);
    }

    /**
     * Reasoning with a budget, thoughts included in the answer.
     *
     * @param tokens the most tokens to think
     * @return the options
     */
    public static ReasoningOptions budget(long tokens) {
        return new ReasoningOptions(null, tokens, true);
    }
}
