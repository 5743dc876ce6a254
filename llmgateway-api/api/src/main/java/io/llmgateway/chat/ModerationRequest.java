package io.llmgateway.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
        extra = b.givenExtra();
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
        Builder b = new Builder().like(this);
        b.inputs = inputs;
        return b;
    }

    @Override
    public String toString() {
        return "ModerationRequest[" + (model == null ? "default model" : model) + ", " + inputs.size() + " texts]";
    }

    /** Collects the settings. Not thread-safe. */
    public static final class Builder extends ModelRequest.Builder<Builder> {
        private List<String> inputs = List.of();

        private Builder() {}

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
         * The request. Its content is checked when it is sent.
         *
         * @return an immutable value
         */
        public ModerationRequest build() {
            return new ModerationRequest(this);
        }
    }
}
