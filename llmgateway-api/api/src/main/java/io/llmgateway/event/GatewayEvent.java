package io.llmgateway.event;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Usage;
import io.llmgateway.chat.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the course of a call. Holds no key, no prompt and no answer. Every {@link CallStarted} is
 * followed by exactly one {@link CallEnded} of the same operation, every {@link AttemptStarted} by exactly one {@link
 * AttemptEnded}.
 */
public sealed interface GatewayEvent {
    /**
     * The call it belongs to.
     *
     * @return the call's own id
     */
    String operation();

    /**
     * When it happened.
     *
     * @return the time by the world's clock
     */
    Instant at();

    /**
     * A call began.
     *
     * @param operation the call's id
     * @param at when
     * @param kind what is asked: {@code chat} or {@code embed}
     * @param model the model as the application names it
     * @param streamed whether the caller reads piece by piece
     * @param tags the tags of the request
     */
    record CallStarted(
            String operation, Instant at, String kind, String model, boolean streamed, Map<String, String> tags)
            implements GatewayEvent {}

    /**
     * The targets for a model were chosen.
     *
     * @param operation the call's id
     * @param at when
     * @param model the model as the application names it
     * @param targets {@code provider/model}, in the order they will be tried
     */
    record TargetsChosen(String operation, Instant at, String model, List<String> targets) implements GatewayEvent {}

    /**
     * A request goes to a target.
     *
     * @param operation the call's id
     * @param at when
     * @param number counts from 1 within the call
     * @param provider the provider's id
     * @param model the model, in the provider's words
     */
    record AttemptStarted(String operation, Instant at, int number, String provider, String model)
            implements GatewayEvent {}

    /**
     * The end of an attempt.
     *
     * @param operation the call's id
     * @param at when
     * @param attempt how it went
     * @param usage what it used; an estimate where the vendor did not tell, null where nothing is known
     */
    record AttemptEnded(String operation, Instant at, Attempt attempt, @Nullable Usage usage) implements GatewayEvent {}

    /**
     * The next target is tried.
     *
     * @param operation the call's id
     * @param at when
     * @param from the target that failed
     * @param to the next one
     * @param why how the first failed
     */
    record FellBack(String operation, Instant at, String from, String to, FailureClass why) implements GatewayEvent {}

    /**
     * Something the caller should know.
     *
     * @param operation the call's id
     * @param at when
     * @param warning what
     */
    record Warned(String operation, Instant at, Warning warning) implements GatewayEvent {}

    /**
     * A call ended.
     *
     * @param operation the call's id
     * @param at when
     * @param outcome how
     * @param finishReason why the model stopped, where the answer is complete
     * @param usage what the answer used, where known
     * @param error the class name of the exception, where it failed
     * @param took from start to end
     */
    record CallEnded(
            String operation,
            Instant at,
            Outcome outcome,
            @Nullable FinishReason finishReason,
            @Nullable Usage usage,
            @Nullable String error,
            Duration took)
            implements GatewayEvent {}
}
