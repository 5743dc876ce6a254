package io.llmgateway.core.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.watch.statistics}: figures of the last minutes, kept in this process.
 *
 * @param enabled whether they are kept; true if absent
 * @param window the time they are about, 10s to 1d; 5m if absent
 * @param tags the tags whose values have figures of their own; none if absent
 * @param maxSeries how many things have figures of their own, 10 to 100000; 1000 if absent
 * @param recent how many calls that have ended are kept with their course, 0 to 10000; 100 if absent
 */
public record StatisticsConfig(
        @Nullable Boolean enabled,
        @Nullable Duration window,
        @Nullable List<String> tags,
        @Nullable Integer maxSeries,
        @Nullable Integer recent) {
    private static final Duration USUAL_WINDOW = Duration.ofMinutes(5);
    private static final Duration LEAST_WINDOW = Duration.ofSeconds(10);
    private static final int USUAL_SERIES = 1_000;
    private static final int LEAST_SERIES = 10;
    private static final int MOST_SERIES = 100_000;
    private static final int USUAL_RECENT = 100;
    private static final int MOST_RECENT = 10_000;

    public StatisticsConfig {
        enabled = enabled == null || enabled;
        window = window == null ? USUAL_WINDOW : window;
        tags = tags == null ? List.of() : List.copyOf(tags);
        maxSeries = maxSeries == null ? USUAL_SERIES : maxSeries;
        recent = recent == null ? USUAL_RECENT : recent;
        if (window.compareTo(LEAST_WINDOW) < 0 || window.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("window is " + window + ": it must be from 10s to 1d");
        }
        if (maxSeries < LEAST_SERIES || maxSeries > MOST_SERIES) {
            throw new IllegalArgumentException(
                    "max-series is " + maxSeries + ": it must be from " + LEAST_SERIES + " to " + MOST_SERIES);
        }
        if (recent < 0 || recent > MOST_RECENT) {
            throw new IllegalArgumentException("recent is " + recent + ": it must be from 0 to " + MOST_RECENT);
        }
        for (String tag : tags) {
            if (tag.isBlank()) {
                throw new IllegalArgumentException("tags holds a blank name: name a tag, such as team");
            }
        }
    }
}
