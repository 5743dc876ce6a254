package io.llmgateway.chat;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to one target, successful or not.
 *
 * @param number counts from 1 within a call, remembered answers too
 * @param provider the provider's id
 * @param model the model asked for, in the provider's words
 * @param outcome how it ended
 * @param failure why it failed; set exactly where the outcome is {@link Outcome#FAILED}
 * @param latency from the start of the attempt to its end
 * @param firstToken from the start to the first content, or null if none came
 * @param usage what it used; an estimate where the vendor did not tell
 * @param cost what it cost
 */
public record Attempt(
        int number,
        String provider,
        String model,
        Outcome outcome,
        @Nullable Failure failure,
        Duration latency,
        @Nullable Duration firstToken,
        Usage usage,
        Cost cost) {
    public Attempt {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(latency, "latency");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(cost, "cost");
    }

    @Override
    public String toString() {
        String what = failure == null
                ? outcome.name().toLowerCase(Locale.ROOT)
                : "failed: " + failure.kind() + (failure.status() == null ? "" : " " + failure.status());
        return number + ". " + provider + "/" + model + " " + what + " after " + latency.toMillis() + " ms";
    }
}
