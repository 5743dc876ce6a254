package io.llmgateway.chain;

import java.util.Locale;

/**
 * The rooms of the corridor, from the outermost to the innermost. A stage belongs to a width: passed once per turn
 * ({@code client.chat}), once per round (each question to a model; a tool loop has several), or once per attempt (each
 * request to one target).
 */
public enum Stage {
    /** What happened? Trace, metrics, audit. Once per turn. */
    WATCH,
    /** What is really asked? Prompt templates, memory. Once per turn. */
    SHAPE,
    /** Is the answer complete? Tool loop, schema check. Once per turn. */
    ANSWER,
    /** May they? Access, budgets, quotas. Once per round. */
    ADMIT,
    /** Is it fit to go out, or to come in? Masks, injection, moderation. Once per round. */
    GUARD,
    /** Do we know it already? Caches. Once per round. */
    RECALL,
    /** Who answers? Aliases, strategies, fallback. Once per round. */
    ROUTE,
    /** What if they stumble? Retry, breaker, limits. Once per attempt. */
    STEADY,
    /** The back door: the provider. Once per attempt. */
    SEND;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
