package io.llmgateway.chat;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a moderation model, such as {@code openai/omni-moderation-latest}, whether texts are unwanted. Immutable; {@code toString}
 * shows no content.
 */
public final class ModerationRequest implements ModelRequest {
    private final @Nullable String model;
    private final List<String> inputs;
    private final @Nullable String endUser;
    private final Map<String, String> tags;
    private final Map<String, Object> extra;
    private final boolean dropUnsupported;

    private ModerationRequest(Builder b) {
        model = b.model;
        inputs = Given.list(b.inputs, "inputs");
        endUser = b.endUser;
        tags = Map.copyOf(b.tags);
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(b.extra));
        dropUnsupported = b.dropUnsupported;
    }

    /**
     * Starts without anything set.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Texts to a model.
     *
     * @param model an alias or {@code provider/model}
     * @param inputs the texts
     * @return the request
     */
    public static ModerationRequest of(String model, String... inputs) {
        return builder().model(model).inputs(Arrays.asList(inputs)).build();
    }

    @Override
    public String kind() {
        return "moderate";
    }

    @Override
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /**
     * The texts.
     *
     * @return an immutable list
     */
    public List<String> inputs() {
        return inputs;
    }

    @Override
    public Optional<String> endUser() {
        return Optional.ofNullable(endUser);
    }

    @Override
    public Map<String, String> tags() {
        return tags;
    }

    @Override
    public Map<String, Object> extra() {
        return extra;
    }

    @Override
    public boolean dropUnsupported() {
        return dropUnsupported;
    }

    @Override
    public ModerationRequest withModel(String newModel) {
        return toBuilder().model(newModel).build();
    }

    /**
     * A builder with the same settings.
     *
     * @return a fresh builder
     */
    public Builder toBuilder() {
        Builder b = new Builder();
        b.model = model;
        b.inputs = inputs;
        b.endUser = endUser;
        b.tags = tags;
        b.extra = extra;
        b.dropUnsupported = dropUnsupported;
        return b;
    }

    @Override
    public String toString() {
        return "ModerationRequest[" + (model == null ? "default model" : model) + ", " + inputs.size() + " texts]";
    }

    /** Collects the settings. Not thread-safe. */
    public static final class Builder {
        private @Nullable String model;
        private List<String> inputs = List.of();
        private @Nullable String endUser;
        private Map<String, String> tags = Map.of();
        private Map<String, Object> extra = Map.of();
        private boolean dropUnsupported;

        private Builder() {}

        /**
         * Sets the model.
         *
         * @param value an alias or {@code provider/model}
         * @return this
         */
        public Builder model(String value) {
            model = Objects.requireNonNull(value, "model");
            return this;
        }

        /**
         * Sets the texts.
         *
         * @param value the texts
         * @return this
         */
        public Builder inputs(List<String> value) {
            inputs = value;
            return this;
        }

        /**
         * Sets the person on whose behalf the application asks.
         *
         * @param value a pseudonym
         * @return this
         */
        public Builder endUser(String value) {
            endUser = value;
            return this;
        }

        /**
         * Sets the tags.
         *
         * @param value names to values
         * @return this
         */
        public Builder tags(Map<String, String> value) {
            tags = value;
            return this;
        }

        /**
         * Sets fields of the vendor's own request.
         *
         * @param value names to plain Java values
         * @return this
         */
        public Builder extra(Map<String, Object> value) {
            extra = value;
            return this;
        }

        /**
         * Allows leaving out what the provider cannot express.
         *
         * @return this
         */
        public Builder dropUnsupported() {
            dropUnsupported = true;
            return this;
        }

        /**
         * The request. Its content is checked when it is sent.
         *
         * @return an immutable value
         */
        public ModerationRequest build() {
            return new ModerationRequest(this);
        }
    }
}
