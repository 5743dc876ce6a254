package io.llmgateway.chain;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How calls use what is remembered. Means something only where the configuration has {@code llmgateway.recall}.
 * Immutable.
 */
public final class CacheControl {
    /** As configured. */
    public static final CacheControl DEFAULT = new CacheControl(new Builder());

    /** Where a call carries it; as {@link #DEFAULT} if absent. */
    public static final Attribute<CacheControl> ATTRIBUTE = Attribute.of("cache control", CacheControl.class);

    private static final Duration LONGEST = Duration.ofDays(1000);

    private final boolean reads;
    private final boolean stores;
    private final boolean always;
    private final String namespace;
    private final @Nullable Duration maxAge;
    private final @Nullable Duration ttl;
    private final @Nullable Duration staleWhileRevalidate;
    private final @Nullable Duration staleIfError;

    private CacheControl(Builder b) {
        reads = b.reads;
        stores = b.stores;
        always = b.always;
        namespace = b.namespace;
        maxAge = b.maxAge;
        ttl = b.ttl;
        staleWhileRevalidate = b.staleWhileRevalidate;
        staleIfError = b.staleIfError;
    }

    /**
     * Whether a remembered answer may be served, or that of another call under way.
     *
     * @return true by default
     */
    public boolean reads() {
        return reads;
    }

    /**
     * Whether the answer may be remembered.
     *
     * @return true by default
     */
    public boolean stores() {
        return stores;
    }

    /**
     * Whether answers to requests that ask for variety count as well.
     *
     * @return false by default
     */
    public boolean always() {
        return always;
    }

    /**
     * What keeps answers apart that would else be the same.
     *
     * @return a name; empty by default
     */
    public String namespace() {
        return namespace;
    }

    /**
     * How old an answer may be.
     *
     * @return the age; empty for as old as it is kept
     */
    public Optional<Duration> maxAge() {
        return Optional.ofNullable(maxAge);
    }

    /**
     * How long the answer is kept.
     *
     * @return the time; empty for the configured one
     */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    /**
     * How long past its time an answer may be served while a new one is asked for aside.
     *
     * @return the time; empty for the configured one
     */
    public Optional<Duration> staleWhileRevalidate() {
        return Optional.ofNullable(staleWhileRevalidate);
    }

    /**
     * How long past its time an answer may be served where no vendor answers.
     *
     * @return the time; empty for the configured one
     */
    public Optional<Duration> staleIfError() {
        return Optional.ofNullable(staleIfError);
    }

    /**
     * A builder with the same settings.
     *
     * @return a fresh builder
     */
    public Builder toBuilder() {
        Builder b = new Builder();
        b.reads = reads;
        b.stores = stores;
        b.always = always;
        b.namespace = namespace;
        b.maxAge = maxAge;
        b.ttl = ttl;
        b.staleWhileRevalidate = staleWhileRevalidate;
        b.staleIfError = staleIfError;
        return b;
    }

    /** Collects the settings. Not thread-safe. */
    public static final class Builder {
        private boolean reads = true;
        private boolean stores = true;
        private boolean always;
        private String namespace = "";
        private @Nullable Duration maxAge;
        private @Nullable Duration ttl;
        private @Nullable Duration staleWhileRevalidate;
        private @Nullable Duration staleIfError;

        private Builder() {}

        /**
         * Asks a vendor, and remembers nothing.
         *
         * @return this
         */
        public Builder noCache() {
            reads = false;
            stores = false;
            return this;
        }

        /**
         * Remembers nothing; what is remembered is served.
         *
         * @return this
         */
        public Builder noStore() {
            stores = false;
            return this;
        }

        /**
         * Asks a vendor, and remembers the answer in place of an older one.
         *
         * @return this
         */
        public Builder refresh() {
            reads = false;
            stores = true;
            return this;
        }

        /**
         * Remembers and serves answers also where a request asks for variety (a high temperature, several answers),
         * where the vendor's own tools or searches look at the world, or where the vendor keeps a part of the
         * conversation.
         *
         * @return this
         */
        public Builder always() {
            always = true;
            return this;
        }

        /**
         * Keeps answers apart from those of other namespaces, and lets them be forgotten together.
         *
         * @param value a name; empty for the common one
         * @return this
         */
        public Builder namespace(String value) {
            namespace = Objects.requireNonNull(value, "namespace");
            return this;
        }

        /**
         * Serves no answer older than this.
         *
         * @param value 0 to 1000 days
         * @return this
         * @throws IllegalArgumentException if it is outside that range; so do the other times
         */
        public Builder maxAge(Duration value) {
            maxAge = checked("max age", value);
            return this;
        }

        /**
         * Keeps the answer so long.
         *
         * @param value 0 to 1000 days
         * @return this
         */
        public Builder ttl(Duration value) {
            ttl = checked("ttl", value);
            return this;
        }

        /**
         * Serves an answer so long past its time, while a new one is asked for aside. What a call stores is kept as much
         * longer.
         *
         * @param value 0 to 1000 days
         * @return this
         */
        public Builder staleWhileRevalidate(Duration value) {
            staleWhileRevalidate = checked("stale while revalidate", value);
            return this;
        }

        /**
         * Serves an answer so long past its time, where no vendor answers. What a call stores is kept as much longer.
         *
         * @param value 0 to 1000 days
         * @return this
         */
        public Builder staleIfError(Duration value) {
            staleIfError = checked("stale if error", value);
            return this;
        }

        private static Duration checked(String name, Duration value) {
            if (value.isNegative() || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(name + " is " + value + ": it must be from 0 to 1000 days");
            }
            return value;
        }

        /**
         * The settings.
         *
         * @return an immutable value
         */
        public CacheControl build() {
            return new CacheControl(this);
        }
    }
}
