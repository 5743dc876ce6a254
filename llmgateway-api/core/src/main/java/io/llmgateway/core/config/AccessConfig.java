package io.llmgateway.core.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.admit.access}: who may ask what.
 *
 * @param otherwise {@code default}: what holds for those no allowing rule is about; {@code deny} if absent
 * @param mode whether the rules count; {@code enforce} if absent
 * @param rules names to rules, at least one
 */
public record AccessConfig(
        @JsonProperty("default") @Nullable Effect otherwise,
        @Nullable Mode mode,
        @Nullable Map<String, AccessRuleConfig> rules) {
    /** What a rule does. */
    public enum Effect {
        /** It lets calls in. */
        ALLOW,
        /** It keeps calls out, whatever else lets them in. */
        DENY
    }

    /** Whether rules count. */
    public enum Mode {
        /** They do. */
        ENFORCE,
        /** Listeners hear of them, and nothing else happens. */
        SHADOW
    }

    public AccessConfig {
        otherwise = otherwise == null ? Effect.DENY : otherwise;
        mode = mode == null ? Mode.ENFORCE : mode;
        rules = rules == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        if (rules.isEmpty()) {
            throw new IllegalArgumentException(
                    "access has no rules: say who may ask what in access.rules, or leave access out");
        }
    }
}
