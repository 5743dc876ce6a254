package io.llmgateway;

import io.llmgateway.access.Principal;
import io.llmgateway.chain.CacheControl;
import io.llmgateway.chain.Timeouts;
import io.llmgateway.chat.OutputUse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    private final @Nullable Principal principal;
    private final Set<String> dataClasses;
    private final @Nullable Timeouts timeouts;
    private final @Nullable Duration total;
    private final @Nullable String usualModel;
    private final Timeouts usualTimeouts;
    private final Timeouts effective;
    private final CacheControl cache;
    private final @Nullable OutputUse outputUse;

    private CallOptions(Builder b) {
        model = b.model;
        endUser = b.endUser;
        tags = Map.copyOf(b.tags);
        principal = b.principal;
        dataClasses = Set.copyOf(b.dataClasses);
        timeouts = b.timeouts;
        total = b.total;
        usualModel = b.usualModel;
        usualTimeouts = b.usualTimeouts;
        Timeouts set = timeouts == null ? usualTimeouts : timeouts;
        effective = total == null ? set : set.withTotal(total);
        cache = b.cache;
        outputUse = b.outputUse;
    }

    /**
     * The model for requests that name none.
     *
     * @return an alias or {@code provider/model}, if set
     */
    public Optional<String> model() {
        return Optional.ofNullable(model == null ? usualModel : model);
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
     * Who asks. Never sent to a vendor. Its team and app are the tags {@code team} and {@code app} of requests that have
     * none.
     *
     * @return the principal, if set; else {@link io.llmgateway.spi.PrincipalSource} is asked
     */
    public Optional<Principal> principal() {
        return Optional.ofNullable(principal);
    }

    /**
     * Classes of data that are in all requests.
     *
     * @return an immutable set
     */
    public Set<String> dataClasses() {
        return dataClasses;
    }

    /**
     * The clocks.
     *
     * @return all finite
     */
    public Timeouts timeouts() {
        return effective;
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
     * What answers are for.
     *
     * @return what will read them, if set
     */
    public Optional<OutputUse> outputUse() {
        return Optional.ofNullable(outputUse);
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
        b.principal = principal;
        b.dataClasses.addAll(dataClasses);
        b.timeouts = timeouts;
        b.total = total;
        b.usualModel = usualModel;
        b.usualTimeouts = usualTimeouts;
        b.cache = cache;
        b.outputUse = outputUse;
        return b;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private @Nullable String model;
        private @Nullable String endUser;
        private final Map<String, String> tags = new LinkedHashMap<>();
        private @Nullable Principal principal;
        private final Set<String> dataClasses = new LinkedHashSet<>();
        private @Nullable Timeouts timeouts;
        private @Nullable Duration total;
        private @Nullable String usualModel;
        private Timeouts usualTimeouts = Timeouts.DEFAULT;
        private CacheControl cache = CacheControl.DEFAULT;
        private @Nullable OutputUse outputUse;

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
         * Sets who asks. Never sent to a vendor.
         *
         * @param value the principal, vouched for by the application
         * @return this
         */
        public Builder principal(Principal value) {
            principal = Objects.requireNonNull(value, "principal");
            return this;
        }

        /**
         * Says that requests hold data of these classes, beside those said before: they go only where all their classes may.
         *
         * @param names such as {@code health}, declared in {@code llmgateway.admit.data}; a call with another one is refused
         * @return this
         */
        public Builder dataClass(String... names) {
            for (String name : names) {
                dataClasses.add(Objects.requireNonNull(name, "data class"));
            }
            return this;
        }

        /**
         * Sets the total clock.
         *
         * @param total from the start of a call to its end
         * @return this
         */
        public Builder timeout(Duration total) {
            this.total = Timeouts.DEFAULT.withTotal(total).total(); // refuses what makes no sense
            return this;
        }

        /**
         * Sets all clocks.
         *
         * @param value the clocks
         * @return this
         */
        public Builder timeouts(Timeouts value) {
            timeouts = Objects.requireNonNull(value, "timeouts");
            total = null;
            return this;
        }

        /**
         * Sets what holds where nothing else is set: what the configuration says.
         *
         * @param model the model for requests that name none, or null
         * @param timeouts the clocks
         * @return this
         */
        public Builder usual(@Nullable String model, Timeouts timeouts) {
            usualModel = model;
            usualTimeouts = Objects.requireNonNull(timeouts, "timeouts");
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
         * Says what answers are for, so that {@code llmgateway.guard.output}, where it is enabled, knows what they must not hold.
         *
         * @param use what will read them
         * @return this
         */
        public Builder outputFor(OutputUse use) {
            outputUse = Objects.requireNonNull(use, "use");
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
