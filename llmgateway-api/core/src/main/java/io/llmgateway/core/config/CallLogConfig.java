package io.llmgateway.core.config;

import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.watch.log}: one line of JSON a call, by the logger {@code io.llmgateway.calls}.
 *
 * @param enabled whether there is one; false if absent
 * @param user whether it says who asked; false if absent
 */
public record CallLogConfig(@Nullable Boolean enabled, @Nullable Boolean user) {
    public CallLogConfig {
        enabled = enabled != null && enabled;
        user = user != null && user;
    }
}
