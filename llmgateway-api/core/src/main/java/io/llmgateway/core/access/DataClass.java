package io.llmgateway.core.access;

import io.llmgateway.access.Principal;
import io.llmgateway.chain.Target;
import io.llmgateway.core.config.DataClassConfig;
import io.llmgateway.core.targets.TargetStates;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.guard.EntityType;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A class of data, and where it may go.
 *
 * @param name its name
 * @param found a request they are found in holds the class
 * @param config the rest
 */
record DataClass(String name, Set<EntityType> found, DataClassConfig config) {
    static final String PROPERTY = "llmgateway.admit.data.";

    static DataClass of(String name, DataClassConfig config, Names names) {
        String property = PROPERTY + name;
        if (name.isBlank()) {
            throw new MisconfiguredException("llmgateway.admit.data has a class without a name");
        }
        for (String target : config.targets() == null ? List.<String>of() : config.targets()) {
            names.checkTarget(property + ".targets", target);
        }
        Set<EntityType> found = new HashSet<>();
        for (String type : Objects.requireNonNull(config.found())) {
            try {
                found.add(EntityType.of(type));
            } catch (IllegalArgumentException e) {
                throw new MisconfiguredException(property + ".found: " + e.getMessage(), e);
            }
        }
        return new DataClass(name, Set.copyOf(found), config);
    }

    String property() {
        return PROPERTY + name;
    }

    /**
     * Why data of the class must not go to a target; null where it may.
     *
     * @param regions ids of providers to where they serve from
     */
    @Nullable
    String obstacle(@Nullable Principal principal, Set<String> extra, Target target, Map<String, String> regions) {
        String written = Rule.written(target);
        if (config.roles() != null && (principal == null || Collections.disjoint(config.roles(), principal.roles()))) {
            return "only principals with one of the roles " + config.roles() + " may send it";
        }
        String field = Rule.others(config.extra(), extra);
        if (field != null) {
            return "the call sets the vendor's own field \"" + field + "\", which is not in the extra of the class";
        }
        if (config.regions() == null && config.targets() == null) {
            return "it has neither regions nor targets, so it goes nowhere";
        }
        String region = regions.get(TargetStates.configured(target.provider()));
        if (config.regions() != null
                && (region == null || config.regions().stream().noneMatch(region::equalsIgnoreCase))) {
            return "it may go to the regions " + config.regions() + " only, and " + written
                    + (region == null ? " has no region" : " is in " + region);
        }
        if (config.targets() != null && !Rule.like(config.targets(), written, false)) {
            return written + " is not among its targets";
        }
        return null;
    }
}
