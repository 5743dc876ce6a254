package io.llmgateway.spi;

import io.llmgateway.guard.Origin;
import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;

/**
 * Judges what goes out to a model and what comes back, text by text, whole or streamed. Given to the builder. Thread-safe.
 * What it throws counts as {@link Verdict#block}, unless {@code llmgateway.guard.checks.<name>.on-error} says otherwise.
 */
public interface Guard {
    /**
     * Its name, in the configuration, in events and in errors.
     *
     * @return small letters, digits and hyphens
     */
    String name();

    /**
     * Whether it wants to see texts of an origin.
     *
     * @param origin the origin
     * @return true for all, unless overridden
     */
    default boolean judges(Origin origin) {
        return true;
    }

    /**
     * Judges a text.
     *
     * @param passage the text, and where it comes from
     * @return the verdict
     */
    Verdict judge(Passage passage);
}
