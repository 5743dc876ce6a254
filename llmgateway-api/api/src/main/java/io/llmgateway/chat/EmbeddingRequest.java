package io.llmgateway.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks for vectors of texts. Immutable; {@code toString} shows no content. */
public final class EmbeddingRequest implements ModelRequest {
    private final @Nullable String model;
    private final List<String> inputs;
    private final @Nullable Integer dimensions;
    private final @Nullable String purpose;
    private final @Nullable String endUser;
    private final Map<String, String> tags;
    private final Map<String, Object> extra;
    private final boolean dropUnsupported;

    private EmbeddingRequest(Builder b) {
        model = b.model;
        inputs = Given.list(b.inputs, "inputs");
        dimensions = b.dimensions;
        purpose = b.purpose;
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
    public static EmbeddingRequest of(String model, String... inputs) {
        return builder().model(model).inputs(Arrays.asList(inputs)).build();
    }

    @Override
    public String kind() {
        return "embed";
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

    /**
     * The wanted length of each vector.
     *
     * @return the length, or empty for the model's own
     */
    public Optional<Integer> dimensions() {
        return Optional.ofNullable(dimensions);
    }

    /**
     * What the vectors are for, for vendors that ask: {@code query}, {@code document}, or a vendor's own word.
     *
     * @return the purpose, if set
     */
    public Optional<String> purpose() {
        return Optional.ofNullable(purpose);
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
    public EmbeddingRequest withModel(String newModel) {
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
        b.dimensions = dimensions;
        b.purpose = purpose;
        return b;
    }

    @Override
    public String toString() {
        return "EmbeddingRequest[" + (model == null ? "default model" : model) + ", " + inputs.size() + " texts]";
    }

    /** Collects the settings. Not thread-safe. */
    public static final class Builder extends ModelRequest.Builder<Builder> {
        private List<String> inputs = List.of();
        private @Nullable Integer dimensions;
        private @Nullable String purpose;

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
         * Sets the wanted length of each vector.
         *
         * @param value 1 or more
         * @return this
         */
        public Builder dimensions(int value) {
            dimensions = value;
            return this;
        }

        /**
         * Sets what the vectors are for.
         *
         * @param value {@code query}, {@code document}, or a vendor's own word
         * @return this
         */
        public Builder purpose(String value) {
            purpose = value;
            return this;
        }

        /**
         * The request. Its content is checked when it is sent.
         *
         * @return an immutable value
         */
        public EmbeddingRequest build() {
            return new EmbeddingRequest(this);
        }
    }
}
