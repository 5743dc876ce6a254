package io.llmgateway.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.guard}: what may go out, and what may come in.
 *
 * @param checks names of guards to how they are used
 */
public record GuardConfig(@Nullable Map<String, CheckConfig> checks) {
    /** Nothing but the defaults. */
    public static final GuardConfig EMPTY = new GuardConfig(null);

    public GuardConfig {
        checks = checks == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(checks));
    }
}
