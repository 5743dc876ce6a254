package io.llmgateway.providers.openai;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a conversation as items. System messages stay where they are, as items of their role: as {@code instructions}
 * they would lose their place and their borders.
 */
final class ResponsesInput {
    private final JsonGenerator json;
    private final ChatRequest request;
    private final Permit permit;
    private final ResponsesContent content;
    private final String systemRole;
    private final ResponsesCalls calls;

    ResponsesInput(JsonGenerator json, ChatRequest request, Dialect.@Nullable ModelRule rule, Permit permit) {
        this.json = json;
        this.request = request;
        this.permit = permit;
        this.content = new ResponsesContent(json, permit);
        this.calls = new ResponsesCalls(continued());
        this.systemRole = rule != null && rule.developer() ? "developer" : "system";
    }

    void write() {
        if (request.messages().isEmpty()) {
            if (!continued()) {
                throw new InvalidRequestException("messages is empty: add what the user says");
            }
            return;
        }
        json.writeArrayPropertyStart("input");
        List<Message> messages = request.messages();
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages[" + i + "]");
        }
        json.writeEndArray();
    }

    // a part of the conversation is at the vendor
    private boolean continued() {
        return Stream.of("previous_response_id", "conversation", "prompt", "input")
                .anyMatch(request.extra()::containsKey);
    }

    private void message(Message message, String where) {
        if (message.name() != null) {
            permit.leaveOut("message.name", "the Responses API knows no names of speakers");
        }
        if (message.role().equals(Role.ASSISTANT)) {
            boolean stored = Boolean.TRUE.equals(request.extra().get("store"));
            new ResponsesTurn(json, permit, calls, stored).write(message, where);
        } else {
            said(message, where);
        }
    }

    private void said(Message message, String where) {
        List<Part> open = new ArrayList<>(message.parts().size());
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                flush(message.role(), open, where);
                result(result, where);
            } else if (part instanceof Part.Opaque opaque && content.isItem(opaque, where)) {
                flush(message.role(), open, where);
                json.writeRawValue(opaque.state().data());
            } else if (content.takes(part, where)) {
                open.add(part);
            }
        }
        flush(message.role(), open, where);
    }

    private void flush(Role role, List<Part> parts, String where) {
        if (parts.isEmpty()) {
            return;
        }
        if (role.equals(Role.TOOL)) {
            throw new InvalidRequestException(where + " has role tool and holds a "
                    + parts.get(0).getClass().getSimpleName() + ": such a message holds results of tools only");
        }
        json.writeStartObject();
        json.writeStringProperty("role", role.equals(Role.SYSTEM) ? systemRole : role.value());
        json.writeName("content");
        content.write(parts);
        json.writeEndObject();
        parts.clear();
    }

    private void result(Part.ToolResult result, String where) {
        if (!calls.has(result.callId())) {
            throw new InvalidRequestException(where + " holds the result of tool call \"" + result.callId()
                    + "\", but no message before it holds that call: keep the answer that asked for it in the"
                    + " conversation");
        }
        json.writeStartObject();
        json.writeStringProperty("type", "function_call_output");
        json.writeStringProperty("call_id", result.callId());
        json.writeName("output");
        // whether the tool failed has no field here: the content says it
        List<Part> parts = result.content().stream()
                .filter(part -> content.takes(part, where))
                .toList();
        if (parts.isEmpty()) {
            json.writeString("");
        } else {
            content.write(parts);
        }
        json.writeEndObject();
    }
}
