package io.llmgateway.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway}: the whole configuration.
 *
 * @param defaultModel the model for requests that name none
 * @param timeouts the clocks of calls
 * @param providers ids to providers
 * @param models aliases to models
 * @param admit what may be asked at all
 */
public record GatewayConfig(
        @Nullable String defaultModel,
        @Nullable TimeoutsConfig timeouts,
        @Nullable Map<String, ProviderConfig> providers,
        @Nullable Map<String, ModelConfig> models,
        @Nullable AdmitConfig admit) {
    public GatewayConfig {
        timeouts = timeouts == null ? new TimeoutsConfig(null, null, null, null) : timeouts;
        providers = providers == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        models = models == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(models));
        admit = admit == null ? new AdmitConfig(null) : admit;
    }
}
