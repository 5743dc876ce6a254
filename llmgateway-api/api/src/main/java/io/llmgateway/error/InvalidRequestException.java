package io.llmgateway.error;

/** The request cannot be sent as it is. Nothing was sent; change the request. */
public final class InvalidRequestException extends LlmException {
    private static final long serialVersionUID = 1;

    /**
     * An invalid request.
     *
     * @param message what is wrong, where, and what to do
     */
    public InvalidRequestException(String message) {
        super(message, null);
    }
}
