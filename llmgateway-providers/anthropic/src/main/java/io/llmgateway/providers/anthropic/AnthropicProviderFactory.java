package io.llmgateway.providers.anthropic;

import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import java.util.Optional;
import java.util.Set;

/**
 * Makes providers that speak Anthropic's Messages API: Anthropic itself, servers that copy it, and Claude on Google's
 * Vertex AI.
 *
 * <p>Without a base URL it is {@code https://api.anthropic.com}. A base URL is what stands before {@code /v1/messages};
 * one that ends in {@code /v1} is understood as well. The options:
 *
 * <ul>
 *   <li>{@code version}: the header {@code anthropic-version}, {@code 2023-06-01} by default. From {@code 2026-10-21}
 *       on no model takes temperature and top-p any more. On Vertex it is the field {@code anthropic_version}, {@code
 *       vertex-2023-10-16} by default.
 *   <li>{@code beta}: names of beta features, separated by commas, sent as {@code anthropic-beta}.
 *   <li>{@code auth}: {@code api-key} (the default) or {@code bearer} for OAuth tokens, which Anthropic wants together
 *       with the beta {@code oauth-2025-04-20}.
 *   <li>{@code max-tokens}: the limit of answers for requests without one, 1 or more. Anthropic demands a limit. By
 *       default it is what the model can give, at most 32,000: Claude 3 and older 4,096, Claude 3.5 8,192, later ones
 *       32,000, and 8,192 for models that are not Claude.
 *   <li>{@code platform}: {@code anthropic} (the default) or {@code vertex}. For Vertex the base URL is needed, up to
 *       the location: {@code https://us-east5-aiplatform.googleapis.com/v1/projects/P/locations/us-east5}; the key is a
 *       Google access token.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class AnthropicProviderFactory implements ProviderFactory {
    /** Found by {@link java.util.ServiceLoader}. */
    public AnthropicProviderFactory() {}

    @Override
    public String type() {
        return "anthropic";
    }

    @Override
    public Provider create(ProviderSettings settings) {
        return new AnthropicProvider(settings, Endpoint.of(settings));
    }

    @Override
    public Set<String> options() {
        return Endpoint.OPTIONS;
    }

    @Override
    public Optional<String> keyVariable() {
        return Optional.of("ANTHROPIC_API_KEY");
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of("claude-sonnet-5");
    }
}
