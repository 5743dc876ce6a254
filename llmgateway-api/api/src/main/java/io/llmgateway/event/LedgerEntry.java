package io.llmgateway.event;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Outcome;
import io.llmgateway.chat.Purpose;
import io.llmgateway.chat.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the ledger: one attempt, or one answer that needed none because it was remembered. Holds no prompt and no
 * answer.
 *
 * @param operation the call's id
 * @param at when it ended
 * @param attempt how it went, with what it used and cost; a remembered answer takes the call's next number as an attempt
 *     does
 * @param purpose what it was made for
 * @param modelAsked the model as the application named it
 * @param modelServed the model that answered, as the vendor names it; the one asked for where it did not tell
 * @param user who asks, by {@link io.llmgateway.chain.Call#user}: never masked; null where nobody knows
 * @param tags the tags of the request: {@code team}, {@code app}, {@code project} and whatever else
 * @param cached whether the answer was remembered and no vendor asked
 * @param saved US dollars not spent, because the answer was remembered or a cheaper target chosen on purpose; below zero
 *     where the choice cost more; null where nothing was chosen or a price is unknown
 */
public record LedgerEntry(
        String operation,
        Instant at,
        Attempt attempt,
        Purpose purpose,
        String modelAsked,
        String modelServed,
        @Nullable String user,
        Map<String, String> tags,
        boolean cached,
        @Nullable BigDecimal saved) {
    public LedgerEntry {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(attempt, "attempt");
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(modelAsked, "modelAsked");
        Objects.requireNonNull(modelServed, "modelServed");
        tags = Map.copyOf(tags);
        if (attempt.number() < 1) {
            throw new IllegalArgumentException("an entry with the number " + attempt.number()
                    + ": each takes one of its own, by Call.nextAttempt()");
        }
    }

    /**
     * What nobody else has: booking the same id again changes nothing.
     *
     * @return operation and attempt
     */
    public String id() {
        return operation + "/" + attempt.number();
    }

    /**
     * What it used.
     *
     * @return tokens in buckets
     */
    public Usage usage() {
        return attempt.usage();
    }

    /**
     * What it cost.
     *
     * @return the cost
     */
    public Cost cost() {
        return attempt.cost();
    }

    /**
     * How it ended.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return attempt.outcome();
    }

    /**
     * What it belongs to, by one dimension.
     *
     * @param name {@code user}, {@code provider}, {@code model} (as asked), {@code served}, {@code outcome}, {@code
     *     purpose}, {@code status} (of the price), {@code operation}, or the name of a tag such as {@code team}
     * @return the value, if there is one
     */
    public Optional<String> dimension(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "user" -> user;
                    case "provider" -> attempt.provider();
                    case "model" -> modelAsked;
                    case "served" -> modelServed;
                    case "outcome" -> attempt.outcome().name().toLowerCase(Locale.ROOT);
                    case "purpose" -> purpose.name().toLowerCase(Locale.ROOT);
                    case "status" -> attempt.cost().status().name().toLowerCase(Locale.ROOT);
                    case "operation" -> operation;
                    default -> tags.get(name);
                });
    }
}
