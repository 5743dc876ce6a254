package io.llmgateway.watch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Figures of the last minutes, kept in this process. Each method adds them up when it is asked, so ask for what you show and
 * keep the result; what happens meanwhile may be in one figure of it and not yet in another. Thread-safe.
 */
public interface Statistics {
    /** The key of what has no figures of its own, because there are {@code max-series} others. */
    String OTHER = "(other)";

    /**
     * Whether figures and recent calls are kept: {@code llmgateway.watch.statistics.enabled}.
     *
     * @return if false, there are no figures and no recent calls; health is known all the same
     */
    boolean enabled();

    /**
     * The time the figures are about. It rolls on in steps of a twentieth: what is older never counts, what is younger than
     * nineteen twentieths of it always does.
     *
     * @return {@code llmgateway.watch.statistics.window}
     */
    Duration window();

    /**
     * Everything.
     *
     * @return all calls and attempts, those of tags and models without figures of their own too
     */
    Figures overall();

    /**
     * By the model the application asked for.
     *
     * @return an alias or a {@code provider/model} to its figures, sorted; empty for calls that name none; {@link #OTHER}
     *     last
     */
    Map<String, Figures> byModel();

    /**
     * By the values of a tag.
     *
     * @param tag one of {@code llmgateway.watch.statistics.tags}
     * @return a value to its figures, sorted; calls without the tag are nowhere; {@link #OTHER} last
     * @throws IllegalArgumentException if statistics are kept and the tag is not one of them
     */
    Map<String, Figures> byTag(String tag);

    /**
     * By the target that was asked.
     *
     * @return a {@code provider/model} to its attempts, sorted; {@link #OTHER} last
     */
    Map<String, Attempts> byTarget();

    /**
     * The health of all targets of all routes, and of those that were asked beside them.
     *
     * @return by their names, sorted; nothing is asked for it
     */
    List<TargetHealth> health();

    /**
     * The default model of the configuration calls go by now; one that was read and refused says nothing here.
     *
     * @return an alias or a {@code provider/model}: {@code llmgateway.default-model}, or what code says in its place; empty
     *     where neither is there, even if only one model could be meant
     */
    Optional<String> defaultModel();

    /**
     * The models of the configuration, and the targets they stand for.
     *
     * @return an alias to the health of its targets in the order of the configuration, those never asked too
     */
    Map<String, List<TargetHealth>> routes();

    /**
     * The last calls that have ended, as many as {@code llmgateway.watch.statistics.recent} says.
     *
     * @return the last one first
     */
    List<RecentCall> recent();
}
