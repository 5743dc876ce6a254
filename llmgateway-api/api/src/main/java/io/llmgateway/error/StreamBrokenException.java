package io.llmgateway.error;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer broke off after it had begun: the connection was cut, the vendor fell silent or reported an error. What had
 * come is in {@link #partial}. It is never restarted silently, since its beginning may already have been read; where the
 * configuration says so, another target has been asked to go on, and could not.
 */
public final class StreamBrokenException extends LlmException {
    private static final long serialVersionUID = 1;

    private final RuntimeException cause;
    private final String provider;
    private final String model;
    private final @Nullable String requestId;
    private final transient @Nullable ChatResponse partial; // null once serialised

    /**
     * A broken answer.
     *
     * @param cause why it broke
     * @param partial what had come; its usage is an estimate where the vendor had not told it yet
     */
    public StreamBrokenException(RuntimeException cause, ChatResponse partial) {
        super(
                "the answer broke off after " + partial.text().length() + " characters of text: " + cause.getMessage()
                        + "; partial() holds what had come",
                cause);
        this.cause = cause;
        this.provider = partial.provider();
        this.model = partial.model();
        this.requestId = partial.requestId().orElse(null);
        this.partial = partial;
        if (cause instanceof LlmException llm) {
            attach(llm.attempts(), llm.explain());
        }
    }

    /**
     * What had come before the break.
     *
     * @return the answer so far; its finish reason is {@code error}. Without parts where the exception was serialised
     */
    public ChatResponse partial() {
        return partial == null
                ? new ChatResponse(
                        List.of(),
                        FinishReason.ERROR,
                        Usage.NONE,
                        ResponseInfo.builder(provider, model).build())
                : partial;
    }

    /**
     * The same break with another partial answer; for interceptors that change text.
     *
     * @param newPartial what had come, changed
     * @return the exception
     */
    public StreamBrokenException withPartial(ChatResponse newPartial) {
        StreamBrokenException changed = new StreamBrokenException(cause, newPartial);
        changed.attach(attempts(), explain());
        return changed;
    }

    private Optional<LlmException> why() {
        return cause instanceof LlmException llm ? Optional.of(llm) : Optional.empty();
    }

    @Override
    public Optional<String> provider() {
        return Optional.of(provider);
    }

    @Override
    public Optional<String> model() {
        return Optional.of(model);
    }

    @Override
    public Optional<Integer> status() {
        return why().flatMap(LlmException::status);
    }

    @Override
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    @Override
    public Optional<Duration> retryAfter() {
        return why().flatMap(LlmException::retryAfter);
    }

    @Override
    public boolean retryable() {
        return why().map(LlmException::retryable).orElse(false);
    }
}
