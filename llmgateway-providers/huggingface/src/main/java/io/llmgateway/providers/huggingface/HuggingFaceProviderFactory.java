package io.llmgateway.providers.huggingface;

import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import java.util.Optional;
import java.util.Set;

/**
 * Makes providers of type {@code huggingface}: the router of Hugging Face to many inference providers, and servers of
 * its text-generation-inference (TGI).
 *
 * <p>Options:
 *
 * <ul>
 *   <li>{@code api}: {@code router} (the default) speaks the chat form that the router, TGI below {@code /v1} and
 *       dedicated endpoints share; {@code tgi} speaks TGI's native {@code /generate}, for models without a chat
 *       template, and needs {@code base-url}. It takes one text, no conversation, and offers no embeddings. What it
 *       writes ends with the stop sequence where it met one
 *   <li>{@code embeddings}: {@code hf-inference} (the default) asks the router for feature extraction, below {@code
 *       /hf-inference/models} beside {@code /v1}; {@code openai} asks for {@code /embeddings}, as servers of one's own
 *       want it. Not for {@code tgi}
 *   <li>{@code bill-to}: the organisation that pays, instead of the key's owner
 * </ul>
 *
 * A model of the router is {@code organisation/model}, with {@code :provider}, {@code :fastest} or {@code :cheapest}
 * behind it to choose who serves it. A key is needed for the router's own address.
 */
public final class HuggingFaceProviderFactory implements ProviderFactory {
    /** Used by the service loader. */
    public HuggingFaceProviderFactory() {}

    @Override
    public String type() {
        return "huggingface";
    }

    @Override
    public Set<String> options() {
        return Set.of("api", "embeddings", "bill-to");
    }

    @Override
    public Optional<String> keyVariable() {
        return Optional.of("HF_TOKEN");
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of("openai/gpt-oss-120b");
    }

    @Override
    public Provider create(ProviderSettings settings) {
        String api = choice(settings, "api", "router", "tgi").orElse("router");
        Optional<String> embeddings = choice(settings, "embeddings", "hf-inference", "openai");
        if (api.equals("router")) {
            boolean own = embeddings.orElse("hf-inference").equals("hf-inference");
            return new RouterProvider(withPayer(settings), own);
        }
        if (embeddings.isPresent()) {
            throw new MisconfiguredException(settings.property("embeddings")
                    + " means nothing for api \"tgi\", which has no embeddings: remove it");
        }
        return new TgiProvider(withPayer(settings));
    }

    private static Optional<String> choice(ProviderSettings settings, String option, String first, String second) {
        Optional<String> value = settings.option(option);
        if (value.isPresent() && !value.get().equals(first) && !value.get().equals(second)) {
            throw new MisconfiguredException(settings.property(option) + " is \"" + value.get() + "\": it must be \""
                    + first + "\" or \"" + second + "\"");
        }
        return value;
    }

    // https://huggingface.co/docs/inference-providers/pricing
    private static ProviderSettings withPayer(ProviderSettings settings) {
        return settings.option("bill-to")
                .map(payer -> copy(settings).header("X-HF-Bill-To", payer).build())
                .orElse(settings);
    }

    /** The same settings, without the options of this type. */
    static ProviderSettings.Builder copy(ProviderSettings settings) {
        ProviderSettings.Builder copy =
                ProviderSettings.builder(settings.id()).type(settings.type()).world(settings.world());
        settings.baseUrl().ifPresent(copy::baseUrl);
        settings.credentials().ifPresent(copy::credentials);
        settings.headers().forEach(copy::header);
        settings.tls().ifPresent(copy::tls);
        return copy;
    }
}
