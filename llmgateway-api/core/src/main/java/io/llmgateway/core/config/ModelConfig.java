package io.llmgateway.core.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.models.<alias>}: what application code calls a model.
 *
 * <p>{@code hedge-after}, {@code begin-within}, {@code on-break}, {@code overflow} and {@code summary-model} also hold for the
 * aliases among the targets, unless those say otherwise themselves.
 *
 * @param targets {@code provider/model} or other aliases, at least one, in order of preference
 * @param strategy how to choose among them; {@code ordered} if absent
 * @param weights for choosing by weight: the share of each target, in their order, 0 or more; 0 for one that is asked only
 *     where no other is left
 * @param by for sticky choices: {@code user}, {@code prompt-prefix} or a tag such as {@code session}; {@code user} if
 *     absent
 * @param percent for a canary: how many of a hundred callers get the last target, from 0 to 100
 * @param when for choosing by condition: rules {@code condition -> target}, one or more in each text with {@code ;}
 *     between them; the first that holds decides who is asked first
 * @param zone for choosing by condition: the time zone of hours and days; UTC if absent
 * @param semantic for choosing by meaning: what each target is for
 * @param bandit for choosing by what has worked: what counts
 * @param hedgeAfter when the next target is asked beside the first, which has not begun its answer: a duration, {@code p95}
 *     for the first's own usual time, or {@code never}
 * @param beginWithin how long a stream may take to begin while another target is left; as long as the clock of the first
 *     token says if absent
 * @param onBreak what becomes of a stream that breaks off after it has begun; {@code fail} if absent
 * @param overflow what becomes of a chat that is too long for its target, where no other has room; {@code fail} if absent
 * @param summaryModel for {@code summarize}: who sums up; an alias or {@code provider/model}
 * @param shadow who is asked as well, without anybody waiting; nobody if absent
 */
public record ModelConfig(
        @Nullable List<String> targets,
        @Nullable Strategy strategy,
        @Nullable List<Double> weights,
        @Nullable String by,
        @Nullable Double percent,
        @Whole @Nullable List<String> when,
        @Nullable String zone,
        @Nullable SemanticConfig semantic,
        @Nullable BanditConfig bandit,
        @Nullable String hedgeAfter,
        @Nullable Duration beginWithin,
        @Nullable OnBreak onBreak,
        @Nullable Overflow overflow,
        @Nullable String summaryModel,
        @Nullable ShadowConfig shadow) {
    /** Ways of choosing. */
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
        CONDITIONAL,
        /** The one whose description is nearest to the question in meaning. */
        SEMANTIC,
        /** The best, by the user's figures in the catalogue. */
        QUALITY,
        /** The one with the best quality for its price. */
        COST_PER_QUALITY,
        /** The one that has earned the best reward, while the others are tried now and then. */
        BANDIT
    }

    /** What becomes of a stream that breaks off. */
    public enum OnBreak {
        /** Its reader gets the error, with what had come. */
        FAIL,
        /** The next target goes on from what had come. */
        CONTINUE
    }

    /** What becomes of a chat that is too long. */
    public enum Overflow {
        /** It is asked as it is, and the vendor says no. */
        FAIL,
        /** The oldest turns are left out. */
        DROP_OLDEST,
        /** Turns of the middle are left out. */
        MIDDLE_OUT,
        /** The oldest turns are summed up by another model. */
        SUMMARIZE
    }

    /**
     * Targets in order.
     *
     * @param targets at least one
     * @return the model
     */
    public static ModelConfig of(String... targets) {
        return new ModelConfig(
                List.of(targets), null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    public ModelConfig {
        if (targets == null || targets.isEmpty()) {
            throw new IllegalArgumentException("targets is missing: name at least one provider/model");
        }
        targets = List.copyOf(targets);
        weights = weights == null ? List.of() : List.copyOf(weights);
        when = when == null ? List.of() : List.copyOf(when);
        strategy = strategy == null ? Strategy.ORDERED : strategy;
        if (beginWithin != null && (beginWithin.isZero() || beginWithin.isNegative())) {
            throw new IllegalArgumentException("begin-within is " + beginWithin + ": it must be above 0");
        }
    }

    /**
     * {@code shadow}: who is asked as well.
     *
     * @param model an alias or {@code provider/model}
     * @param percent how many of a hundred calls, above 0 and at most 100; 100 if absent
     */
    public record ShadowConfig(@Nullable String model, @Nullable Double percent) {
        public ShadowConfig {
            if (model == null || model.isBlank()) {
                throw new IllegalArgumentException("model is missing: name an alias or a provider/model");
            }
            percent = percent == null ? 100 : percent;
            if (!(percent > 0 && percent <= 100)) {
                throw new IllegalArgumentException("percent is " + percent + ": it must be above 0 and at most 100");
            }
        }
    }

    /**
     * {@code semantic}: what the targets are for.
     *
     * @param model who turns texts into vectors: an alias or {@code provider/model}
     * @param about what each target is for, in their order
     * @param minSimilarity how near a description must be to count, from -1 to 1 (the cosine of the angle); if absent, the
     *     nearest always counts
     */
    public record SemanticConfig(@Nullable String model, @Nullable List<String> about, @Nullable Double minSimilarity) {
        public SemanticConfig {
            about = about == null ? List.of() : List.copyOf(about);
            if (minSimilarity != null && !(minSimilarity >= -1 && minSimilarity <= 1)) {
                throw new IllegalArgumentException("min-similarity is " + minSimilarity + ": it must be from -1 to 1");
            }
        }
    }

    /**
     * {@code bandit}: what counts.
     *
     * @param reward what is best; {@code feedback} if absent
     * @param minShare the share of calls every target gets, from 0 to 1 over the number of targets; 0.05 if absent
     * @param minSamples how often each target is tried before any is preferred; 20 if absent
     */
    public record BanditConfig(@Nullable Reward reward, @Nullable Double minShare, @Nullable Integer minSamples) {
        /** What is best. */
        public enum Reward {
            /** What callers say of answers. */
            FEEDBACK,
            /** Answers that cost little. */
            COST,
            /** Answers that come soon. */
            LATENCY
        }

        public BanditConfig {
            reward = reward == null ? Reward.FEEDBACK : reward;
            minShare = minShare == null ? 0.05 : minShare;
            minSamples = minSamples == null ? 20 : minSamples;
            if (!(minShare >= 0 && minShare <= 0.5)) {
                throw new IllegalArgumentException("min-share is " + minShare + ": it must be from 0 to 0.5");
            }
            if (minSamples < 1) {
                throw new IllegalArgumentException("min-samples is " + minSamples + ": it must be 1 or more");
            }
        }
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
