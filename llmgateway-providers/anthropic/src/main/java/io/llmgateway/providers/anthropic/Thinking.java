package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ReasoningOptions;
import io.llmgateway.providers.kit.Consent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How a model is told to think: older ones get a budget of tokens, newer ones decide themselves and get an effort.
 *
 * @param type {@code enabled}, {@code adaptive}, {@code disabled} …, or null to say nothing
 * @param budget the most tokens to think, 0 if none is named
 * @param display whether thoughts are sent back, or null for the model's default
 * @param effort the effort, or null for the model's default
 */
record Thinking(@Nullable String type, long budget, @Nullable String display, @Nullable String effort) {
    private static final Thinking UNSAID = new Thinking(null, 0, null, null);
    private static final String ENABLED = "enabled";
    private static final String ADAPTIVE = "adaptive";
    private static final long LEAST_BUDGET = 1024;

    static Thinking of(ClaudeModel model, ChatRequest request, long maxTokens, Consent consent) {
        return request.reasoning()
                .map(asked -> new Choice(model, asked, maxTokens, consent).made())
                .orElse(UNSAID);
    }

    boolean on() {
        return ENABLED.equals(type) || ADAPTIVE.equals(type);
    }

    void write(JsonGenerator json) {
        if (type == null) {
            return;
        }
        json.writeObjectPropertyStart("thinking");
        json.writeStringProperty("type", type);
        if (type.equals(ENABLED)) {
            json.writeNumberProperty("budget_tokens", budget);
        }
        if (display != null) {
            json.writeStringProperty("display", display);
        }
        json.writeEndObject();
    }

    private record Choice(ClaudeModel model, ReasoningOptions asked, long maxTokens, Consent consent) {
        Thinking made() {
            String effort = asked.effort() == null ? null : asked.effort().toLowerCase(Locale.ROOT);
            Long budget = asked.budgetTokens();
            if ("none".equals(effort) || (budget != null && budget == 0)) {
                return off();
            }
            if (effort == null && budget == null) {
                // asking for the thoughts makes no model think, but shows those that come anyway
                boolean show = Boolean.TRUE.equals(asked.include()) && model.thinksByDefault();
                return show ? new Thinking(ADAPTIVE, 0, display(), null) : UNSAID;
            }
            if (!model.thinks()) {
                consent.leaveOut("reasoning", model.name() + " does not think");
                return UNSAID;
            }
            return budget == null ? byEffort(String.valueOf(effort)) : byBudget(budget, effort);
        }

        private Thinking off() {
            String word = model.thinkingOff();
            if (word == null) {
                consent.leaveOut("reasoning", model.name() + " always thinks; a low effort makes it think less");
                return UNSAID;
            }
            return word.isEmpty() ? UNSAID : new Thinking(word, 0, null, null);
        }

        private Thinking byEffort(String effort) {
            if (model.takesEffort()) {
                String taken = model.known() ? model.effort(effort) : effort;
                if (!taken.equals(effort)) {
                    consent.warn(
                            "changed_effort", model.name() + " knows no effort " + effort + "; " + taken + " was sent");
                }
                return new Thinking(model.adaptive() ? ADAPTIVE : null, 0, display(), taken);
            }
            long budget = Math.min(budget(effort), maxTokens / 2);
            if (budget < LEAST_BUDGET) {
                consent.leaveOut("reasoning.effort", "with " + maxTokens + " tokens in all there is no room to think");
                return UNSAID;
            }
            consent.warn(
                    "effort_as_budget",
                    model.name() + " knows no effort; a budget of " + budget + " tokens stands for " + effort);
            return new Thinking(ENABLED, budget, display(), null);
        }

        private static long budget(String effort) {
            return switch (effort) {
                case "minimal", "low" -> 2_048;
                case "medium" -> 8_192;
                default -> 16_384;
            };
        }

        private Thinking byBudget(long budget, @Nullable String effort) {
            if (!model.takesBudget()) {
                consent.leaveOut(
                        "reasoning.budgetTokens", model.name() + " takes no budget; limit its thoughts by an effort");
                return effort == null ? new Thinking(ADAPTIVE, 0, display(), null) : byEffort(effort);
            }
            if (effort != null && !model.takesEffort()) {
                consent.warn("passed_over", model.name() + " knows no effort; the budget says how much to think");
            }
            if (budget < LEAST_BUDGET) {
                consent.warn("raised_budget", "Anthropic takes no budget below 1024 tokens; 1024 was sent");
            }
            String taken = effort == null || !model.takesEffort() ? null : model.effort(effort);
            return new Thinking(ENABLED, Math.max(LEAST_BUDGET, budget), display(), taken);
        }

        private @Nullable String display() {
            if (asked.include() == null || !model.canHideThoughts() || asked.include() != model.hidesThoughts()) {
                return null;
            }
            return asked.include() ? "summarized" : "omitted";
        }
    }
}
