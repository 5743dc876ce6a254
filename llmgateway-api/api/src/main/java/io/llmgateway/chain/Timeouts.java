package io.llmgateway.chain;

import java.time.Duration;
import java.util.Objects;

/**
 * The four clocks of a call, all finite.
 *
 * @param connect from the wish to connect to an open connection (name lookup, TCP, TLS)
 * @param firstToken streams only: from sending the request to the first content
 * @param idle between two signs of life of an answer that has begun
 * @param total from the start of the call to its end, over all attempts
 */
public record Timeouts(Duration connect, Duration firstToken, Duration idle, Duration total) {
    // stands before DEFAULT, whose constructor reads it
    private static final Duration LONGEST = Duration.ofDays(1);

    /** 10 s to connect, 2 minutes to the first token (models may think), 1 minute idle, 10 minutes in total. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofMinutes(1), Duration.ofMinutes(10));

    public Timeouts {
        check("connect", connect);
        check("first-token", firstToken);
        check("idle", idle);
        check("total", total);
    }

    private static void check(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "timeout " + name + " is " + value + ": it must be more than 0 and at most 24 hours");
        }
    }

    /**
     * The same clocks with another total.
     *
     * @param newTotal more than 0
     * @return the clocks
     */
    public Timeouts withTotal(Duration newTotal) {
        return new Timeouts(connect, firstToken, idle, newTotal);
    }
}
