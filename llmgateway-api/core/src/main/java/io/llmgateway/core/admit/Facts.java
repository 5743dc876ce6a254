package io.llmgateway.core.admit;

import io.llmgateway.chain.Attributes;
import io.llmgateway.chain.Call;
import io.llmgateway.event.LedgerEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whom a call belongs to. */
record Facts(@Nullable String user, String model, Map<String, String> tags) {
    static Facts of(Call call) {
        String asked = call.get(Attributes.MODEL_ASKED).orElse(null);
        String model = asked == null ? call.request().model().orElse("") : asked;
        return new Facts(call.user().orElse(null), model, call.request().tags());
    }

    static Facts of(LedgerEntry entry) {
        return new Facts(entry.user(), entry.modelAsked(), entry.tags());
    }

    /** Its value on a dimension; empty where it has none, so that all without one are counted together. */
    String value(String dimension) {
        String value =
                switch (dimension) {
                    case "user" -> user;
                    case "model" -> model;
                    default -> tags.get(dimension);
                };
        return value == null ? "" : value;
    }
}
