package io.llmgateway.spi;

import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import java.util.List;
import java.util.Set;

/**
 * Finds personal or secret data in texts, beside the house's own detectors; such as a model for names. Found by {@link
 * java.util.ServiceLoader}, or given to the builder. Thread-safe. It must end in a time that grows evenly with the text: it
 * is asked before every call. What it throws stops the call, since what it missed would go out.
 */
public interface Detector {
    /**
     * Its name.
     *
     * @return a few letters, for messages
     */
    String name();

    /**
     * What it can find.
     *
     * @return types, at least one
     */
    Set<EntityType> types();

    /**
     * Looks through a text.
     *
     * @param text the text, as it was written; may be empty
     * @param regions where the application's users are: ISO 3166-1 codes such as {@code DE}, the likeliest first; may be empty
     * @return what it found, in any order; may overlap
     */
    List<Finding> find(String text, List<String> regions);
}
