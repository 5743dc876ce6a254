package io.llmgateway.core.route;

import io.llmgateway.chat.Message;
import io.llmgateway.chat.Part;
import io.llmgateway.chat.Role;
import io.llmgateway.core.config.ModelConfig.Overflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Leaves turns of a conversation out until the rest fits. What is before the last question goes by whole turns, from a
 * question to the next; what comes after it by an answer with the results of its tools, so that a call of a tool and its
 * result stay or go together. Instructions, the last question and the end always stay. On one thread.
 */
final class Trim {
    private final List<Message> messages;
    private final int[] unit; // the first message of what a message stays or goes with
    private final List<Integer> droppable = new ArrayList<>();

    private Trim(List<Message> messages) {
        this.messages = messages;
        this.unit = new int[messages.size()];
        int last = lastQuestion();
        unite(last);
        int end = messages.size() - 1;
        for (int i = 0; i <= end; i++) {
            boolean stays = unit[i] == unit[end] || (last >= 0 && unit[i] == unit[last]) || instructs(messages.get(i));
            if (!stays && !droppable.contains(unit[i])) {
                droppable.add(unit[i]);
            }
        }
    }

    /**
     * As much of a conversation as fits.
     *
     * @param messages the conversation, not empty
     * @param way what to leave out first
     * @param room the most that the measure may say
     * @param measure how long a conversation is; no longer for one with less in it
     * @return some of the messages, in order; null where even the least is too long
     */
    static @Nullable List<Message> fit(
            List<Message> messages, Overflow way, long room, ToLongFunction<List<Message>> measure) {
        if (measure.applyAsLong(messages) <= room) {
            return messages;
        }
        Trim trim = new Trim(messages);
        int tooFew = 0;
        int enough = trim.droppable.size();
        List<Message> fitting = trim.without(way, enough);
        if (measure.applyAsLong(fitting) > room) {
            return null;
        }
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) >>> 1;
            List<Message> rest = trim.without(way, middle);
            if (measure.applyAsLong(rest) <= room) {
                enough = middle;
                fitting = rest;
            } else {
                tooFew = middle;
            }
        }
        return fitting;
    }

    /** What is never left out of a conversation. */
    static List<Message> least(List<Message> messages) {
        Trim trim = new Trim(messages);
        return trim.without(Overflow.DROP_OLDEST, trim.droppable.size());
    }

    /** What was left out of a conversation, in order. */
    @SuppressWarnings("ReferenceEquality") // a message that is left out may equal one that stays
    static List<Message> gone(List<Message> messages, List<Message> rest) {
        List<Message> gone = new ArrayList<>(messages.size() - rest.size());
        int stays = 0;
        for (Message message : messages) {
            if (stays < rest.size() && message == rest.get(stays)) {
                stays++;
            } else {
                gone.add(message);
            }
        }
        return gone;
    }

    private List<Message> without(Overflow way, int number) {
        int first = way == Overflow.MIDDLE_OUT ? (droppable.size() - number) / 2 : 0;
        Set<Integer> gone = Set.copyOf(droppable.subList(first, first + number));
        List<Message> rest = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (instructs(message) || !gone.contains(unit[i])) {
                rest.add(message);
            }
        }
        return rest;
    }

    private void unite(int last) {
        Map<String, Integer> calls = new HashMap<>(); // an id may be used again, then the last one is meant
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            boolean begins =
                    i == 0 || asks(message) || (i > last && message.role().equals(Role.ASSISTANT));
            unit[i] = begins ? i : unit[i - 1];
            for (Part part : message.parts()) {
                if (part instanceof Part.ToolCall call) {
                    calls.put(call.id(), i);
                } else if (part instanceof Part.ToolResult result) {
                    join(calls.getOrDefault(result.callId(), i), i);
                }
            }
        }
    }

    private void join(int from, int to) {
        for (int i = from + 1; i <= to; i++) {
            unit[i] = unit[from];
        }
    }

    private int lastQuestion() {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (asks(messages.get(i))) {
                return i;
            }
        }
        return -1;
    }

    // results of tools may come in the user's name
    private static boolean asks(Message message) {
        return message.role().equals(Role.USER)
                && !(!message.parts().isEmpty()
                        && message.parts().stream().allMatch(Part.ToolResult.class::isInstance));
    }

    // vendors know more than one role for it
    private static boolean instructs(Message message) {
        Role role = message.role();
        return !role.equals(Role.USER) && !role.equals(Role.ASSISTANT) && !role.equals(Role.TOOL);
    }
}
