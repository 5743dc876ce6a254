package io.llmgateway.core.config;

import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.watch.log}: one line of JSON a call, by the logger {@code io.llmgateway.calls}.
 *
 * @param enabled whether there is one; false if absent
 */
public record CallLogConfig(@Nullable Boolean enabled) {
    public CallLogConfig {
        enabled = enabled != null && enabled;
    }
}
