package io.llmgateway.error;

/** The caller gave the call up: it cancelled the stream or the future, closed the client, or its thread was interrupted. */
public final class CancelledException extends LlmException {
    private static final long serialVersionUID = 1;

    /**
     * A cancelled call.
     *
     * @param message who gave up
     */
    public CancelledException(String message) {
        super(message, null);
    }
}
