package io.llmgateway.watch;

import java.util.Objects;

/**
 * What happened in the window.
 *
 * @param calls calls of the application
 * @param attempts requests to vendors, those beside calls too, such as shadows
 */
public record Figures(Calls calls, Attempts attempts) {
    /** Nothing happened. */
    public static final Figures NONE = new Figures(Calls.NONE, Attempts.NONE);

    public Figures {
        Objects.requireNonNull(calls, "calls");
        Objects.requireNonNull(attempts, "attempts");
    }
}
