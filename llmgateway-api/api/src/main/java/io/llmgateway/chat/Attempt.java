package io.llmgateway.chat;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to one target, successful or not.
 *
 * @param number counts from 1 within a call
 * @param provider the provider's id
 * @param model the model asked for, in the provider's words
 * @param outcome how it ended
 * @param failure why it failed; set exactly where the outcome is {@link Outcome#FAILED}
 * @param latency from the start of the attempt to its end
 * @param firstToken from the start to the first content, or null if none came
 */
public record Attempt(
        int number,
        String provider,
        String model,
        Outcome outcome,
        @Nullable Failure failure,
        Duration latency,
        @Nullable Duration firstToken) {
    public Attempt {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(latency, "latency");
    }

    @Override
    public String toString() {
        String what = failure == null
                ? outcome.name().toLowerCase(Locale.ROOT)
                : "failed: " + failure.kind() + (failure.status() == null ? "" : " " + failure.status());
        return number + ". " + provider + "/" + model + " " + what + " after " + latency.toMillis() + " ms";
    }
}
