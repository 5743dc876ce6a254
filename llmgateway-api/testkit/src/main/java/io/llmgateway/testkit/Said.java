package io.llmgateway.testkit;

import io.llmgateway.chat.FinishReason;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says, in common words.
 *
 * @param parts text, reasoning, refusals and tool calls
 * @param finish why it ends, or null where that follows from the parts
 * @param usage what it used, or null for a count of words
 * @param model the model that serves, or null for the one asked for
 * @param tier the class of service, or null for the usual one
 */
record Said(
        List<Part> parts,
        @Nullable FinishReason finish,
        @Nullable Usage usage,
        @Nullable String model,
        @Nullable String tier) {
    static final Said NOTHING = new Said(List.of(), null, null, null, null);

    Said {
        parts = List.copyOf(parts);
    }

    static Said refused(String words) {
        return NOTHING.with(new Part.Refusal(words));
    }

    Said with(Part part) {
        List<Part> all = new ArrayList<>(parts);
        all.add(part);
        return new Said(all, finish, usage, model, tier);
    }

    Said with(FinishReason newFinish) {
        return new Said(parts, newFinish, usage, model, tier);
    }

    Said with(Usage newUsage) {
        return new Said(parts, finish, newUsage, model, tier);
    }

    Said with(String newModel) {
        return new Said(parts, finish, usage, newModel, tier);
    }

    Said withTier(String newTier) {
        return new Said(parts, finish, usage, model, newTier);
    }

    boolean endsWith(FinishReason reason) {
        return finish != null && finish.equals(reason);
    }

    boolean callsTools() {
        return parts.stream().anyMatch(Part.ToolCall.class::isInstance);
    }

    boolean refuses() {
        return parts.stream().anyMatch(Part.Refusal.class::isInstance);
    }

    /** The usage the test set, or a count of words. */
    Usage usage(long promptTokens) {
        return usage == null ? ToyModel.usage(promptTokens, parts) : usage;
    }

    /** The model the test set, or the one asked for. */
    String servedBy(String asked) {
        return model == null ? asked : model;
    }

    /** The class of service the test set, or the vendor's usual one. */
    String tier(String usual) {
        return tier == null ? usual : tier;
    }
}
