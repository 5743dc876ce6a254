package io.llmgateway.core.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.annotation.EnumNaming;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * {@code llmgateway.models.<alias>}: what application code calls a model.
 *
 * @param targets {@code provider/model} or other aliases, at least one, in order of preference
 * @param strategy how to choose among them; {@code ordered} if absent
 * @param weights for choosing by weight: the share of each target, in their order, 0 or more; 0 for one that is asked only
 *     where no other is left
 * @param by for sticky choices: {@code user}, {@code prompt-prefix} or a tag such as {@code session}; {@code user} if
 *     absent
 * @param percent for a canary: how many of a hundred callers get the last target, from 0 to 100
 * @param hedgeAfter when the next target is asked beside the first, which has not begun its answer: a duration, or {@code
 *     p95} for the first's own usual time; never if absent
 * @param when for choosing by condition: rules {@code condition -> target}, one or more in each text with {@code ;}
 *     between them; the first that holds decides who is asked first
 * @param zone for choosing by condition: the time zone of hours and days; UTC if absent
 * @param overflow what becomes of a chat that is too long for its target, where no other has room; {@code fail} if absent
 */
public record ModelConfig(
        @JsonDeserialize(using = TextList.class) @Nullable List<String> targets,
        @Nullable Strategy strategy,
        @JsonDeserialize(using = NumberList.class) @Nullable List<Double> weights,
        @Nullable String by,
        @Nullable Double percent,
        @Nullable String hedgeAfter,
        @JsonDeserialize(using = RuleList.class) @Nullable List<String> when,
        @Nullable String zone,
        @Nullable Overflow overflow) {
    /** Ways of choosing. */
    @EnumNaming(EnumNamingStrategies.KebabCaseStrategy.class)
    public enum Strategy {
        /** The first that works, in the order written. */
        ORDERED,
        /** By chance, in proportion to weights. */
        WEIGHTED,
        /** In turn. */
        ROUND_ROBIN,
        /** The one with the fewest calls under way. */
        LEAST_BUSY,
        /** The fastest of late. */
        LATENCY,
        /** The one whose vendor has the most left of its limits. */
        USAGE_HEADROOM,
        /** The cheapest for the request. */
        COST,
        /** The same caller always finds the same one. */
        AFFINITY,
        /** A percentage of callers try the last one. */
        CANARY,
        /** The one named by the first rule that holds, then the others in the order written. */
        CONDITIONAL
    }

    /** What becomes of a chat that is too long. */
    @EnumNaming(EnumNamingStrategies.KebabCaseStrategy.class)
    public enum Overflow {
        /** It is asked as it is, and the vendor says no. */
        FAIL,
        /** The oldest turns are left out. */
        DROP_OLDEST,
        /** Turns of the middle are left out. */
        MIDDLE_OUT
    }

    /**
     * Targets in order.
     *
     * @param targets at least one
     * @return the model
     */
    public static ModelConfig of(String... targets) {
        return new ModelConfig(List.of(targets), null, null, null, null, null, null, null, null);
    }

    public ModelConfig {
        if (targets == null || targets.isEmpty()) {
            throw new IllegalArgumentException("targets is missing: name at least one provider/model");
        }
        targets = List.copyOf(targets);
        weights = weights == null ? List.of() : List.copyOf(weights);
        when = when == null ? List.of() : List.copyOf(when);
        strategy = strategy == null ? Strategy.ORDERED : strategy;
        overflow = overflow == null ? Overflow.FAIL : overflow;
    }

    /**
     * {@link #hedgeAfter} as a duration.
     *
     * @return the duration; null where it is absent
     * @throws IllegalArgumentException if it is no duration
     */
    public @Nullable Duration hedgeDuration() {
        return hedgeAfter == null ? null : DurationText.parse(hedgeAfter);
    }
}
