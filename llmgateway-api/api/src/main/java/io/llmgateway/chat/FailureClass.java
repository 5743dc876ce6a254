package io.llmgateway.chat;

/**
 * How a provider can fail, sorted by what helps. Read from the vendor's error type or code first, then from the HTTP
 * status: the same 429 may mean {@link #QUOTA_EXHAUSTED} or {@link #RATE_LIMITED}.
 *
 * <p>This is the one table of what happens next: whether the same target is asked again, whether another one is, and
 * whose health suffers.
 */
public enum FailureClass {
    /** The key is missing, wrong, expired or not allowed this. Another key or provider helps, waiting does not. */
    CREDENTIAL(Again.NEVER, Elsewhere.ANY, Blame.KEY),
    /** The account has no money or quota left. Another account helps, waiting does not. */
    QUOTA_EXHAUSTED(Again.NEVER, Elsewhere.ANY, Blame.KEY),
    /** Too many requests or tokens at the moment. Waiting helps, so does another key. */
    RATE_LIMITED(Again.LAST, Elsewhere.ANY, Blame.TARGET),
    /** The vendor has no capacity at the moment. */
    OVERLOADED(Again.SOON, Elsewhere.ANY, Blame.RATIO),
    /** A broken connection, a timeout, a server error: the next try may work. */
    TRANSIENT(Again.SOON, Elsewhere.ANY, Blame.RATIO),
    /** The prompt is larger than the model's window. A larger window helps. */
    CONTEXT_TOO_LONG(Again.NEVER, Elsewhere.LARGER_WINDOW, Blame.NOBODY),
    /** The vendor's filter stopped the prompt or the answer. */
    CONTENT_FILTERED(Again.NEVER, Elsewhere.ANY, Blame.NOBODY),
    /** The vendor does not have this model, or no longer. */
    MODEL_UNKNOWN(Again.NEVER, Elsewhere.ANY, Blame.TARGET),
    /** The request is wrong and would be wrong everywhere. */
    CALLER_FAULT(Again.NEVER, Elsewhere.NEVER, Blame.NOBODY),
    /** What came back cannot be read as an answer. */
    MALFORMED(Again.SOON, Elsewhere.ANY, Blame.RATIO),
    /** This provider cannot express the request; nothing was sent. Another provider may. */
    UNSUPPORTED(Again.NEVER, Elsewhere.ANY, Blame.NOBODY);

    private final Again again;
    private final Elsewhere elsewhere;
    private final Blame blame;

    FailureClass(Again again, Elsewhere elsewhere, Blame blame) {
        this.again = again;
        this.elsewhere = elsewhere;
        this.blame = blame;
    }

    /** Whether the same target is asked again. */
    public enum Again {
        /** It would fail again. */
        NEVER,
        /** After a short wait, before another target is asked. */
        SOON,
        /** After the wait it asks for, when no other target is left. */
        LAST
    }

    /** Whether another target is asked. */
    public enum Elsewhere {
        /** It would fail there too. */
        NEVER,
        /** Only where the prompt may have more tokens. */
        LARGER_WINDOW,
        /** The next one. */
        ANY
    }

    /** Whose health suffers. */
    public enum Blame {
        /** It was the request. */
        NOBODY,
        /** The target's, if it happens often, or if the vendor says how long to wait. */
        RATIO,
        /** The target's, at once. */
        TARGET,
        /** That of all targets with the same key, at once. */
        KEY
    }

    /**
     * Whether the same target is asked again.
     *
     * @return when
     */
    public Again again() {
        return again;
    }

    /**
     * Whether another target is asked.
     *
     * @return which
     */
    public Elsewhere elsewhere() {
        return elsewhere;
    }

    /**
     * Whose health suffers.
     *
     * @return whose
     */
    public Blame blame() {
        return blame;
    }
}
