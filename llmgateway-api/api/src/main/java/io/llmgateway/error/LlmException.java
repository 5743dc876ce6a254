package io.llmgateway.error;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Explanation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that brought no answer. Sorted by what the caller can do about it, not by HTTP status. The message says what
 * happened, where, and what to do; neither it nor {@code toString} holds a key or a prompt.
 *
 * <p>Serialised, it is without the course of the call and without what had come of an answer.
 */
public abstract sealed class LlmException extends RuntimeException
        permits InvalidRequestException,
                RefusedException,
                ProviderFailedException,
                StreamBrokenException,
                NoTargetLeftException,
                CancelledException,
                MisconfiguredException {
    private static final long serialVersionUID = 1;

    // null once serialised
    private transient @Nullable List<Attempt> attempts = List.of();
    private transient @Nullable Explanation explanation = Explanation.NONE;

    LlmException(String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
    }

    /**
     * The provider it happened at.
     *
     * @return its id in the configuration, if a provider was involved
     */
    public Optional<String> provider() {
        return Optional.empty();
    }

    /**
     * The model it happened at, in the provider's words.
     *
     * @return its name, if a provider was involved
     */
    public Optional<String> model() {
        return Optional.empty();
    }

    /**
     * The HTTP status of the provider's answer.
     *
     * @return the status, if there was an answer
     */
    public Optional<Integer> status() {
        return Optional.empty();
    }

    /**
     * The vendor's id of the request, for its support.
     *
     * @return the id, if known
     */
    public Optional<String> requestId() {
        return Optional.empty();
    }

    /**
     * How long to wait before trying again.
     *
     * @return the wait, if the vendor or a limit of ours named one
     */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /**
     * Whether the same call may succeed later without any change.
     *
     * @return true if trying again makes sense
     */
    public boolean retryable() {
        return false;
    }

    /**
     * All attempts of the call, in order.
     *
     * @return an immutable list, empty if no provider was asked
     */
    public List<Attempt> attempts() {
        return attempts == null ? List.of() : attempts;
    }

    /**
     * The course of the call: what was tried, in which order, and why.
     *
     * @return the explanation, without steps where the call did not come through a client
     */
    public Explanation explain() {
        return explanation == null ? Explanation.NONE : explanation;
    }

    /**
     * Attaches the course of the call; for the client that hands the exception out.
     *
     * @param all all attempts, in order
     * @param course the course of the call
     */
    public void attach(List<Attempt> all, Explanation course) {
        attempts = List.copyOf(all);
        explanation = course;
    }
}
