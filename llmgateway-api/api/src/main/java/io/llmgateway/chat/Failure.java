package io.llmgateway.chat;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One failure of one provider, as its module understood it. Holds no key and no prompt; messages of vendors are cut and
 * redacted.
 *
 * @param kind what kind of failure
 * @param message what happened, for a person
 * @param status the HTTP status, or null if there was no answer
 * @param code the vendor's own error code or type, or null
 * @param requestId the vendor's id of the request, or null
 * @param retryAfter how long the vendor asks to wait, or null where it names no wait; zero and less count as none
 * @param rateLimits what the vendor said of its limits; empty where it said nothing
 */
public record Failure(
        FailureClass kind,
        String message,
        @Nullable Integer status,
        @Nullable String code,
        @Nullable String requestId,
        @Nullable Duration retryAfter,
        List<RateLimit> rateLimits)
        implements Serializable {
    public Failure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
        retryAfter = retryAfter == null || retryAfter.isZero() || retryAfter.isNegative() ? null : retryAfter;
        rateLimits = List.copyOf(rateLimits);
    }

    /**
     * A failure whose answer says nothing of limits.
     *
     * @param kind what kind of failure
     * @param message what happened, for a person
     * @param status the HTTP status, or null if there was no answer
     * @param code the vendor's own error code or type, or null
     * @param requestId the vendor's id of the request, or null
     * @param retryAfter how long the vendor asks to wait, or null
     */
    public Failure(
            FailureClass kind,
            String message,
            @Nullable Integer status,
            @Nullable String code,
            @Nullable String requestId,
            @Nullable Duration retryAfter) {
        this(kind, message, status, code, requestId, retryAfter, List.of());
    }

    /**
     * A failure without an answer of the vendor.
     *
     * @param kind what kind of failure
     * @param message what happened
     * @return the failure
     */
    public static Failure of(FailureClass kind, String message) {
        return new Failure(kind, message, null, null, null, null);
    }

    /**
     * Whether the vendor's server was not reached at all: no connection came about, so nothing was sent.
     *
     * @return true for the codes {@code unreachable} and {@code timeout_connect}
     */
    public boolean unreachable() {
        return status == null && ("unreachable".equals(code) || "timeout_connect".equals(code));
    }

    /**
     * Whether a limit of ours left no room: nothing was sent, and it says nothing of the vendor.
     *
     * @return true for the code {@code own_limit}
     */
    public boolean ownLimit() {
        return status == null && "own_limit".equals(code);
    }

    /**
     * Whether a clock of the call ran out.
     *
     * @return true for the codes {@code timeout_connect}, {@code timeout_first_token}, {@code timeout_idle} and {@code
     *     timeout_total}
     */
    public boolean outOfTime() {
        return status == null && code != null && code.startsWith("timeout_");
    }

    /**
     * Whether the vendor may have worked, and bill, though no answer came: a clock ran out or the connection was lost
     * after it was asked.
     *
     * @return true for the codes {@code timeout_first_token}, {@code timeout_idle}, {@code timeout_total} and {@code
     *     connection_lost}
     */
    public boolean mayBeBilled() {
        return status == null && ("connection_lost".equals(code) || (outOfTime() && !unreachable()));
    }
}
