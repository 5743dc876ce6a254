package io.llmgateway.core.recall;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.Tool;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the same request may well be answered differently the next time: because it wants to, or because what it asks about is
 * not in it.
 *
 * @param mostTemperature above it, a request asks for variety
 */
record Variety(double mostTemperature) {
    private static final List<String> BELOW = List.of("generationConfig", "generation_config");
    private static final List<String> HOW_MANY = List.of("n", "candidateCount", "candidate_count");

    /**
     * Tools the vendor runs, searches, and what the vendor keeps of conversations, in vendors' own words (references of OpenAI's
     * Chat Completions and Responses, Anthropic's Messages, Gemini's generateContent, xAI's live search, OpenRouter's plugins).
     */
    private static final List<String> OUTSIDE = List.of(
            "tools",
            "web_search_options",
            "search_parameters",
            "plugins",
            "mcp_servers",
            "container",
            "previous_response_id",
            "conversation",
            "prompt",
            "store",
            "background");

    // who sets no temperature has not asked for variety
    boolean wanted(ModelRequest request) {
        return request instanceof ChatRequest chat
                && (above(chat.temperature().orElse(null), mostTemperature)
                        || wanted(chat.extra())
                        || runsTools(chat.tools()));
    }

    private static boolean runsTools(List<Tool> tools) {
        for (Tool tool : tools) {
            if (tool instanceof Tool.Native) {
                return true;
            }
        }
        return false;
    }

    // what a request says in the vendor's own words
    private boolean wanted(Map<?, ?> fields) {
        return !fields.isEmpty()
                && (above(fields.get("temperature"), mostTemperature)
                        || HOW_MANY.stream().anyMatch(name -> above(fields.get(name), 1))
                        || OUTSIDE.stream().anyMatch(name -> given(fields.get(name)))
                        || BELOW.stream()
                                .anyMatch(name -> fields.get(name) instanceof Map<?, ?> below && wanted(below)));
    }

    // what is no number is above all
    private static boolean above(@Nullable Object value, double most) {
        return value != null && !(number(value) <= most);
    }

    private static double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        try {
            return Double.parseDouble(value.toString());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    // an empty object may switch on what has no settings
    private static boolean given(@Nullable Object value) {
        boolean none = value instanceof Collection<?> all && all.isEmpty();
        return value != null && !none && !value.toString().equalsIgnoreCase("false");
    }
}
