package io.llmgateway.chat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hints for a vendor's own prompt cache, for the whole request. Vendors without such a setting pass over them; mark
 * places inside messages with {@link Part.CachePoint}.
 *
 * @param key groups requests that share a prefix, for vendors that want to know; or null. Alone, without a ttl, it asks vendors
 *     that must be told what to keep (Anthropic) for nothing
 * @param ttl how long to keep the prefix, or null for the vendor's default
 */
public record PromptCaching(@Nullable String key, @Nullable Duration ttl) {}
