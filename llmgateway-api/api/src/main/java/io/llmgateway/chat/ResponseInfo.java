package io.llmgateway.chat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where an answer came from and how: the facts all kinds of answers share. Immutable. */
public final class ResponseInfo {
    private final String provider;
    private final String model;
    private final @Nullable String operation;
    private final @Nullable String id;
    private final @Nullable String requestId;
    private final @Nullable String serviceTier;
    private final @Nullable BigDecimal billed;
    private final List<Attempt> attempts;
    private final @Nullable Attempt answeredBy;
    private final List<Warning> warnings;
    private final List<RateLimit> rateLimits;
    private final byte @Nullable [] raw;
    private final Explanation explanation;
    private final @Nullable CacheHit cache;

    private ResponseInfo(Builder b) {
        provider = b.provider;
        model = b.model;
        operation = b.operation;
        id = b.id;
        requestId = b.requestId;
        serviceTier = b.serviceTier;
        billed = b.billed;
        attempts = List.copyOf(b.attempts);
        answeredBy = b.answeredBy;
        warnings = List.copyOf(b.warnings);
        rateLimits = List.copyOf(b.rateLimits);
        raw = b.raw;
        explanation = b.explanation;
        cache = b.cache;
    }

    /**
     * Starts with what is always known.
     *
     * @param provider the provider's id
     * @param model the model that served
     * @return a builder
     */
    public static Builder builder(String provider, String model) {
        return new Builder(provider, model);
    }

    /**
     * The provider that answered.
     *
     * @return its id in the configuration
     */
    public String provider() {
        return provider;
    }

    /**
     * The model that served, as the vendor names it in the answer; the one asked for where the answer does not tell.
     *
     * @return the model's name
     */
    public String model() {
        return model;
    }

    /**
     * The call that brought the answer, as events and ledger entries name it.
     *
     * @return its id; empty where the answer did not come through a client
     */
    public Optional<String> operation() {
        return Optional.ofNullable(operation);
    }

    /**
     * The vendor's id of the answer.
     *
     * @return the id, if there is one
     */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /**
     * The vendor's id of the request, for its support.
     *
     * @return the id, if there is one
     */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /**
     * The class of service the vendor says it gave, which may have a price of its own.
     *
     * @return the vendor's word, such as {@code flex} or {@code priority}, if it told
     */
    public Optional<String> serviceTier() {
        return Optional.ofNullable(serviceTier);
    }

    /**
     * What the vendor itself says the answer cost.
     *
     * @return US dollars, if it told
     */
    public Optional<BigDecimal> billed() {
        return Optional.ofNullable(billed);
    }

    /**
     * What all attempts so far cost together.
     *
     * @return the sum; {@link Cost#ZERO} where the answer did not come through a client
     */
    public Cost cost() {
        Cost sum = Cost.ZERO;
        for (Attempt attempt : attempts) {
            sum = sum.plus(attempt.cost());
        }
        return sum;
    }

    /**
     * All attempts of the call so far, in order.
     *
     * @return an immutable list
     */
    public List<Attempt> attempts() {
        return attempts;
    }

    /**
     * The attempt that gave the answer. Others may have followed it, such as that of a model that judges the answer.
     *
     * @return the attempt; for a remembered answer the one the ledger has for it, which is none of {@link #attempts()}.
     *     Empty where the answer did not come through a client
     */
    public Optional<Attempt> answeredBy() {
        return Optional.ofNullable(answeredBy);
    }

    /**
     * What the caller should know.
     *
     * @return an immutable list
     */
    public List<Warning> warnings() {
        return warnings;
    }

    /**
     * What the vendor said of its limits in the headers of this answer.
     *
     * @return an immutable list, at most one entry for each limit; empty where the vendor said nothing
     */
    public List<RateLimit> rateLimits() {
        return rateLimits;
    }

    /**
     * The vendor's own answer, byte for byte.
     *
     * @return the body of a whole answer; empty for a streamed one
     */
    public Optional<String> raw() {
        return raw == null ? Optional.empty() : Optional.of(new String(raw, StandardCharsets.UTF_8));
    }

    /**
     * The course of the call.
     *
     * @return the explanation, without steps where the answer did not come through a client
     */
    public Explanation explanation() {
        return explanation;
    }

    /**
     * What is to know of an answer for which no vendor was asked.
     *
     * @return the facts; empty where a vendor was asked for this call
     */
    public Optional<CacheHit> cache() {
        return Optional.ofNullable(cache);
    }

