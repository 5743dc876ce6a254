package io.llmgateway.chat;

/** What an attempt is made for. */
public enum Purpose {
    /** The answer the application asked for. */
    ANSWER,
    /** The same answer asked of a second target, to have the faster one. */
    HEDGE,
    /** A trial nobody waits for. */
    SHADOW,
    /** The judgement of another answer. */
    JUDGE,
    /** A vector of the question, to find out who should answer it. */
    ROUTE,
    /** The summary of a conversation that is too long. */
    SUMMARY
}
