package io.llmgateway.chat;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /**
     * Collects what all kinds of requests have. Not thread-safe.
     *
     * @param <B> the kind of builder
     */
    abstract sealed class Builder<B extends Builder<B>>
            permits ChatRequest.Builder, EmbeddingRequest.Builder, ModerationRequest.Builder {
        @Nullable
        String model;

        @Nullable
        String endUser;

        // another request's until they are added to: most calls copy their request once, and change none of these
        Map<String, String> tags = Map.of();
        Map<String, Object> extra = Collections.emptyMap();
        boolean dropUnsupported;

        Builder() {}

        @SuppressWarnings("unchecked") // each kind of builder is its own B
        private B self() {
            return (B) this;
        }

        /**
         * Sets the model.
         *
         * @param value an alias or {@code provider/model}
         * @return this
         */
        public B model(String value) {
            model = Objects.requireNonNull(value, "model");
            return self();
        }

        /**
         * Sets the person on whose behalf the application asks.
         *
         * @param value a pseudonym
         * @return this
         */
        public B endUser(String value) {
            endUser = Objects.requireNonNull(value, "endUser");
            return self();
        }

        /**
         * Adds a tag.
         *
         * @param name such as {@code team}
         * @param value such as {@code search}
         * @return this
         */
        public B tag(String name, String value) {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            tags = tags instanceof HashMap ? tags : new HashMap<>(tags);
            tags.put(name, value);
            return self();
        }

        /**
         * Sets the tags, in the place of all that were set before.
         *
         * @param value names to values
         * @return this
         */
        public B tags(Map<String, String> value) {
            tags = Map.copyOf(value);
            return self();
        }

        /**
         * Adds a field of the vendor's own request.
         *
         * @param name the field's name on the wire
         * @param value a plain Java value: map, list, string, number or boolean
         * @return this
         */
        public B extra(String name, Object value) {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            extra = extra instanceof LinkedHashMap ? extra : new LinkedHashMap<>(extra);
            extra.put(name, value);
            return self();
        }

        /**
         * Sets the fields of the vendor's own request, in the place of all that were set before.
         *
         * @param value names on the wire to plain Java values
         * @return this
         */
        public B extra(Map<String, Object> value) {
            extra = new LinkedHashMap<>(value);
            return self();
        }

        /**
         * Allows leaving out what the provider cannot express, with a warning in the response.
         *
         * @return this
         */
        public B dropUnsupported() {
            dropUnsupported = true;
            return self();
        }

        B like(ModelRequest request) {
            model = request.model().orElse(null);
            endUser = request.endUser().orElse(null);
            tags = request.tags();
            extra = request.extra();
            dropUnsupported = request.dropUnsupported();
            return self();
        }

        Map<String, Object> givenExtra() {
            return extra instanceof LinkedHashMap ? Collections.unmodifiableMap(new LinkedHashMap<>(extra)) : extra;
        }
    }
}
