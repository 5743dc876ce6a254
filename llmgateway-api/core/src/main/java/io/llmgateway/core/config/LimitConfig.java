package io.llmgateway.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.admit.limits.<name>}: how fast callers may ask.
 *
 * @param match which calls it is for: dimensions ({@code user}, {@code model} as the application names it, or a tag such
 *     as {@code team}) to values; all if absent
 * @param per dimensions that have a limit of this size for each of their values; one for all if absent
 * @param requests the most requests in a window; no limit if absent
 * @param tokens the most tokens, of prompts and answers, in a window; no limit if absent
 * @param concurrent the most calls under way; no limit if absent
 * @param window the time requests and tokens are counted over; one minute if absent
 * @param priorities values of the tag {@code priority} to the percentage of the limit they may use; 100 for a value
 *     that is not named
 * @param fairBy a dimension whose values share the limit fairly; nobody's use is bounded by others' if absent
 */
public record LimitConfig(
        @Nullable Map<String, String> match,
        @Nullable List<String> per,
        @Nullable Long requests,
        @Nullable Long tokens,
        @Nullable Long concurrent,
        @Nullable Duration window,
        @Nullable Map<String, Integer> priorities,
        @Nullable String fairBy) {
    public LimitConfig {
        match = match == null ? Map.of() : Map.copyOf(match);
        per = per == null ? List.of() : List.copyOf(per);
        window = window == null ? Duration.ofMinutes(1) : window;
        priorities = priorities == null ? Map.of() : Map.copyOf(priorities);
    }
}
