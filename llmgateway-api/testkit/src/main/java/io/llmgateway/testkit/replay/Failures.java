package io.llmgateway.testkit.replay;

import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.error.StreamBrokenException;
import java.util.Optional;

/** Failures as the recordings name them, and as the library does. */
final class Failures {
    private Failures() {}

    static FailureClass named(String name) {
        return switch (name) {
            case "auth", "permission" -> FailureClass.CREDENTIAL;
            case "not_found" -> FailureClass.MODEL_UNKNOWN;
            case "invalid_request" -> FailureClass.CALLER_FAULT;
            case "rate_limited" -> FailureClass.RATE_LIMITED;
            case "quota_exhausted" -> FailureClass.QUOTA_EXHAUSTED;
            case "overloaded" -> FailureClass.OVERLOADED;
            case "context_length" -> FailureClass.CONTEXT_TOO_LONG;
            case "content_filter", "content_filtered" -> FailureClass.CONTENT_FILTERED;
            case "timeout", "server_error" -> FailureClass.TRANSIENT;
            default -> throw new IllegalArgumentException("expect.json names an unknown class of failure: " + name);
        };
    }

    /** The class of a failure, before or after the answer began; empty where the provider is not to blame. */
    static Optional<FailureClass> kind(LlmException error) {
        if (error instanceof ProviderFailedException failed) {
            return Optional.of(failed.kind());
        }
        return error instanceof StreamBrokenException && error.getCause() instanceof ProviderFailedException cause
                ? Optional.of(cause.kind())
                : Optional.empty();
    }
}
