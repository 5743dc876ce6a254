package io.llmgateway.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.admit.data.<class>}: where data of a class may go. A class with neither regions nor targets goes
 * nowhere.
 *
 * @param found kinds of personal data, such as {@code medical-id}: a request they are found in holds the class, masked or not
 * @param regions where a provider must serve from, by {@code llmgateway.providers.<id>.region}; anywhere if absent
 * @param targets {@code provider/model}, with {@code *} for any characters; any if absent
 * @param roles a principal must have one of them to send the class; needs none if absent
 * @param extra fields of the vendor's own a call with the class may set, with {@code *} for any characters; none if absent
 */
public record DataClassConfig(
        @Nullable List<String> found,
        @Nullable List<String> regions,
        @Nullable List<String> targets,
        @Nullable List<String> roles,
        @Nullable List<String> extra) {
    public DataClassConfig {
        found = found == null ? List.of() : List.copyOf(found);
        regions = regions == null ? null : List.copyOf(regions);
        targets = targets == null ? null : List.copyOf(targets);
        roles = roles == null ? null : List.copyOf(roles);
        extra = extra == null ? List.of() : List.copyOf(extra);
    }
}
