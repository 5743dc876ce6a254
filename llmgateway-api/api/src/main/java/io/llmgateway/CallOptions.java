package io.llmgateway;

import io.llmgateway.chain.CacheControl;
import io.llmgateway.chain.Timeouts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What calls of a client have in common unless a request says otherwise. Immutable.
 */
public final class CallOptions {
    /** Nothing but the default clocks. */
    public static final CallOptions DEFAULT = new CallOptions(new Builder());

    private final @Nullable String model;
    private final @Nullable String endUser;
    private final Map<String, String> tags;
    private final Timeouts timeouts;
    private final CacheControl cache;

    private CallOptions(Builder b) {
        model = b.model;
        endUser = b.endUser;
        tags = Map.copyOf(b.tags);
        timeouts = b.timeouts;
        cache = b.cache;
    }

    /**
     * The model for requests that name none.
     *
     * @return an alias or {@code provider/model}, if set
     */
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /**
     * The end user for requests that name none.
     *
     * @return a pseudonym, if set
     */
    public Optional<String> endUser() {
        return Optional.ofNullable(endUser);
    }

    /**
     * Tags for all requests; a request's own tag of the same name wins.
     *
     * @return an immutable map
     */
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * The clocks.
     *
     * @return all finite
     */
    public Timeouts timeouts() {
        return timeouts;
    }

    /**
     * How calls use what is remembered.
     *
     * @return the settings
     */
    public CacheControl cache() {
        return cache;
    }

    /**
     * A builder with the same options.
     *
     * @return a fresh builder
     */
    public Builder toBuilder() {
        Builder b = new Builder();
        b.model = model;
        b.endUser = endUser;
        b.tags.putAll(tags);
        b.timeouts = timeouts;
        b.cache = cache;
        return b;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private @Nullable String model;
        private @Nullable String endUser;
        private final Map<String, String> tags = new LinkedHashMap<>();
        private Timeouts timeouts = Timeouts.DEFAULT;
        private CacheControl cache = CacheControl.DEFAULT;

        private Builder() {}

        /**
         * Sets the model for requests that name none.
         *
         * @param value an alias or {@code provider/model}
         * @return this
         */
        public Builder model(String value) {
            model = Objects.requireNonNull(value, "model");
            return this;
        }

        /**
         * Sets the end user for requests that name none.
         *
         * @param value a pseudonym
         * @return this
         */
        public Builder endUser(String value) {
            endUser = Objects.requireNonNull(value, "endUser");
            return this;
        }

        /**
         * Adds a tag.
         *
         * @param name such as {@code team}
         * @param value such as {@code search}
         * @return this
         */
        public Builder tag(String name, String value) {
            tags.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets the total clock.
         *
         * @param total from the start of a call to its end
         * @return this
         */
        public Builder timeout(Duration total) {
            return timeouts(timeouts.withTotal(total));
        }

        /**
         * Sets all clocks.
         *
         * @param value the clocks
         * @return this
         */
        public Builder timeouts(Timeouts value) {
            timeouts = Objects.requireNonNull(value, "timeouts");
            return this;
        }

        /**
         * Changes how calls use what is remembered.
         *
         * @param change changes the settings, starting from those so far
         * @return this
         */
        public Builder cache(Consumer<CacheControl.Builder> change) {
            CacheControl.Builder builder = cache.toBuilder();
            change.accept(builder);
            cache = builder.build();
            return this;
        }

        /**
         * The options.
         *
         * @return an immutable value
         */
        public CallOptions build() {
            return new CallOptions(this);
        }
    }
}
