package io.llmgateway.chat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The course of one call, step by step: as data for programs, and as text by {@link #toString}. Holds no key, no
 * prompt and no answer.
 *
 * @param steps what happened, in order
 */
public record Explanation(List<Step> steps) {
    /** Nothing known. */
    public static final Explanation NONE = new Explanation(List.of());

    /**
     * One thing that happened.
     *
     * @param at time since the call began
     * @param room the room it happened in, such as {@code route}
     * @param text what happened
     */
    public record Step(Duration at, String room, String text) {
        public Step {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(room, "room");
            Objects.requireNonNull(text, "text");
        }

        @Override
        public String toString() {
            return String.format("%6d ms  %-6s  %s", at.toMillis(), room, text);
        }
    }

    public Explanation {
        steps = List.copyOf(steps);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        steps.forEach(step -> out.append(step).append('\n'));
        return out.toString();
    }
}
