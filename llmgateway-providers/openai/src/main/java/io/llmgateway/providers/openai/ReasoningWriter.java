package io.llmgateway.providers.openai;

import io.llmgateway.chat.ReasoningOptions;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Asks for reasoning in the form of a vendor. */
final class ReasoningWriter {
    private final Dialect dialect;
    private final Permit permit;

    ReasoningWriter(Dialect dialect, Permit permit) {
        this.dialect = dialect;
        this.permit = permit;
    }

    void write(JsonGenerator json, ReasoningOptions asked) {
        String effort = effort(asked);
        switch (dialect.thinking()) {
            case EFFORT -> {
                effortOnly(json, effort, asked);
                include(asked.include());
            }
            case EFFORT_AND_INCLUDE -> {
                effortOnly(json, effort, asked);
                if (asked.include() != null) {
                    json.writeBooleanProperty("include_reasoning", asked.include());
                }
            }
            case SWITCH_AND_EFFORT -> {
                switched(json, effort, asked);
                include(asked.include());
            }
            case OBJECT -> object(json, asked);
            case TEMPLATE -> {
                template(json, effort, asked);
                include(asked.include());
            }
        }
    }

    // a budget of nothing is no effort
    private static @Nullable String effort(ReasoningOptions asked) {
        boolean off = asked.effort() == null && asked.budgetTokens() != null && asked.budgetTokens() == 0;
        return off ? "none" : asked.effort();
    }

    private void effortOnly(JsonGenerator json, @Nullable String effort, ReasoningOptions asked) {
        noBudget(asked);
        if (effort != null) {
            json.writeStringProperty("reasoning_effort", effort);
        }
    }

    private void noBudget(ReasoningOptions asked) {
        if (asked.budgetTokens() != null && asked.budgetTokens() > 0) {
            permit.leaveOut("reasoning.budgetTokens", dialect.name() + " takes an effort, and no budget in tokens");
        }
    }

    // Whoever cannot be told shows the thoughts, if there are any, except where the profile says otherwise.
    private void include(@Nullable Boolean include) {
        boolean shown = permit.knows("reasoning.include");
        if (include != null && include && !shown) {
            permit.takes("reasoning.include");
        } else if (include != null && !include && shown) {
            permit.leaveOut("reasoning.include", dialect.name() + " cannot be told to hide the thoughts");
        }
    }

    private void switched(JsonGenerator json, @Nullable String effort, ReasoningOptions asked) {
        noBudget(asked);
        if (effort == null) {
            return;
        }
        boolean off = effort.equals("none");
        json.writeObjectPropertyStart("thinking");
        json.writeStringProperty("type", off ? "disabled" : "enabled");
        json.writeEndObject();
        if (!off) {
            json.writeStringProperty("reasoning_effort", effort);
        }
    }

    private void object(JsonGenerator json, ReasoningOptions asked) {
        if (asked.effort() != null && asked.budgetTokens() != null) {
            permit.leaveOut("reasoning.effort", dialect.name() + " takes an effort or a budget, not both");
        }
        json.writeObjectPropertyStart("reasoning");
        if (asked.budgetTokens() != null) {
            if (asked.budgetTokens() == 0) {
                json.writeBooleanProperty("enabled", false);
            } else {
                json.writeNumberProperty("max_tokens", asked.budgetTokens());
            }
        } else if (asked.effort() != null) {
            json.writeStringProperty("effort", asked.effort());
        }
        if (asked.include() != null) {
            json.writeBooleanProperty("exclude", !asked.include());
        }
        json.writeEndObject();
    }

    private void template(JsonGenerator json, @Nullable String effort, ReasoningOptions asked) {
        noBudget(asked);
        if (effort == null) {
            return;
        }
        json.writeObjectPropertyStart("chat_template_kwargs");
        if (effort.equals("none")) {
            json.writeBooleanProperty("enable_thinking", false);
        } else {
            json.writeStringProperty("reasoning_effort", effort);
        }
        json.writeEndObject();
    }
}
