package io.llmgateway.spring;

import java.util.Optional;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where a server with models is that was started for the application, such as by Docker Compose or Testcontainers. Each bean of
 * this type is a provider; what it says wins over the properties below {@code llmgateway.providers.<id>}, and what it leaves
 * open they may say.
 */
public interface LlmProviderConnectionDetails extends ConnectionDetails {
    /**
     * The provider's id.
     *
     * @return the part before the slash in {@code provider/model}; no other bean may have the same
     */
    String id();

    /**
     * The type of its factory.
     *
     * @return such as {@code openai}, which is that of all who speak its dialect
     */
    default String type() {
        return "openai";
    }

    /**
     * Whose dialect it speaks.
     *
     * @return such as {@code ollama}; empty where its type knows none, or for that of the type itself
     */
    default Optional<String> dialect() {
        return Optional.empty();
    }

    /**
     * Its address.
     *
     * @return an absolute http or https URL, without user and query; such as {@code http://localhost:11434/v1}
     */
    String baseUrl();

    /**
     * Its key.
     *
     * @return the key, if it wants one
     */
    default Optional<String> apiKey() {
        return Optional.empty();
    }
}
