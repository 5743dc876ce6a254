package io.llmgateway.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A model's answer. Immutable; {@code toString} shows no content.
 *
 * @param parts what the model said, in order
 * @param finishReason why it stopped
 * @param usage what it used
 * @param info where it came from
 */
public record ChatResponse(List<Part> parts, FinishReason finishReason, Usage usage, ResponseInfo info)
        implements ModelResponse {
    public ChatResponse {
        parts = List.copyOf(parts);
        Objects.requireNonNull(finishReason, "finishReason");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(info, "info");
    }

    /**
     * The text of the answer: all text parts, in order, without separator.
     *
     * @return the text, empty if the model only asked for tools, refused or was stopped
     */
    public String text() {
        return message().text();
    }

    /**
     * The answer as a message, to be appended to the conversation. Keeps signatures and everything else the vendor
     * wants back.
     *
     * @return the message
     */
    public Message message() {
        return new Message(Role.ASSISTANT, parts, null);
    }

    /**
     * The tools the model asks for.
     *
     * @return an immutable list, in order
     */
    public List<Part.ToolCall> toolCalls() {
        List<Part.ToolCall> calls = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                calls.add(call);
            }
        }
        return List.copyOf(calls);
    }

    /**
     * What the model thought, as far as the vendor shows it.
     *
     * @return the text of all reasoning parts, separated by empty lines; empty if there is none
     */
    public String reasoning() {
        return parts.stream()
                .filter(Part.Reasoning.class::isInstance)
                .map(part -> ((Part.Reasoning) part).text())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    /**
     * The model's words where it declined to answer.
     *
     * @return the text, empty if it did not decline
     */
    public String refusal() {
        return parts.stream()
                .filter(Part.Refusal.class::isInstance)
                .map(part -> ((Part.Refusal) part).text())
                .collect(Collectors.joining());
    }

    /**
     * The same answer with other parts.
     *
     * @param newParts the parts
     * @return the response
     */
    public ChatResponse withParts(List<Part> newParts) {
        return new ChatResponse(newParts, finishReason, usage, info);
    }

    @Override
    public ChatResponse withInfo(ResponseInfo newInfo) {
        return new ChatResponse(parts, finishReason, usage, newInfo);
    }

    @Override
    public String toString() {
        return "ChatResponse[" + info + ", " + finishReason + ", " + usage + ", " + parts + "]";
    }
}
