package io.llmgateway.providers.gemini;

import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.providers.kit.Consent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes how much to think: in tokens or in levels, whichever the model knows. The budgets of the levels are those of
 * Google's own OpenAI-compatible endpoint.
 */
final class ThinkingWriter {
    private static final long LOW = 1024;
    private static final long MEDIUM = 8192;
    private static final long HIGH = 24_576;

    private final JsonGenerator json;
    private final GeminiModel model;
    private final Consent consent;

    ThinkingWriter(JsonGenerator json, GeminiModel model, Consent consent) {
        this.json = json;
        this.model = model;
        this.consent = consent;
    }

    void write(ReasoningOptions options) {
        String effort = options.effort() == null ? null : options.effort().toLowerCase(Locale.ROOT);
        Long budget = options.budgetTokens();
        if (model.thinking() == GeminiModel.Thinking.NONE) {
            boolean off = effort == null ? budget == null || budget == 0 : effort.equals("none");
            if (!off) {
                consent.leaveOut("reasoning", "this model does not think before it answers");
            }
            return;
        }
        json.writeObjectPropertyStart("thinkingConfig");
        if (model.thinking() == GeminiModel.Thinking.BUDGET) {
            writeBudget(effort, budget);
        } else {
            writeLevel(effort, budget);
        }
        if (options.include() != null) {
            json.writeBooleanProperty("includeThoughts", options.include());
        }
        json.writeEndObject();
    }

    private void writeBudget(@Nullable String effort, @Nullable Long budget) {
        Long tokens = budget != null || effort == null ? budget : budgetOf(effort);
        if (tokens != null) {
            json.writeNumberProperty("thinkingBudget", tokens);
        }
    }

    private @Nullable Long budgetOf(String effort) {
        return switch (effort) {
            case "none" -> 0L;
            case "minimal", "low" -> LOW;
            case "medium" -> MEDIUM;
            case "high" -> HIGH;
            case "xhigh", "max" -> {
                lowered(effort);
                yield HIGH;
            }
            default -> {
                consent.leaveOut("reasoning.effort", "this model knows no effort \"" + effort + "\"");
                yield null;
            }
        };
    }

    private void writeLevel(@Nullable String effort, @Nullable Long budget) {
        if (effort == null) {
            if (budget != null) {
                json.writeNumberProperty("thinkingBudget", budget);
            }
            return;
        }
        switch (effort) {
            case "none" -> consent.leaveOut("reasoning.effort", "this model always thinks; \"minimal\" is the least");
            case "xhigh", "max" -> {
                lowered(effort);
                json.writeStringProperty("thinkingLevel", "HIGH");
            }
            default -> json.writeStringProperty("thinkingLevel", effort.toUpperCase(Locale.ROOT));
        }
    }

    private void lowered(String effort) {
        consent.warn(
                "changed_field", "reasoning.effort \"" + effort + "\" was sent as \"high\", the most Gemini knows");
    }
}
