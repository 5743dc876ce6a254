package io.llmgateway.chat;

/** How a call or an attempt ended. There is no fourth way. */
public enum Outcome {
    /** The whole answer came. */
    COMPLETE,
    /** It failed. */
    FAILED,
    /** The reader went away before the end. */
    ABANDONED
}
