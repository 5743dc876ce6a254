package io.llmgateway.core.catalogue;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The vendors' words for classes of service. */
final class Tiers {
    private Tiers() {}

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
    static @Nullable String word(@Nullable String served) {
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
