package io.llmgateway.providers.openai;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import java.util.Optional;
import java.util.Set;

/**
 * Makes providers of type {@code openai}: OpenAI itself, and every vendor or server that speaks its dialect.
 *
 * <p>Options:
 *
 * <ul>
 *   <li>{@code dialect}: whose dialect, {@code openai} by default; others are {@code azure}, {@code mistral}, {@code
 *       groq}, {@code deepseek}, {@code xai}, {@code openrouter}, {@code together}, {@code fireworks}, {@code
 *       perplexity}, {@code cerebras}, {@code zai}, {@code moonshot}, {@code huggingface}, {@code ollama}, {@code vllm}, {@code lmstudio}, {@code
 *       llamacpp}, and {@code compatible} for anything else. Each brings its address, except {@code azure} and {@code
 *       compatible}, which need {@code base-url}
 *   <li>{@code api}: {@code chat} (the default) or {@code responses}, where the vendor has it. Nothing is stored there
 *       ({@code store: false}): what the vendor wants back, such as encrypted reasoning, travels with the parts of an
 *       answer
 *   <li>{@code auth}: {@code bearer} or {@code api-key}, where the vendor takes both, as Azure does
 *   <li>{@code api-version}: Azure only. A date such as {@code 2024-10-21} chooses the paths by deployment; without it
 *       the paths below {@code /openai/v1} are used
 *   <li>{@code organization}, {@code project}: OpenAI only
 * </ul>
 *
 * A key is needed for the address a dialect brings, unless it is a server of one's own; with a {@code base-url} of your
 * choice it is up to that server.
 */
public final class OpenAiProviderFactory implements ProviderFactory {
    /** Used by the service loader. */
    public OpenAiProviderFactory() {}

    @Override
    public String type() {
        return "openai";
    }

    @Override
    public Set<String> options() {
        return Set.of("dialect", "api", "auth", "api-version", "organization", "project");
    }

    @Override
    public Optional<String> keyVariable() {
        return Optional.of("OPENAI_API_KEY");
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of("gpt-5.4-mini");
    }

    @Override
    public Provider create(ProviderSettings settings) {
        Dialect dialect = Dialects.named(settings.option("dialect").orElse("openai"), settings.property("dialect"));
        String api = settings.option("api").orElse("chat");
        if (!api.equals("chat") && !api.equals("responses")) {
            throw new MisconfiguredException(
                    settings.property("api") + " is \"" + api + "\": it must be \"chat\" or \"responses\"");
        }
        if (api.equals("responses") && !dialect.has(Dialect.Trait.RESPONSES)) {
            throw new MisconfiguredException(settings.property("api") + " is \"responses\", which dialect "
                    + dialect.name() + " does not offer: remove it, or set \"chat\"");
        }
        return new OpenAiProvider(new Endpoint(settings, dialect), api.equals("responses"));
    }
}
