package io.llmgateway.providers.gemini;

import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.Consent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages in the vendor's order: instructions apart, then turns of user and model by turns. */
final class Conversation {
    /**
     * What one side said.
     *
     * @param model whether it was the model
     * @param parts at least one
     */
    record Turn(boolean model, List<Part> parts) {}

    private record Asked(int order, Part.ToolCall call) {}

    private final List<String> instructions = new ArrayList<>(1);
    private final List<Turn> turns = new ArrayList<>();
    private final Map<String, Asked> calls = new HashMap<>();
    private final Consent consent;

    private Conversation(Consent consent) {
        this.consent = consent;
    }

    static Conversation of(ChatRequest request, Consent consent) {
        Conversation conversation = new Conversation(consent);
        List<Message> messages = request.messages();
        for (int i = 0; i < messages.size(); i++) {
            conversation.add(messages.get(i), "messages[" + i + "]");
        }
        if (conversation.turns.isEmpty()) {
            throw new InvalidRequestException("there is nothing to answer: Gemini needs a message of the user beside"
                    + " the instructions of the system");
        }
        conversation.turns.forEach(conversation::sortResults);
        return conversation;
    }

    List<String> instructions() {
        return instructions;
    }

    List<Turn> turns() {
        return turns;
    }

    /** The call a result answers, or null if it is not in the conversation. */
    Part.@Nullable ToolCall call(String id) {
        Asked asked = calls.get(id);
        return asked == null ? null : asked.call();
    }

    private void add(Message message, String where) {
        if (message.name() != null) {
            consent.leaveOut(where + ".name", "Gemini has no names of speakers");
        }
        Role role = message.role();
        if (role.equals(Role.SYSTEM)) {
            addInstructions(message, where);
            return;
        }
        boolean model = role.equals(Role.ASSISTANT);
        if (!model && !role.equals(Role.USER) && !role.equals(Role.TOOL)) {
            consent.leaveOut(where + ".role", "Gemini has no role \"" + role + "\"; it would be sent as the user");
        }
        List<Part> parts = new ArrayList<>(message.parts().size());
        for (Part part : message.parts()) {
            if (!passedOver(part, model)) {
                check(part, model, where);
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            return;
        }
        Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
        if (last != null && last.model() == model) {
            last.parts().addAll(parts);
        } else {
            turns.add(new Turn(model, parts));
        }
    }

    private void addInstructions(Message message, String where) {
        for (Part part : message.parts()) {
            if (part instanceof Part.Text text) {
                instructions.add(text.text());
            } else if (!(part instanceof Part.CachePoint)) {
                consent.leaveOut(where, "Gemini takes only text from the system");
            }
        }
        if (!turns.isEmpty()) {
            consent.warn(
                    "moved_message", where + " of the system was moved to the front: Gemini has one place for them");
        }
    }

    // hints, thoughts that are not asked back, what only another vendor understands, and nothing at all
    private static boolean passedOver(Part part, boolean model) {
        if (part instanceof Part.Reasoning reasoning) {
            return GeminiState.of(reasoning.state()).signature() == null;
        }
        if (part instanceof Part.Opaque opaque) {
            return !opaque.state().format().equals(GeminiState.FORMAT);
        }
        if (part instanceof Part.Text text) {
            return model
                    && text.text().isEmpty()
                    && GeminiState.of(text.state()).signature() == null;
        }
        return part instanceof Part.CachePoint;
    }

    private void check(Part part, boolean model, String where) {
        if (part instanceof Part.ToolCall call) {
            if (!model) {
                throw new InvalidRequestException(where + " holds a tool call and is not of the assistant");
            }
            if (!call.complete()) {
                throw new InvalidRequestException(where + " holds a call of tool \"" + call.name()
                        + "\" that was cut inside its arguments: remove it, it cannot be sent");
            }
            calls.put(call.id(), new Asked(calls.size(), call));
        } else if (part instanceof Part.ToolResult result) {
            if (model) {
                throw new InvalidRequestException(where + " holds a tool result and is of the assistant");
            }
            if (result.name() == null && !calls.containsKey(result.callId())) {
                throw new InvalidRequestException(where + " holds a result of call \"" + result.callId()
                        + "\", which no earlier message makes: keep the message with the call, or set the tool's name");
            }
        }
    }

    // without ids, results are matched with calls of one name by their order
    private void sortResults(Turn turn) {
        List<Part> parts = turn.parts();
        for (int from = 0; from < parts.size(); from++) {
            int to = from;
            while (to < parts.size() && parts.get(to) instanceof Part.ToolResult) {
                to++;
            }
            if (to - from > 1) {
                parts.subList(from, to).sort(Comparator.comparingInt(this::order));
            }
            from = to;
        }
    }

    private int order(Part part) {
        Asked asked = calls.get(((Part.ToolResult) part).callId());
        return asked == null ? Integer.MAX_VALUE : asked.order();
    }
}
