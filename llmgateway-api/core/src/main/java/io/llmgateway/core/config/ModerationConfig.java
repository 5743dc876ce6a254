package io.llmgateway.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.guard.moderation}: what must not be said. Judged by lists, by a moderation model, and by a model with a rubric:
 * one of these at least.
 *
 * @param enabled whether texts are judged; false if absent
 * @param lists names to lists of words and patterns
 * @param thresholds categories, such as {@code self-harm}, to the score that blocks, above 0 and at most 1; absent, 0.5 of lists and
 *     the judge, and of the moderation model what the vendor flags
 * @param flagFrom the score from which listeners are told, above 0 and at most 1; 0.3 if absent
 * @param model a moderation model; also asked by {@code client.moderate} where nothing else names one
 * @param judgeModel a model that judges by the rubric
 * @param rubric what the judge is told about what is unwanted
 * @param prompts whether what goes out is judged; true if absent
 * @param answers whether what comes back is judged; true if absent
 */
public record ModerationConfig(
        @Nullable Boolean enabled,
        @Nullable Map<String, WordListConfig> lists,
        @Nullable Map<String, Double> thresholds,
        @Nullable Double flagFrom,
        @Nullable String model,
        @Nullable String judgeModel,
        @Nullable String rubric,
        @Nullable Boolean prompts,
        @Nullable Boolean answers) {
    /** Switched off. */
    public static final ModerationConfig OFF =
            new ModerationConfig(null, null, null, null, null, null, null, null, null);

    public ModerationConfig {
        enabled = enabled != null && enabled;
        lists = lists == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(lists));
        thresholds = thresholds == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(thresholds));
        flagFrom = flagFrom == null ? 0.3 : flagFrom;
        prompts = prompts == null || prompts;
        answers = answers == null || answers;
        for (Map.Entry<String, Double> threshold : thresholds.entrySet()) {
            checkScore("thresholds." + threshold.getKey(), threshold.getValue());
        }
        checkScore("flag-from", flagFrom);
        for (Map.Entry<String, WordListConfig> list : lists.entrySet()) {
            if (list.getValue() == null) {
                throw new IllegalArgumentException(
                        "moderation.lists." + list.getKey() + " is empty: give it words or patterns");
            }
        }
        if ((judgeModel == null) != (rubric == null || rubric.isBlank())) {
            throw new IllegalArgumentException(
                    "moderation.judge-model and moderation.rubric go together: the one judges"
                            + " by the other; set both, or neither");
        }
        if (enabled && lists.isEmpty() && model == null && judgeModel == null) {
            throw new IllegalArgumentException("moderation.enabled is true, but there is nothing to judge by: set"
                    + " moderation.lists, moderation.model, or moderation.judge-model");
        }
        if (enabled && !prompts && !answers) {
            throw new IllegalArgumentException(
                    "moderation.enabled is true, but moderation.prompts and moderation.answers"
                            + " are false, so nothing would be judged: set one of them, or enabled to false");
        }
    }

    private static void checkScore(String setting, @Nullable Double score) {
        if (score == null || !(score > 0 && score <= 1)) {
            throw new IllegalArgumentException(
                    "moderation." + setting + " is " + score + ": it must be above 0 and at most 1");
        }
    }

    @Override
    public String toString() {
        return "ModerationConfig[" + (Boolean.TRUE.equals(enabled) ? "on" : "off") + "]"; // lists hold words
    }
}
