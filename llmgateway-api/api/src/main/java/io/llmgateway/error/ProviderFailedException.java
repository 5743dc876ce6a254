package io.llmgateway.error;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A provider failed before its answer began. {@link #failure} says how. */
public final class ProviderFailedException extends LlmException {
    private static final long serialVersionUID = 1;

    private final String provider;
    private final String model;
    private final Failure failure;

    /**
     * A failed attempt.
     *
     * @param provider the provider's id
     * @param model the model, in the provider's words; empty where it is not known
     * @param failure how it failed
     * @param cause what was caught, or null
     */
    public ProviderFailedException(String provider, String model, Failure failure, @Nullable Throwable cause) {
        super(text(provider, model, failure), cause);
        this.provider = provider;
        this.model = model;
        this.failure = Objects.requireNonNull(failure, "failure");
    }

    private static String text(String provider, String model, Failure failure) {
        StringBuilder out = new StringBuilder();
        out.append(provider).append(model.isEmpty() ? "" : "/" + model).append(": ");
        out.append(failure.kind());
        if (failure.status() != null) {
            out.append(" (HTTP ").append(failure.status());
            out.append(failure.code() == null ? ")" : ", " + failure.code() + ")");
        } else if (failure.code() != null) {
            out.append(" (").append(failure.code()).append(')');
        }
        out.append(": ").append(failure.message());
        if (failure.requestId() != null) {
            out.append(" [request ").append(failure.requestId()).append(']');
        }
        return out.toString();
    }

    /**
     * How it failed.
     *
     * @return the failure
     */
    public Failure failure() {
        return failure;
    }

    /**
     * What kind of failure it is.
     *
     * @return short for {@code failure().kind()}
     */
    public FailureClass kind() {
        return failure.kind();
    }

    @Override
    public Optional<String> provider() {
        return Optional.of(provider);
    }

    @Override
    public Optional<String> model() {
        return model.isEmpty() ? Optional.empty() : Optional.of(model);
    }

    @Override
    public Optional<Integer> status() {
        return Optional.ofNullable(failure.status());
    }

    @Override
    public Optional<String> requestId() {
        return Optional.ofNullable(failure.requestId());
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(failure.retryAfter());
    }

    @Override
    public boolean retryable() {
        return switch (failure.kind()) {
            case RATE_LIMITED, OVERLOADED, TRANSIENT, MALFORMED -> true;
            default -> false;
        };
    }
}
