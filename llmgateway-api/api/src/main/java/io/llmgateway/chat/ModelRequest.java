package io.llmgateway.chat;

import java.util.Map;
import java.util.Optional;

/** What can be asked of a model. Every kind walks the same corridor. */
public sealed interface ModelRequest permits ChatRequest, EmbeddingRequest, ModerationRequest {
    /**
     * What is asked, in one word.
     *
     * @return {@code chat}, {@code embed} or {@code moderate}
     */
    String kind();

    /**
     * The model: an alias of the configuration, or {@code provider/model}. Past the room {@code route} it is the
     * provider's own name of the model.
     *
     * @return the name, or empty for the client's default model
     */
    Optional<String> model();

    /**
     * The person on whose behalf the application asks. Sent to vendors that take it, so use a pseudonym.
     *
     * @return an opaque id, if set
     */
    Optional<String> endUser();

    /**
     * What the application wants to know calls by: team, feature, tenant. Never sent to a vendor.
     *
     * @return an immutable map
     */
    Map<String, String> tags();

    /**
     * Fields of the vendor's own request that have no common word, merged into the body as they are, nested objects
     * key by key. They win over what the library would write.
     *
     * @return an immutable map of plain Java values (maps, lists, strings, numbers, booleans)
     */
    Map<String, Object> extra();

    /**
     * Whether a field the provider cannot express may be left out, with a warning in the response, instead of the
     * request being refused.
     *
     * @return false by default
     */
    boolean dropUnsupported();

    /**
     * The same request to another model.
     *
     * @param model the model's name
     * @return the request
     */
    ModelRequest withModel(String model);
}
