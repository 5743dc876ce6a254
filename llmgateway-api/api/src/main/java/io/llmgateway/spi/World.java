package io.llmgateway.spi;

import io.llmgateway.chain.Cancellation;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * Time, chance and ids: nowhere else does the library ask for them, so a test may settle them all. Thread-safe.
 */
public interface World {
    /**
     * The time of day.
     *
     * @return now
     */
    Instant now();

    /**
     * A clock for differences only.
     *
     * @return nanoseconds since some moment
     */
    long nanoTime();

    /**
     * Waits.
     *
     * @param duration how long
     * @param cancellation ends the wait early when the call is given up
     * @throws io.llmgateway.error.CancelledException if the call is given up or the thread interrupted; its interrupt
     *     flag is then set
     */
    void sleep(Duration duration, Cancellation cancellation);

    /**
     * Chance.
     *
     * @return a number from 0 (inclusive) to 1 (exclusive)
     */
    double random();

    /**
     * An id nobody else has.
     *
     * @return a short text of letters and digits
     */
    String newId();

    /**
     * What nobody can guess. For keys; {@link #random} and {@link #newId} are no secrets.
     *
     * @param bytes how many, 1 or more
     * @return a fresh array
     */
    default byte[] secret(int bytes) {
        byte[] secret = new byte[bytes];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /**
     * The real world.
     *
     * @return the one there is
     */
    static World real() {
        return RealWorld.INSTANCE;
    }
}
