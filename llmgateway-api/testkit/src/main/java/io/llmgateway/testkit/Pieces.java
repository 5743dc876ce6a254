package io.llmgateway.testkit;

import io.llmgateway.chat.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Cuts the events of an answer into the pieces they arrive in: words, or pieces of random size. */
final class Pieces {
    private final @Nullable Random random;

    Pieces(@Nullable Long seed) {
        random = seed == null ? null : new Random(seed);
    }

    void add(ChatEvent event, List<ChatEvent> events) {
        if (event instanceof ChatEvent.TextDelta text) {
            cut(text.text()).forEach(piece -> events.add(new ChatEvent.TextDelta(text.part(), piece)));
        } else if (event instanceof ChatEvent.ReasoningDelta text) {
            cut(text.text()).forEach(piece -> events.add(new ChatEvent.ReasoningDelta(text.part(), piece)));
        } else if (event instanceof ChatEvent.RefusalDelta text && random != null) {
            cut(text.text()).forEach(piece -> events.add(new ChatEvent.RefusalDelta(text.part(), piece)));
        } else if (event instanceof ChatEvent.ToolCallDelta call && random != null) {
            cut(call.arguments()).forEach(piece -> events.add(new ChatEvent.ToolCallDelta(call.part(), piece)));
        } else {
            events.add(event);
        }
    }

    private List<String> cut(String text) {
        if (random == null) {
            return ToyModel.words(text);
        }
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + 1 + random.nextInt(6));
            // a character of two halves stays whole, as it does on every wire
            if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
                end++;
            }
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces.isEmpty() ? List.of("") : pieces;
    }
}
