package io.llmgateway.core.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code llmgateway.providers.<id>}: one access to one vendor.
 *
 * @param enabled whether it is there at all; true if absent
 * @param type the type of its factory; the id if absent
 * @param apiKey the key; if absent, the vendor's usual environment variable, unless base-url is set
 * @param apiKeys several keys, instead of one: calls are spread over them, and a key that fails is left alone
 * @param baseUrl the address; the vendor's own if absent
 * @param dialect for types that speak a wire format in several dialects
 * @param headers headers to add to every request
 * @param options options of its type
 * @param region where it serves from, in the words of the catalogue and of {@code llmgateway.admit.data}: for its price and
 *     for what data it may see. Nothing makes the vendor serve from there: the address does. No surcharge if absent, and no
 *     data that is bound to a region
 * @param limits how fast we ask it; as fast as callers do if absent
 */
public record ProviderConfig(
        @Nullable Boolean enabled,
        @Nullable String type,
        @Nullable String apiKey,
        @Nullable List<String> apiKeys,
        @Nullable String baseUrl,
        @Nullable String dialect,
        @Nullable Map<String, String> headers,
        @Nullable Map<String, String> options,
        @Nullable String region,
        @Nullable ProviderLimitsConfig limits) {
    /** Nothing but a name. */
    public static final ProviderConfig EMPTY =
            new ProviderConfig(null, null, null, null, null, null, null, null, null, null);

    public ProviderConfig {
        if (apiKeys != null) {
            if (apiKey != null) {
                throw new IllegalArgumentException("api-key and api-keys are both set: leave one out");
            }
            if (apiKeys.isEmpty() || apiKeys.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("api-keys holds a blank key: set the keys, or leave them out");
            }
            if (Set.copyOf(apiKeys).size() < apiKeys.size()) {
                throw new IllegalArgumentException("api-keys holds a key twice: leave one out");
            }
            apiKeys = List.copyOf(apiKeys);
        }
        headers = headers == null ? null : complete("headers", headers);
        options = options == null ? null : complete("options", options);
    }

    private static Map<String, String> complete(String property, Map<String, String> values) {
        values.forEach((name, value) -> {
            if (value == null) {
                throw new IllegalArgumentException(
                        property + "." + name + " has no value: give it one, or leave it out");
            }
        });
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public String toString() {
        return "ProviderConfig[" + type + ", " + baseUrl + ", "
                + (apiKey == null && apiKeys == null ? "no key" : "******") + "]";
    }
}
