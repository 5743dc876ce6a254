package io.llmgateway.providers.openai;

import io.llmgateway.chat.ProviderState;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a vendor wants back with its reasoning. Says whose it is, so that another vendor of the dialect never gets it.
 * For one answer.
 */
final class ReasoningState {
    /** The name of the wire format. */
    static final String FORMAT = "openai-chat";

    private final Dialect dialect;
    private @Nullable ArrayNode details;
    private @Nullable String signature;
    private boolean thought;

    ReasoningState(Dialect dialect) {
        this.dialect = dialect;
    }

    /** A part of type {@code thinking} has come. */
    void thought(@Nullable String newSignature) {
        thought = true;
        signature = newSignature == null ? signature : newSignature;
    }

    /** One of {@code reasoning_details} has come; pieces of one text are put together. */
    void detail(JsonNode detail) {
        if (dialect.sentBack() != Dialect.SentBack.DETAILS || !(detail instanceof ObjectNode piece)) {
            return;
        }
        if (details == null) {
            details = WireJson.mapper().createArrayNode();
        }
        JsonNode last = details.isEmpty() ? null : details.get(details.size() - 1);
        if (last instanceof ObjectNode open && continues(open, piece)) {
            piece.properties().forEach(field -> join(open, field.getKey(), field.getValue()));
        } else {
            details.add(piece);
        }
    }

    private static boolean continues(ObjectNode open, ObjectNode piece) {
        String type = piece.path("type").asString("");
        return (type.equals("reasoning.text") || type.equals("reasoning.summary"))
                && type.equals(open.path("type").asString(""))
                && open.path("index").equals(piece.path("index"));
    }

    private static void join(ObjectNode open, String field, JsonNode value) {
        boolean grows = field.equals("text") || field.equals("summary");
        if (grows && value.isString()) {
            open.put(field, open.path(field).asString("") + value.stringValue());
        } else if (!value.isNull()) {
            open.set(field, value);
        }
    }

    /** Attaches what has come since the last time to the reasoning under way. */
    void attach(Answer answer) {
        if (details != null) {
            answer.reasoningState(state(dialect, "reasoning_details", details));
            details = null;
        }
        if (thought && dialect.sentBack() == Dialect.SentBack.PARTS) {
            JsonNode value = signature == null
                    ? WireJson.mapper().nullNode()
                    : WireJson.mapper().getNodeFactory().stringNode(signature);
            answer.reasoningState(state(dialect, "signature", value));
        }
        thought = false;
        signature = null;
    }

    /** A state that only this dialect gets back. */
    static ProviderState state(Dialect dialect, String field, JsonNode value) {
        ObjectNode data = WireJson.mapper().createObjectNode();
        data.put("dialect", dialect.name());
        data.set(field, value);
        return new ProviderState(FORMAT, data.toString());
    }

    /**
     * What a state of this dialect holds.
     *
     * @return the value, or null where there is none or another vendor made it
     */
    static @Nullable JsonNode read(@Nullable ProviderState state, Dialect dialect, String field) {
        if (state == null || !state.format().equals(FORMAT)) {
            return null;
        }
        try {
            JsonNode data = WireJson.mapper().readTree(state.data());
            return data.path("dialect").asString("").equals(dialect.name()) ? data.get(field) : null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
