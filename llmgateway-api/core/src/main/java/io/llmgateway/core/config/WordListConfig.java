package io.llmgateway.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.guard.moderation.lists.<name>}: words and patterns of one category.
 *
 * @param category such as {@code hate}, or a word of one's own
 * @param severity {@code low} (0.3), {@code medium} (0.6), {@code high} (0.9), or a score above 0 and at most 1; {@code high} if absent
 * @param words words and phrases; with {@code *} before or after, also as the end or the beginning of longer words
 * @param patterns regular expressions of RE2's language, as texts are written
 */
public record WordListConfig(
        @Nullable String category,
        @Nullable String severity,
        @Nullable List<String> words,
        @Whole @Nullable List<String> patterns) {
    public WordListConfig {
        severity = severity == null ? "high" : severity;
        words = words == null ? List.of() : List.copyOf(words);
        patterns = patterns == null ? List.of() : List.copyOf(patterns);
        if (category == null) {
            throw new IllegalArgumentException("category is missing: say what the list is about, such as hate");
        }
        if (words.isEmpty() && patterns.isEmpty()) {
            throw new IllegalArgumentException("the list is empty: give it words or patterns");
        }
        score(severity);
    }

    /**
     * How bad a hit is.
     *
     * @return above 0 and at most 1
     */
    public double score() {
        return score(severity == null ? "high" : severity);
    }

    private static double score(String severity) {
        return switch (severity) {
            case "low" -> 0.3;
            case "medium" -> 0.6;
            case "high" -> 0.9;
            default -> number(severity);
        };
    }

    private static double number(String severity) {
        double score;
        try {
            score = Double.parseDouble(severity);
        } catch (NumberFormatException e) {
            score = 0;
        }
        if (!(score > 0 && score <= 1)) {
            throw new IllegalArgumentException(
                    "severity is \"" + severity + "\": take low, medium, high, or a number above 0 and at most 1");
        }
        return score;
    }
}
