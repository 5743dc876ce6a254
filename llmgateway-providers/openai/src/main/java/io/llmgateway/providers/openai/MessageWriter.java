package io.llmgateway.providers.openai;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** Writes the conversation. For one request. */
final class MessageWriter {
    private final Dialect dialect;
    private final Permit permit;
    private final PartWriter parts;
    private final AnswerWriter answers;
    private final CallIds ids;
    private final String systemRole;
    private Set<String> asked = Collections.emptySet();

    MessageWriter(Dialect dialect, ChatRequest request, Permit permit) {
        this.dialect = dialect;
        this.permit = permit;
        this.parts = new PartWriter(dialect, permit);
        this.ids = new CallIds(dialect.has(Dialect.Trait.NINE_LETTER_IDS));
        this.answers = new AnswerWriter(dialect, permit, ids);
        Dialect.ModelRule rule = dialect.rule(request.model().orElse(""));
        this.systemRole = rule != null && rule.developer() ? "developer" : "system";
    }

    /** Writes the list as a value. */
    void write(JsonGenerator json, List<Message> messages) {
        if (messages.isEmpty()) {
            throw new InvalidRequestException("the request has no messages: add one, such as Message.user(\"…\")");
        }
        json.writeStartArray();
        for (int i = 0; i < messages.size(); i++) {
            write(json, messages.get(i), i);
        }
        json.writeEndArray();
    }

    private void write(JsonGenerator json, Message message, int number) {
        if (message.role().equals(Role.ASSISTANT)) {
            json.writeStartObject();
            json.writeStringProperty("role", "assistant");
            name(json, message);
            answers.write(json, message, number);
            json.writeEndObject();
            asks(message);
            return;
        }
        boolean results = holdsResults(message);
        List<Part> rest = results ? results(json, message, number) : message.parts();
        if (results && rest.stream().allMatch(Part.CachePoint.class::isInstance)) {
            return;
        }
        if (message.role().equals(Role.TOOL)) {
            throw new InvalidRequestException(
                    "message " + number + " has the role tool, but holds something else than results of"
                            + " tools: put that into a message of the role user");
        }
        json.writeStartObject();
        json.writeStringProperty(
                "role",
                message.role().equals(Role.SYSTEM) ? systemRole : message.role().value());
        name(json, message);
        json.writeName("content");
        parts.content(json, rest, number, "");
        json.writeEndObject();
    }

    private void asks(Message answer) {
        for (Part part : answer.parts()) {
            if (part instanceof Part.ToolCall call) {
                if (asked.isEmpty()) {
                    asked = new HashSet<>();
                }
                asked.add(call.id());
            }
        }
    }

    private static boolean holdsResults(Message message) {
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult) {
                return true;
            }
        }
        return false;
    }

    private void name(JsonGenerator json, Message message) {
        if (message.name() != null && permit.takes("message.name")) {
            json.writeStringProperty("name", message.name());
        }
    }

    /** Writes the results in a message, each as a message of its own, and gives back what else there is. */
    private List<Part> results(JsonGenerator json, Message message, int number) {
        List<Part> rest = new ArrayList<>(message.parts().size());
        for (int i = 0; i < message.parts().size(); i++) {
            Part part = message.parts().get(i);
            if (part instanceof Part.ToolResult result) {
                boolean hinted = i + 1 < message.parts().size()
                        && message.parts().get(i + 1) instanceof Part.CachePoint
                        && dialect.has(Dialect.Trait.CACHE_CONTROL);
                result(json, result, number, hinted ? List.of(message.parts().get(i + 1)) : List.of());
            } else {
                rest.add(part);
            }
        }
        return rest;
    }

    // Whether a tool failed has no field: the content says it.
    private void result(JsonGenerator json, Part.ToolResult result, int number, List<Part> hint) {
        if (!asked.contains(result.callId())) {
            throw new InvalidRequestException(
                    "message " + number + " holds the result of tool call \"" + result.callId()
                            + "\", which no earlier message asks for: keep the answer with the call in front of it");
        }
        List<Part> content = new ArrayList<>(result.content());
        content.addAll(hint);
        json.writeStartObject();
        json.writeStringProperty("role", "tool");
        json.writeStringProperty("tool_call_id", ids.of(result.callId()));
        json.writeName("content");
        parts.content(json, content, number, "toolResult.");
        json.writeEndObject();
    }
}
