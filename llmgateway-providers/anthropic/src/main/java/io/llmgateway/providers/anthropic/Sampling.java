package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.providers.kit.Consent;
import tools.jackson.core.JsonGenerator;

/** Temperature and top-p, which newer models and newer versions of the interface refuse. */
final class Sampling {
    private static final double LEAST_TOP_P_THINKING = 0.95;

    private final Endpoint endpoint;
    private final ClaudeModel model;
    private final Thinking thinking;
    private final Consent consent;

    Sampling(Endpoint endpoint, ClaudeModel model, Thinking thinking, Consent consent) {
        this.endpoint = endpoint;
        this.model = model;
        this.thinking = thinking;
        this.consent = consent;
    }

    void write(JsonGenerator json, ChatRequest request) {
        boolean temperature = request.temperature().isPresent()
                && takes("temperature", request.temperature().get(), 1);
        if (temperature) {
            json.writeNumberProperty("temperature", request.temperature().get());
        }
        if (request.topP().isEmpty() || !takes("topP", request.topP().get(), LEAST_TOP_P_THINKING)) {
            return;
        }
        if (temperature && !model.samplingTogether()) {
            consent.leaveOut("topP", model.name() + " takes temperature or topP, not both");
        } else {
            json.writeNumberProperty("top_p", request.topP().get());
        }
    }

    private boolean takes(String field, double value, double leastThinking) {
        if (!endpoint.sampling() || !model.sampling()) {
            if (value != 1) { // 1 is what they do anyway
                String who = model.sampling() ? "version " + endpoint.version() : model.name();
                consent.leaveOut(field, who + " does not take it");
            }
            return false;
        }
        if (value > 1) {
            consent.leaveOut(field + " " + value, "Anthropic takes 0 to 1");
            return false;
        }
        if (model.known() && thinking.on() && value < leastThinking) {
            consent.leaveOut(field, model.name() + " takes no less than " + leastThinking + " while it thinks");
            return false;
        }
        return true;
    }
}
