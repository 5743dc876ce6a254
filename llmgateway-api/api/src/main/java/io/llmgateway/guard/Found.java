package io.llmgateway.guard;

import java.util.Set;

/**
 * What kinds of personal or secret data were found in a request, whether masked or left as they were. Values the
 * configuration says are nobody's secret do not count.
 *
 * @param types the types; empty where the request was searched and nothing was found
 */
public record Found(Set<EntityType> types) {
    public Found {
        types = Set.copyOf(types);
    }
}
