package io.llmgateway.chat;

/** What an attempt is made for. */
public enum Purpose {
    /** The answer the application asked for. */
    ANSWER,
    /** The same answer asked of a second target, to have the faster one. */
    HEDGE,
    /** The rest of an answer that broke off. */
    CONTINUATION,
    /** A trial nobody waits for. */
    SHADOW,
    /** The judgement of another answer. */
    JUDGE,
    /** A vector of the question, to find out who should answer it. */
    ROUTE,
    /** The summary of a conversation that is too long. */
    SUMMARY;

    /**
     * Whether the application may get to see what comes back.
     *
     * @return true for {@link #ANSWER}, {@link #HEDGE} and {@link #CONTINUATION}
     */
    public boolean answers() {
        return switch (this) {
            case ANSWER, HEDGE, CONTINUATION -> true;
            case SHADOW, JUDGE, ROUTE, SUMMARY -> false;
        };
    }
}
