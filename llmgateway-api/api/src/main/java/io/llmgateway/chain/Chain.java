package io.llmgateway.chain;

/** What lies further in. Immutable, so {@link #proceed} may be called again: that is all a retry needs. */
@FunctionalInterface
public interface Chain {
    /**
     * Passes the call on. Returns when the answer has begun, that is with its first content: what fails before throws
     * here and may be tried again or elsewhere; what fails later ends the reply with a {@link
     * io.llmgateway.error.StreamBrokenException} and may not be restarted silently.
     *
     * @param call the call
     * @return the reply, to be closed by whoever does not hand it on
     */
    Reply proceed(Call call);
}