    /**
     * A builder with the same facts.
     *
     * @return a fresh builder
     */
    public Builder toBuilder() {
        Builder b = new Builder(provider, model);
        b.operation = operation;
        b.id = id;
        b.requestId = requestId;
        b.serviceTier = serviceTier;
        b.billed = billed;
        b.attempts = attempts;
        b.answeredBy = answeredBy;
        b.warnings = warnings;
        b.rateLimits = rateLimits;
        b.raw = raw;
        b.explanation = explanation;
        b.cache = cache;
        return b;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResponseInfo i
                && provider.equals(i.provider)
                && model.equals(i.model)
                && Objects.equals(operation, i.operation)
                && Objects.equals(id, i.id)
                && Objects.equals(requestId, i.requestId)
                && Objects.equals(serviceTier, i.serviceTier)
                && Objects.equals(billed, i.billed)
                && attempts.equals(i.attempts)
                && Objects.equals(answeredBy, i.answeredBy)
                && warnings.equals(i.warnings)
                && rateLimits.equals(i.rateLimits)
                && java.util.Arrays.equals(raw, i.raw)
                && explanation.equals(i.explanation)
                && Objects.equals(cache, i.cache);
    }

    @Override
    public int hashCode() {
        return Objects.hash(provider, model, id, requestId);
    }

    @Override
    public String toString() {
        return provider + "/" + model + (requestId == null ? "" : ", request " + requestId);
    }

    /** Collects the facts. Not thread-safe. */
    public static final class Builder {
        private String provider;
        private String model;
        private @Nullable String operation;
        private @Nullable String id;
        private @Nullable String requestId;
        private @Nullable String serviceTier;
        private @Nullable BigDecimal billed;
        private List<Attempt> attempts = List.of();
        private @Nullable Attempt answeredBy;
        private List<Warning> warnings = List.of();
        private List<RateLimit> rateLimits = List.of();
        private byte @Nullable [] raw;
        private Explanation explanation = Explanation.NONE;
        private @Nullable CacheHit cache;

        private Builder(String provider, String model) {
            this.provider = Objects.requireNonNull(provider, "provider");
            this.model = Objects.requireNonNull(model, "model");
        }

        /**
         * Sets the model that served.
         *
         * @param value the model's name
         * @return this
         */
        public Builder model(String value) {
            model = Objects.requireNonNull(value, "model");
            return this;
        }

        /**
         * Sets the call that brought the answer.
         *
         * @param value its id, or null
         * @return this
         */
        public Builder operation(@Nullable String value) {
            operation = value;
            return this;
        }

        /**
         * Sets the vendor's id of the answer.
         *
         * @param value the id, or null
         * @return this
         */
        public Builder id(@Nullable String value) {
            id = value;
            return this;
        }

        /**
         * Sets the vendor's id of the request.
         *
         * @param value the id, or null
         * @return this
         */
        public Builder requestId(@Nullable String value) {
            requestId = value;
            return this;
        }

        /**
         * Sets the class of service.
         *
         * @param value the vendor's word, or null
         * @return this
         */
        public Builder serviceTier(@Nullable String value) {
            serviceTier = value;
            return this;
        }

        /**
         * Sets what the vendor says the answer cost.
         *
         * @param usDollars the amount, 0 or more, or null
         * @return this
         * @throws IllegalArgumentException if it is negative or has more than 100 digits
         */
        public Builder billed(@Nullable BigDecimal usDollars) {
            boolean sane = usDollars == null
                    || (usDollars.signum() >= 0
                            && usDollars.precision() <= 100
                            && Math.abs((long) usDollars.scale()) <= 100);
            if (!sane) {
                throw new IllegalArgumentException("billed is " + usDollars + ": no vendor charges that");
            }
            billed = usDollars;
            return this;
        }

        /**
         * Sets the attempts.
         *
         * @param value all attempts so far
         * @return this
         */
        public Builder attempts(List<Attempt> value) {
            attempts = value;
            return this;
        }

        /**
         * Sets the attempt that gave the answer.
         *
         * @param value the attempt, or null
         * @return this
         */
        public Builder answeredBy(@Nullable Attempt value) {
            answeredBy = value;
            return this;
        }

        /**
         * Sets the warnings.
         *
         * @param value all warnings
         * @return this
         */
        public Builder warnings(List<Warning> value) {
            warnings = value;
            return this;
        }

        /**
         * Sets what the vendor said of its limits.
         *
         * @param value all limits it named
         * @return this
         */
        public Builder rateLimits(List<RateLimit> value) {
            rateLimits = value;
            return this;
        }

        /**
         * Sets the vendor's own answer.
         *
         * @param utf8 the body; taken over without a copy, so the caller must not change it any more. Null for none
         * @return this
         */
        public Builder raw(byte @Nullable [] utf8) {
            raw = utf8;
            return this;
        }

        /**
         * Sets the course of the call.
         *
         * @param value the explanation
         * @return this
         */
        public Builder explanation(Explanation value) {
            explanation = value;
            return this;
        }

        /**
         * Sets that no vendor was asked.
         *
         * @param value where the answer came from, or null
         * @return this
         */
        public Builder cache(@Nullable CacheHit value) {
            cache = value;
            return this;
        }

        /**
         * The facts.
         *
         * @return an immutable value
         */
        public ResponseInfo build() {
            return new ResponseInfo(this);
        }
    }
}
