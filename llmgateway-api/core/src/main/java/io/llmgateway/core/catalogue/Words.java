package io.llmgateway.core.catalogue;

import io.llmgateway.chat.Bucket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words of configuration and of our own lists for buckets, and the vendors' words for classes of service. */
final class Words {
    /** {@code cache-read} and so on, in the order of the enum. */
    static final Map<String, Bucket> BUCKETS = buckets();

    private Words() {}

    private static Map<String, Bucket> buckets() {
        Map<String, Bucket> words = new LinkedHashMap<>();
        Arrays.stream(Bucket.values()).forEach(bucket -> words.put(word(bucket), bucket));
        return Map.copyOf(words);
    }

    static String word(Bucket bucket) {
        return bucket.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> bucketWords() {
        return Arrays.stream(Bucket.values()).map(Words::word).toList();
    }

    /**
     * A class of service by the word that price rules use.
     *
     * <p>OpenAI says {@code default} or {@code auto} for the usual one
     * (https://platform.openai.com/docs/api-reference/chat), Anthropic {@code standard}
     * (https://docs.anthropic.com/en/api/service-tiers), Groq and Vertex {@code on_demand}
     * (https://console.groq.com/docs/service-tiers).
     *
     * @return null for the usual one
     */
    static @Nullable String tier(@Nullable String served) {
        if (served == null) {
            return null;
        }
        String word = served.toLowerCase(Locale.ROOT);
        if (word.startsWith("on_demand_")) { // Vertex: ON_DEMAND_FLEX, ON_DEMAND_PRIORITY
            word = word.substring("on_demand_".length());
        }
        return switch (word) {
            case "", "default", "standard", "auto", "on_demand" -> null;
            case "batches" -> "batch";
            default -> word;
        };
    }
}
