package io.llmgateway.spi;

/**
 * Gives the key or token for a request. Asked once per attempt, so keys may rotate and tokens expire. Must be
 * thread-safe and should be quick; it may block to fetch a token.
 */
@FunctionalInterface
public interface Credentials {
    /**
     * The key to use now.
     *
     * @return the key
     */
    Secret current();

    /**
     * A key that never changes.
     *
     * @param key the key
     * @return credentials
     */
    static Credentials of(String key) {
        return new FixedCredentials(Secret.of(key));
    }
}
