package io.llmgateway.access;

import java.util.Set;

/**
 * Classes of data the caller says are in a request, such as {@code health}. What is found in its texts is not among them.
 *
 * @param names their names, as {@code llmgateway.admit.data} has them
 */
public record DataClasses(Set<String> names) {
    public DataClasses {
        names = Set.copyOf(names);
    }
}
