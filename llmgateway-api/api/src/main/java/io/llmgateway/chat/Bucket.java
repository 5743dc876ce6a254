package io.llmgateway.chat;

/** What has a price of its own. Every token of an answer is in exactly one of these. */
public enum Bucket {
    /** Prompt tokens that no other bucket takes. */
    INPUT,
    /** Prompt tokens read from the vendor's cache. */
    CACHE_READ,
    /** Prompt tokens written to the vendor's cache for its default time. */
    CACHE_WRITE,
    /** Prompt tokens written to the vendor's cache for a long time (Anthropic: one hour). */
    CACHE_WRITE_LONG,
    /** Prompt tokens of sound. */
    AUDIO_INPUT,
    /** Prompt tokens of pictures, where counted apart. */
    IMAGE_INPUT,
    /** Generated tokens that no other bucket takes. */
    OUTPUT,
    /** Generated tokens of reasoning. */
    REASONING,
    /** Generated tokens of sound. */
    AUDIO_OUTPUT,
    /** Generated tokens of pictures. */
    IMAGE_OUTPUT,
    /** The request itself, whatever it holds. */
    REQUEST
}
