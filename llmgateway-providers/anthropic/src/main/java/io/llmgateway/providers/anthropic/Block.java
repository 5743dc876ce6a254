package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.Part;
import org.jspecify.annotations.Nullable;

/** One content block to be written, and whether Anthropic shall cache up to it. Filled on one thread, then read. */
final class Block {
    /** How long to keep a prefix; empty for Anthropic's default. */
    private @Nullable String cacheTtl;

    private final Part part;

    Block(Part part) {
        this.part = part;
    }

    Part part() {
        return part;
    }

    /** The time to keep the prefix that ends here, empty for the default, or null if it is not to be cached. */
    @Nullable
    String cacheTtl() {
        return cacheTtl;
    }

    void cache(@Nullable String ttl) {
        cacheTtl = ttl;
    }

    /** Blocks passed through as they came have no place for a mark. */
    boolean cacheable() {
        return !(part instanceof Part.Reasoning) && !(part instanceof Part.Opaque);
    }
}
