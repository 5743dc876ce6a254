package io.llmgateway.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    REQUEST;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /**
     * The word for it in configuration, price lists and the ledger's file: small letters with hyphens, such as {@code
     * cache-read}.
     *
     * @return the word
     */
    public String word() {
        return word;
    }

    /**
     * The bucket of a word.
     *
     * @param word such as {@code cache-read}
     * @return the bucket; empty if there is none of that word
     */
    public static Optional<Bucket> of(String word) {
        for (Bucket bucket : values()) {
            if (bucket.word().equals(word)) {
                return Optional.of(bucket);
            }
        }
        return Optional.empty();
    }

    /**
     * The words of all buckets.
     *
     * @return in their order
     */
    public static List<String> words() {
        return Arrays.stream(values()).map(Bucket::word).toList();
    }
}
