package io.llmgateway.providers.openai;

import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.openai.Dialect.SentBack;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Writes earlier answers of the model, with what their vendor wants back. For one request. */
final class AnswerWriter {
    private final Dialect dialect;
    private final Permit permit;
    private final CallIds ids;

    AnswerWriter(Dialect dialect, Permit permit, CallIds ids) {
        this.dialect = dialect;
        this.permit = permit;
        this.ids = ids;
    }

    // the parts of an answer by kind
    private record Sorted(
            List<Part.Reasoning> thoughts,
            List<Part.ToolCall> calls,
            List<Part.Image> images,
            StringBuilder text,
            StringBuilder refusal) {}

    /** Writes the fields of the message. */
    void write(JsonGenerator json, Message message, int number) {
        Sorted answer = sorted(message, number);
        content(json, answer);
        if (!answer.refusal().isEmpty() && dialect.has(Dialect.Trait.REFUSALS)) {
            json.writeStringProperty("refusal", answer.refusal().toString());
        }
        reasoning(json, answer);
        if (!answer.images().isEmpty()) {
            json.writeArrayPropertyStart("images");
            for (Part.Image image : answer.images()) {
                json.writeStartObject();
                PartWriter.image(json, image);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (!answer.calls().isEmpty()) {
            json.writeArrayPropertyStart("tool_calls");
            answer.calls().forEach(call -> call(json, call));
            json.writeEndArray();
        }
    }

    private Sorted sorted(Message message, int number) {
        Sorted answer = new Sorted(
                new ArrayList<>(1), new ArrayList<>(1), new ArrayList<>(0), new StringBuilder(), new StringBuilder());
        for (Part part : message.parts()) {
            if (part instanceof Part.Text text) {
                answer.text().append(text.text());
            } else if (part instanceof Part.Reasoning thought) {
                answer.thoughts().add(thought);
            } else if (part instanceof Part.ToolCall call) {
                answer.calls().add(call);
            } else if (part instanceof Part.Refusal refusal) {
                answer.refusal().append(refusal.text());
            } else if (part instanceof Part.Image image && dialect.sentBack() == SentBack.DETAILS) {
                answer.images().add(image);
            } else if (part instanceof Part.ToolResult) {
                throw new InvalidRequestException("message " + number
                        + " is an answer of the model, but holds the result of a tool: put it into a message of the"
                        + " role tool");
            } else {
                media(part, message);
            }
        }
        return answer;
    }

    // a hint, something of another vendor's own, or a sound whose transcript is the text
    private void media(Part part, Message message) {
        boolean spoken = part instanceof Part.Audio && !message.text().isEmpty();
        if (!spoken && !(part instanceof Part.CachePoint) && !(part instanceof Part.Opaque)) {
            permit.leaveOut(
                    "answer." + part.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT),
                    "earlier answers are sent back as text and tool calls");
        }
    }

    private void content(JsonGenerator json, Sorted answer) {
        String text = dialect.has(Dialect.Trait.REFUSALS)
                ? answer.text().toString()
                : answer.text().toString() + answer.refusal();
        List<Part.Reasoning> own = dialect.sentBack() == SentBack.PARTS
                ? answer.thoughts().stream().filter(this::own).toList()
                : List.of();
        if (!own.isEmpty()) {
            parts(json, own, text);
        } else if (text.isEmpty()
                && (!answer.calls().isEmpty() || !answer.refusal().isEmpty())) {
            json.writeNullProperty("content");
        } else {
            json.writeStringProperty("content", text);
        }
    }

    private boolean own(Part.Reasoning thought) {
        return ReasoningState.read(thought.state(), dialect, "signature") != null;
    }

    private void parts(JsonGenerator json, List<Part.Reasoning> thoughts, String text) {
        json.writeArrayPropertyStart("content");
        for (Part.Reasoning thought : thoughts) {
            json.writeStartObject();
            json.writeStringProperty("type", "thinking");
            json.writeArrayPropertyStart("thinking");
            text(json, thought.text());
            json.writeEndArray();
            JsonNode signature = ReasoningState.read(thought.state(), dialect, "signature");
            if (signature != null && signature.isString()) {
                json.writeStringProperty("signature", signature.stringValue());
            }
            json.writeEndObject();
        }
        if (!text.isEmpty()) {
            text(json, text);
        }
        json.writeEndArray();
    }

    private static void text(JsonGenerator json, String text) {
        json.writeStartObject();
        json.writeStringProperty("type", "text");
        json.writeStringProperty("text", text);
        json.writeEndObject();
    }

    private void reasoning(JsonGenerator json, Sorted answer) {
        boolean content = dialect.sentBack() == SentBack.CONTENT_WITH_TOOLS;
        boolean withTools = content || dialect.sentBack() == SentBack.REASONING_WITH_TOOLS;
        if (withTools && !answer.calls().isEmpty()) {
            // DeepSeek refuses a turn with tools without its thoughts, whoever thought them
            String thoughts =
                    answer.thoughts().stream().map(Part.Reasoning::text).collect(Collectors.joining());
            if (!thoughts.isEmpty()) {
                json.writeStringProperty(content ? "reasoning_content" : "reasoning", thoughts);
            }
        } else if (dialect.sentBack() == SentBack.DETAILS) {
            List<JsonNode> details = new ArrayList<>();
            for (Part.Reasoning thought : answer.thoughts()) {
                JsonNode own = ReasoningState.read(thought.state(), dialect, "reasoning_details");
                if (own != null) {
                    own.forEach(details::add);
                }
            }
            if (!details.isEmpty()) {
                json.writeArrayPropertyStart("reasoning_details");
                details.forEach(detail -> json.writeRawValue(detail.toString()));
                json.writeEndArray();
            }
        }
    }

    private void call(JsonGenerator json, Part.ToolCall call) {
        json.writeStartObject();
        json.writeStringProperty("id", ids.of(call.id()));
        json.writeStringProperty("type", "function");
        json.writeObjectPropertyStart("function");
        json.writeStringProperty("name", call.name());
        json.writeStringProperty("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
        json.writeEndObject();
        JsonNode extra = ReasoningState.read(call.state(), dialect, "extra_content");
        if (extra != null) {
            json.writeName("extra_content");
            json.writeRawValue(extra.toString());
        }
        json.writeEndObject();
    }
}
