package io.llmgateway.providers.anthropic;

import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.ProviderState;
import io.llmgateway.chat.Role;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.providers.kit.Consent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a request as Anthropic wants them: instructions on top, the rest in turns of user and assistant,
 * messages of one role in a row made one turn, results of tools first in their turn. Built on one thread, then read.
 */
final class Conversation {
    static final String SYSTEM = "system";
    private static final String USER = "user";
    static final String ASSISTANT = "assistant";

    private final List<Block> system = new ArrayList<>(2);
    private final List<Turn> turns = new ArrayList<>();
    private final List<Block> laterSystem = new ArrayList<>(0);
    private final Set<String> calls = new HashSet<>();
    private final boolean laterSystemAllowed;
    private final String model;
    private final CacheMarks marks;
    private final Consent consent;
    private @Nullable Block last;
    private boolean overtaken;
    private boolean reasoningDropped;

    record Turn(String role, List<Block> blocks) {}

    Conversation(String model, boolean laterSystemAllowed, CacheMarks marks, Consent consent) {
        this.model = model;
        this.laterSystemAllowed = laterSystemAllowed;
        this.marks = marks;
        this.consent = consent;
    }

    /** The instructions on top. */
    List<Block> system() {
        return system;
    }

    /** The turns, none of them empty. */
    List<Turn> turns() {
        return turns;
    }

    /** The last block that can bear a mark, or null. */
    @Nullable
    Block last() {
        return last;
    }

    Conversation read(List<Message> messages) {
        for (Message message : messages) {
            add(message);
        }
        placeLaterSystem();
        if (turns.isEmpty()) {
            throw new InvalidRequestException("there is no message with content besides system messages, and Anthropic"
                    + " needs one: add a user message that is not blank");
        }
        return this;
    }

    private void add(Message message) {
        if (message.name() != null) {
            consent.leaveOut("message.name", "Anthropic does not tell speakers of one role apart");
        }
        Role role = message.role();
        if (role.equals(Role.SYSTEM) || role.value().equals("developer")) {
            addSystem(message.parts());
        } else if (role.equals(Role.ASSISTANT)) {
            addAll(ASSISTANT, message.parts());
        } else {
            if (!role.equals(Role.USER) && !role.equals(Role.TOOL)) {
                consent.leaveOut(
                        "role \"" + role + "\"", "Anthropic knows system, user, assistant and tool; user was sent");
            }
            addAll(USER, message.parts());
        }
    }

    private void addSystem(List<Part> parts) {
        List<Block> into = turns.isEmpty() ? system : laterSystem;
        for (Part part : parts) {
            if (part instanceof Part.CachePoint point) {
                mark(point);
            } else if (!(part instanceof Part.Text text)) {
                consent.leaveOut(name(part) + " in a system message", "Anthropic takes text only there");
            } else if (!text.text().isBlank()) {
                append(into, into.size(), part);
            }
        }
    }

    /**
     * Newer models take instructions between a user's and the assistant's turn. Where more of the user follows first,
     * they go behind it: what counts is that the assistant's next turn hears both.
     */
    private void placeLaterSystem() {
        if (laterSystem.isEmpty()) {
            return;
        }
        boolean afterUser = turns.get(turns.size() - 1).role().equals(USER);
        if (laterSystemAllowed && afterUser) {
            if (overtaken) {
                consent.warn("moved_system", "a system message was moved behind the user's messages that follow it");
            }
            turns.add(new Turn(SYSTEM, new ArrayList<>(laterSystem)));
        } else {
            String why = laterSystemAllowed ? "takes them only behind a user's turn" : "takes them only on top";
            consent.leaveOut(
                    "the place of a system message inside the conversation",
                    model + " " + why + ", so it was put behind the other instructions on top");
            system.addAll(laterSystem);
        }
        laterSystem.clear();
        overtaken = false;
    }

    private void addAll(String role, List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.CachePoint point) {
                mark(point);
            } else if (wanted(role, part)) {
                if (role.equals(ASSISTANT)) {
                    placeLaterSystem();
                }
                overtaken |= !laterSystem.isEmpty();
                List<Block> blocks = turn(role).blocks();
                append(blocks, part instanceof Part.ToolResult ? behindResults(blocks) : blocks.size(), part);
            }
        }
    }

    private Turn turn(String role) {
        if (turns.isEmpty() || !turns.get(turns.size() - 1).role().equals(role)) {
            turns.add(new Turn(role, new ArrayList<>(2)));
        }
        return turns.get(turns.size() - 1);
    }

    private static int behindResults(List<Block> blocks) {
        int at = 0;
        while (at < blocks.size() && blocks.get(at).part() instanceof Part.ToolResult) {
            at++;
        }
        return at;
    }

    private void append(List<Block> blocks, int at, Part part) {
        Block block = new Block(part);
        blocks.add(at, block);
        if (block.cacheable()) {
            last = block;
        }
    }

    private void mark(Part.CachePoint point) {
        if (last != null) {
            marks.mark(last, point.ttl());
        }
    }

    /** Whether a part is to be sent; complains about those that cannot be. */
    private boolean wanted(String role, Part part) {
        if (part instanceof Part.Text text) {
            return !text.text().isBlank(); // Anthropic refuses blank texts, and they say nothing
        }
        if (part instanceof Part.Refusal refusal) {
            return !refusal.text().isBlank();
        }
        if (part instanceof Part.Reasoning reasoning) {
            return reasoning(role, reasoning);
        }
        if (part instanceof Part.Opaque opaque) {
            return own(opaque.state());
        }
        if (part instanceof Part.ToolCall call) {
            return call(role, call);
        }
        if (part instanceof Part.ToolResult result) {
            return result(role, result);
        }
        if (part instanceof Part.Audio || role.equals(ASSISTANT)) {
            String where = part instanceof Part.Audio ? "" : " in an assistant message";
            consent.leaveOut(name(part) + where, "Anthropic does not take it");
            return false;
        }
        return MediaWriter.takes(part, consent);
    }

    private boolean reasoning(String role, Part.Reasoning reasoning) {
        if (role.equals(ASSISTANT) && own(reasoning.state())) {
            return true;
        }
        if (!reasoning.text().isBlank() && !reasoningDropped) {
            reasoningDropped = true;
            consent.warn("dropped_reasoning", "thoughts without a signature of Anthropic's were not sent back");
        }
        return false;
    }

    private boolean call(String role, Part.ToolCall call) {
        if (!role.equals(ASSISTANT)) {
            throw new InvalidRequestException("tool call " + call.id() + " stands in a message of role " + role
                    + ": only assistant messages hold tool calls");
        }
        calls.add(call.id());
        return true;
    }

    private boolean result(String role, Part.ToolResult result) {
        if (role.equals(ASSISTANT)) {
            throw new InvalidRequestException("the result of tool call " + result.callId()
                    + " stands in an assistant message: send it with Message.tool");
        }
        if (!calls.contains(result.callId())) {
            throw new InvalidRequestException("there is a result of tool call " + result.callId()
                    + ", but no assistant message before it makes that call: send the whole conversation");
        }
        return true;
    }

    private static boolean own(@Nullable ProviderState state) {
        return state != null && state.format().equals(MessagesWire.FORMAT);
    }

    private static String name(Part part) {
        return part.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }
}
