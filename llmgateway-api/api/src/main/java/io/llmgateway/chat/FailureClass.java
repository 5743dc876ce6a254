package io.llmgateway.chat;

/**
 * How a provider can fail, sorted by what helps. Read from the vendor's error type or code first, then from the HTTP
 * status: the same 429 may mean {@link #QUOTA_EXHAUSTED} or {@link #RATE_LIMITED}.
 */
public enum FailureClass {
    /** The key is missing, wrong, expired or not allowed this. Another key or provider helps, waiting does not. */
    CREDENTIAL,
    /** The account has no money or quota left. Another account helps, waiting does not. */
    QUOTA_EXHAUSTED,
    /** Too many requests or tokens at the moment. Waiting helps, so does another key. */
    RATE_LIMITED,
    /** The vendor has no capacity at the moment. */
    OVERLOADED,
    /** A broken connection, a timeout, a server error: the next try may work. */
    TRANSIENT,
    /** The prompt is larger than the model's window. A larger window helps. */
    CONTEXT_TOO_LONG,
    /** The vendor's filter stopped the prompt or the answer. */
    CONTENT_FILTERED,
    /** The vendor does not have this model, or no longer. */
    MODEL_UNKNOWN,
    /** The request is wrong and would be wrong everywhere. */
    CALLER_FAULT,
    /** What came back cannot be read as an answer. */
    MALFORMED,
    /** This provider cannot express the request; nothing was sent. Another provider may. */
    UNSUPPORTED
}
