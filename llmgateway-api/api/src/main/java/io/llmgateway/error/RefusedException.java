package io.llmgateway.error;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule of the application's own configuration refused the call: a policy, a budget, a quota or a guard. */
public final class RefusedException extends LlmException {
    private static final long serialVersionUID = 1;

    private final String rule;
    private final @Nullable Duration retryAfter;

    /**
     * A refused call.
     *
     * @param rule the rule that refused, by its name in the configuration
     * @param message what was refused and what to do
     * @param retryAfter when it may be allowed again, or null if waiting does not help
     */
    public RefusedException(String rule, String message, @Nullable Duration retryAfter) {
        super(message, null);
        this.rule = Objects.requireNonNull(rule, "rule");
        this.retryAfter = retryAfter;
    }

    /**
     * The rule that refused.
     *
     * @return its name in the configuration
     */
    public String rule() {
        return rule;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    @Override
    public boolean retryable() {
        return retryAfter != null;
    }
}
