package io.llmgateway.recall;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a remembered answer, without the answer.
 *
 * @param tenant whose it is: the tag {@code tenant} of the request; null for nobody's in particular
 * @param namespace by {@link io.llmgateway.chain.CacheControl#namespace}
 * @param tags the tags of the request it answered first
 * @param asked the model as the request named it
 * @param provider the provider that answered
 * @param model the model that was asked, in the provider's words
 * @param served the model that served, as the vendor names it
 * @param at when it was answered
 */
public record Remembered(
        @Nullable String tenant,
        String namespace,
        Map<String, String> tags,
        String asked,
        String provider,
        String model,
        String served,
        Instant at) {
    public Remembered {
        Objects.requireNonNull(namespace, "namespace");
        tags = Map.copyOf(tags);
        Objects.requireNonNull(asked, "asked");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(served, "served");
        Objects.requireNonNull(at, "at");
    }
}
