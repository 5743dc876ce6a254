package io.llmgateway.providers.openai;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.Answer;
import io.llmgateway.providers.kit.WireJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Reads the {@code response} object: a whole answer, or the last word of a streamed one. For one object. */
final class ResponsesBody {
    private final ResponsesParts parts;
    private final Answer answer;
    private final Dialect dialect;
    private @Nullable String id;
    private @Nullable String model;
    private String status = "";
    private String reason = "";
    private @Nullable JsonNode error;
    private boolean output;

    ResponsesBody(ResponsesParts parts, Answer answer, Dialect dialect) {
        this.parts = parts;
        this.answer = answer;
        this.dialect = dialect;
    }

    /**
     * Reads who answers, and nothing else.
     *
     * @param json stands on the object
     */
    static void started(JsonParser json, Answer answer) {
        String id = null;
        String model = null;
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            switch (name) {
                case "id" -> id = string(json);
                case "model" -> model = string(json);
                default -> json.skipChildren();
            }
        }
        answer.started(model, id);
    }

    private static @Nullable String string(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        json.skipChildren();
        return null;
    }

    /**
     * Reads the object; what was streamed before is not read again.
     *
     * @param json stands on the object
     * @param told the status the event tells, for answers that do not repeat it; empty if there is no event
     */
    void read(JsonParser json, String told) {
        for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
            field(name, json);
        }
        if (status.isEmpty()) {
            status = told.isEmpty() && output && error == null ? "completed" : told;
        }
        answer.started(model, id);
        if (status.equals("failed") || status.isEmpty()) {
            throw failed();
        }
        answer.finish(finishReason());
    }

    private void field(String name, JsonParser json) {
        switch (name) {
            case "id" -> id = string(json);
            case "model" -> model = string(json);
            case "status" -> status = status(json);
            case "incomplete_details" -> reason = reason(json);
            case "error" -> error = json.currentToken() == JsonToken.VALUE_NULL ? null : WireJson.tree(json);
            case "output" -> output(json);
            case "usage" -> usage(json);
            case "service_tier" -> answer.serviceTier(string(json));
            default -> json.skipChildren();
        }
    }

    private static String status(JsonParser json) {
        String status = string(json);
        return status == null ? "" : status;
    }

    private static String reason(JsonParser json) {
        String reason = "";
        if (json.currentToken() == JsonToken.START_OBJECT) {
            for (String name = WireJson.nextField(json); name != null; name = WireJson.nextField(json)) {
                if (name.equals("reason") && json.currentToken() == JsonToken.VALUE_STRING) {
                    reason = json.getString();
                } else {
                    json.skipChildren();
                }
            }
        }
        return reason;
    }

    private void output(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        output = true;
        answer.started(model, id);
        int place = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (parts.done(place)) {
                json.skipChildren();
            } else {
                ResponsesItem item = ResponsesItem.read(json);
                parts.done(item, parts.indexAtEnd(place, item.text("id")));
            }
            place++;
        }
    }

    private ProviderFailedException failed() {
        if (error != null) {
            return answer.failed(OpenAiFailures.inAnswer(error));
        }
        return answer.failed(
                status.isEmpty()
                        ? Failure.of(FailureClass.MALFORMED, "the answer has neither output nor status")
                        : Failure.of(FailureClass.TRANSIENT, "the vendor says that the answer failed, and not why"));
    }

    private FinishReason finishReason() {
        return switch (status) {
            case "completed" -> (parts.refused() ? FinishReason.CONTENT_FILTER : FinishReason.STOP).as(status);
            case "incomplete" -> incomplete();
            case "cancelled" -> FinishReason.ERROR.as(status);
            case "in_progress", "queued" -> FinishReason.PAUSE.as(status);
            default -> FinishReason.OTHER.as(status);
        };
    }

    private FinishReason incomplete() {
        return switch (reason) {
            case "" -> FinishReason.OTHER.as(status);
            case "max_output_tokens" -> FinishReason.LENGTH.as(status + ":" + reason);
            case "content_filter" -> FinishReason.CONTENT_FILTER.as(status + ":" + reason);
            default -> FinishReason.OTHER.as(status + ":" + reason);
        };
    }

    private void usage(JsonParser json) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            UsageReader.read(json, dialect).tell(answer);
        } else {
            json.skipChildren();
        }
    }
}
