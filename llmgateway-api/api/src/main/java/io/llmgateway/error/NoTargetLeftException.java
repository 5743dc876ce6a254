package io.llmgateway.error;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Several targets were tried and none answered. The cause is the first failure, that of the preferred target; the later
 * ones are suppressed exceptions, and {@link #attempts} has them all.
 */
public final class NoTargetLeftException extends LlmException {
    private static final long serialVersionUID = 1;

    private final ProviderFailedException first;
    private final boolean retryable;
    private final @Nullable Duration retryAfter;

    /**
     * No target answered.
     *
     * @param model the model asked for, as the application named it
     * @param failures the failures in order, at least one
     */
    public NoTargetLeftException(String model, List<ProviderFailedException> failures) {
        super(text(model, failures), failures.get(0));
        first = failures.get(0);
        failures.subList(1, failures.size()).forEach(this::addSuppressed);
        retryable = failures.stream().anyMatch(LlmException::retryable);
        retryAfter = (retryable ? soonest(failures) : first.retryAfter()).orElse(null);
    }

    // of those that may pass; one of them that names no wait may pass at any time
    private static Optional<Duration> soonest(List<ProviderFailedException> failures) {
        Duration least = null;
        for (ProviderFailedException failure : failures) {
            if (failure.retryable()) {
                Duration wait = failure.retryAfter().orElse(null);
                if (wait == null) {
                    return Optional.empty();
                }
                least = least == null || wait.compareTo(least) < 0 ? wait : least;
            }
        }
        return Optional.ofNullable(least);
    }

    private static String text(String model, List<ProviderFailedException> failures) {
        StringBuilder out = new StringBuilder();
        out.append("no target of model \"").append(model).append("\" answered:");
        for (int i = 0; i < failures.size(); i++) {
            out.append(" (").append(i + 1).append(") ").append(failures.get(i).getMessage());
        }
        return out.toString();
    }

    @Override
    public Optional<String> provider() {
        return first.provider();
    }

    @Override
    public Optional<String> model() {
        return first.model();
    }

    @Override
    public Optional<Integer> status() {
        return first.status();
    }

    @Override
    public Optional<String> requestId() {
        return first.requestId();
    }

    /**
     * How long to wait before trying again: until the first target may answer.
     *
     * @return the shortest wait of the failures that are retryable, empty where one of them names none; that of the first
     *     failure where no failure is
     */
    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Whether the same call may succeed later without any change.
     *
     * @return true if one of the failures is retryable
     */
    @Override
    public boolean retryable() {
        return retryable;
    }
}
