package io.llmgateway.spi;

import java.util.Optional;
import java.util.Set;

/**
 * Makes providers of one type. Found by {@link java.util.ServiceLoader}: list the class in {@code
 * META-INF/services/io.llmgateway.spi.ProviderFactory} and give it a public constructor without parameters.
 */
public interface ProviderFactory {
    /**
     * The name the configuration knows it by.
     *
     * @return such as {@code openai}; lower case
     */
    String type();

    /**
     * Makes a provider. Does not talk to the network.
     *
     * @param settings what the configuration says
     * @return the provider; its user closes it
     * @throws io.llmgateway.error.MisconfiguredException if a setting is missing or makes no sense
     */
    Provider create(ProviderSettings settings);

    /**
     * The options it reads from {@link ProviderSettings#option}, beside those every provider has. Others are refused
     * as misspelt.
     *
     * @return names as in the configuration, such as {@code api-version}
     */
    default Set<String> options() {
        return Set.of();
    }

    /**
     * The environment variable that commonly holds the key, such as {@code OPENAI_API_KEY}. Where it is set and the
     * configuration names no providers at all, a provider of this type is there without any configuration.
     *
     * @return the variable's name, if there is a common one
     */
    default Optional<String> keyVariable() {
        return Optional.empty();
    }

    /**
     * The model to use where nobody names one.
     *
     * @return the vendor's name of it, if there is a sensible one
     */
    default Optional<String> defaultModel() {
        return Optional.empty();
    }
}
