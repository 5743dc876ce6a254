package io.llmgateway.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.guard.pii.patterns.<name>}: something of the application's own that is looked for.
 *
 * @param pattern a regular expression in RE2's syntax: no lookaround, no backreferences
 * @param type what it finds; named as the pattern if absent
 * @param score how sure a find is, above 0 and at most 1; 0.8 if absent
 * @param near words of which one must stand near it; none if absent
 * @param ignoreCase whether capitals count as small letters; false if absent
 */
public record PatternConfig(
        @Nullable String pattern,
        @Nullable String type,
        @Nullable Double score,
        @Nullable List<String> near,
        @Nullable Boolean ignoreCase) {
    private static final double USUAL = 0.8;

    public PatternConfig {
        if (pattern == null || pattern.isEmpty()) {
            throw new IllegalArgumentException("pattern is missing: write a regular expression");
        }
        score = score == null ? USUAL : score;
        if (!(score > 0 && score <= 1)) {
            throw new IllegalArgumentException("score is " + score + ": it must be above 0 and at most 1");
        }
        near = near == null ? List.of() : List.copyOf(near);
        ignoreCase = ignoreCase != null && ignoreCase;
    }
}
