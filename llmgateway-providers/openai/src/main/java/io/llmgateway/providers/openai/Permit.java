package io.llmgateway.providers.openai;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.providers.kit.Consent;
import java.util.Map;

/** Knows what a vendor and a model take, and asks for consent to what they do not. For one request. */
final class Permit {
    private final Map<String, String> byVendor;
    private final Map<String, String> byModel;
    private final Consent consent;
    private final Dialect dialect;

    Permit(Dialect dialect, ChatRequest request, Consent consent) {
        this.byVendor = dialect.refused();
        this.byModel = byModel(dialect, request);
        this.consent = consent;
        this.dialect = dialect;
    }

    private static Map<String, String> byModel(Dialect dialect, ChatRequest request) {
        Dialect.ModelRule rule = dialect.rule(request.model().orElse(""));
        if (rule == null) {
            return Map.of();
        }
        boolean reasons = request.reasoning()
                .map(asked -> asked.effort() != null && !asked.effort().equals("none"))
                .orElse(false);
        return rule.onlyWhileReasoning() && !reasons ? Map.of() : rule.refused();
    }

    /** Whether a field is taken; if not, its being left out is consented to. */
    boolean takes(String field) {
        String why = byVendor.getOrDefault(field, byModel.get(field));
        if (why != null) {
            consent.leaveOut(field, why);
        }
        return why == null;
    }

    /** Whether the vendor takes a field, without asking for anything. */
    boolean knows(String field) {
        return !byVendor.containsKey(field);
    }

    /** Whether this vendor can read a state of the Responses API: its own, or one made by hand for no one in particular. */
    boolean owns(ProviderState state) {
        return state.format().equals(ResponsesWire.format(dialect))
                || state.format().equals(ResponsesWire.FORMAT);
    }

    /** Leaves out what nobody takes. */
    void leaveOut(String field, String why) {
        consent.leaveOut(field, why);
    }
}
