package io.llmgateway.core.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.recall}: what is remembered.
 *
 * @param exact answers are remembered for the same request; they are not if absent
 * @param singleFlight whether equal calls at the same moment ask once; where answers are remembered if absent
 * @param per dimensions whose values share nothing, beside the tenant: {@code user} or tags; none if absent
 * @param store how a store given in code is used
 * @param snapshot a file, whose folder is made, that is read at the start and written when the client is closed; none if absent
 * @param promptCache vendors' own caches of beginnings of prompts; left to the requests if absent
 */
public record RecallConfig(
        @Nullable ExactConfig exact,
        @Nullable Boolean singleFlight,
        @Nullable List<String> per,
        @Nullable StoreConfig store,
        @Nullable String snapshot,
        @Nullable PromptCacheConfig promptCache) {
    /** Nothing is remembered. */
    public static final RecallConfig EMPTY = new RecallConfig(null, null, null, null, null, null);

    private static final Duration LONGEST = Duration.ofDays(1000);

    /**
     * {@code llmgateway.recall.exact}.
     *
     * @param ttl how long an answer is remembered, from 0 to 1000 days; 10 minutes if absent
     * @param ttls models, as they are asked for, to how long their answers are remembered instead; 0 for not at all
     * @param maxTemperature requests of a higher temperature ask for variety, and are remembered only where a call says so; 0.5
     *     if absent
     * @param maxBytes how much memory answers may take; 64 MiB if absent
     * @param staleWhileRevalidate how long past its time an answer is served while a new one is asked for; 0 if absent
     * @param staleIfError how long past its time an answer is served where no vendor answers; 0 if absent
     */
    public record ExactConfig(
            @Nullable Duration ttl,
            @Nullable Map<String, Duration> ttls,
            @Nullable Double maxTemperature,
            @Nullable Long maxBytes,
            @Nullable Duration staleWhileRevalidate,
            @Nullable Duration staleIfError) {
        /** The highest temperature of a request that does not ask for variety, unless it is set. */
        public static final double USUAL_TEMPERATURE = 0.5;

        private static final long USUAL_BYTES = 64L << 20;
        private static final long LEAST_BYTES = 1L << 10;

        public ExactConfig {
            ttl = checked("ttl", ttl, Duration.ofMinutes(10));
            ttls = ttls == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(ttls));
            for (Map.Entry<String, Duration> one : ttls.entrySet()) {
                checked("ttls." + one.getKey(), one.getValue(), Duration.ZERO);
            }
            maxTemperature = maxTemperature == null ? USUAL_TEMPERATURE : maxTemperature;
            maxBytes = maxBytes == null ? USUAL_BYTES : maxBytes;
            staleWhileRevalidate = checked("stale-while-revalidate", staleWhileRevalidate, Duration.ZERO);
            staleIfError = checked("stale-if-error", staleIfError, Duration.ZERO);
            if (!(maxTemperature >= 0 && maxTemperature <= 2)) {
                throw new IllegalArgumentException("max-temperature is " + maxTemperature + ": it must be from 0 to 2");
            }
            if (maxBytes < LEAST_BYTES) {
                throw new IllegalArgumentException(
                        "max-bytes is " + maxBytes + ": it must be " + LEAST_BYTES + " or more");
            }
        }
    }

    /**
     * {@code llmgateway.recall.store}.
     *
     * @param timeout how long a call waits for the store, from 1 ms to 10 s; 100 ms if absent
     */
    public record StoreConfig(@Nullable Duration timeout) {
        private static final Duration USUAL = Duration.ofMillis(100);

        public StoreConfig {
            timeout = timeout == null ? USUAL : timeout;
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofSeconds(10)) > 0) {
                throw new IllegalArgumentException("timeout is " + timeout + ": it must be from 1ms to 10s");
            }
        }
    }

    /**
     * {@code llmgateway.recall.prompt-cache}.
     *
     * @param enabled whether beginnings of prompts are marked for vendors' caches; true if absent
     * @param ttl how long vendors are asked to keep them: 5 minutes, or an hour, which costs more to write; 5 minutes if
     *     absent
     * @param models the models it is done for, as they are asked for; all if absent
     * @param minChars how long a beginning must be to be marked, in chars; 4,000 if absent
     */
    public record PromptCacheConfig(
            @Nullable Boolean enabled,
            @Nullable Duration ttl,
            @Nullable List<String> models,
            @Nullable Integer minChars) {
        private static final Duration USUAL = Duration.ofMinutes(5);
        private static final Duration LONG = Duration.ofHours(1);
        private static final int USUAL_CHARS = 4_000;

        public PromptCacheConfig {
            enabled = enabled == null || enabled;
            ttl = ttl == null ? USUAL : ttl;
            models = models == null ? List.of() : List.copyOf(models);
            minChars = minChars == null ? USUAL_CHARS : minChars;
            if (!ttl.equals(USUAL) && !ttl.equals(LONG)) {
                throw new IllegalArgumentException("ttl is " + ttl + ": it must be 5m or 1h, which vendors have");
            }
            if (minChars < 0) {
                throw new IllegalArgumentException("min-chars is " + minChars + ": it must be 0 or more");
            }
        }
    }

    public RecallConfig {
        singleFlight = singleFlight == null ? exact != null : singleFlight;
        per = per == null ? List.of() : List.copyOf(per);
        if (exact == null && snapshot != null) {
            throw new IllegalArgumentException(
                    "snapshot is set, but nothing is remembered: set exact, or leave it out");
        }
        if (exact == null && store != null) {
            throw new IllegalArgumentException("store is set, but nothing is remembered: set exact, or leave it out");
        }
        if (snapshot != null && snapshot.isBlank()) {
            throw new IllegalArgumentException("snapshot is blank: name a file, or leave it out");
        }
        for (String name : per) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("per has a blank name: name user or a tag, such as team");
            }
        }
    }

    private static Duration checked(String property, @Nullable Duration value, Duration absent) {
        if (value == null) {
            return absent;
        }
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(property + " is " + value + ": it must be from 0s to 1000d");
        }
        return value;
    }
}
