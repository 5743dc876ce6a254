package io.llmgateway.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.guard}: what may go out, and what may come in.
 *
 * @param pii personal data and secrets
 * @param injection attempts to turn a model around
 * @param moderation what must not be said
 * @param output what answers may hold
 * @param checks names of guards to how they are used
 */
public record GuardConfig(
        @Nullable PiiConfig pii,
        @Nullable InjectionConfig injection,
        @Nullable ModerationConfig moderation,
        @Nullable OutputConfig output,
        @Nullable Map<String, CheckConfig> checks) {
    /** Nothing but the defaults. */
    public static final GuardConfig EMPTY = new GuardConfig(null, null, null, null, null);

    public GuardConfig {
        pii = pii == null ? new PiiConfig(null, null, null, null, null, null, null, null, null, null, null, null) : pii;
        injection = injection == null
                ? new InjectionConfig(null, null, null, null, null, null, null, null, null, null)
                : injection;
        output = output == null
                ? new OutputConfig(null, null, null, null, null, null, null, null, null, null, null, null)
                : output;
        moderation = moderation == null ? ModerationConfig.OFF : moderation;
        checks = checks == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(checks));
    }
}
