package io.llmgateway.chat;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The course of one call, step by step: as data for programs, and as text by {@link #toString}. Holds no key, no
 * prompt and no answer. Immutable; worked out when it is first asked for anything.
 */
public final class Explanation {
    /** Nothing known. */
    public static final Explanation NONE = of(List.of());

    private final Supplier<List<Step>> source;
    private volatile @Nullable List<Step> steps;

    private Explanation(Supplier<List<Step>> source) {
        this.source = source;
    }

    /**
     * One thing that happened.
     *
     * @param at time since the call began
     * @param room the room it happened in, such as {@code route}
     * @param kind a fixed word for programs, such as {@code attempt-ended}
     * @param text what happened, for a person
     * @param data the same for programs: texts, numbers, booleans, and lists and maps of these. Which ones, {@code
     *     docs/explain.md} says for each kind; money and other exact amounts are decimal texts, times milliseconds
     */
    public record Step(Duration at, String room, String kind, String text, Map<String, Object> data) {
        public Step {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(room, "room");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(text, "text");
            data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        }

        @Override
        public String toString() {
            return String.format("%6d ms  %-6s  %s", at.toMillis(), room, text);
        }
    }

    /**
     * What is known already.
     *
     * @param steps what happened, in order
     * @return the explanation
     */
    public static Explanation of(List<Step> steps) {
        List<Step> all = List.copyOf(steps);
        return new Explanation(() -> all);
    }

    /**
     * What is worked out when it is first asked for.
     *
     * @param source what happened, in order; always the same, from any thread
     * @return the explanation
     */
    public static Explanation later(Supplier<List<Step>> source) {
        return new Explanation(Objects.requireNonNull(source, "source"));
    }

    /**
     * What happened.
     *
     * @return an immutable list, in order
     */
    public List<Step> steps() {
        List<Step> known = steps;
        if (known == null) {
            known = List.copyOf(source.get());
            steps = known;
        }
        return known;
    }

    /**
     * The whole as one JSON document, in one line: an object whose {@code steps} have {@code at} (milliseconds since
     * the call began), {@code room}, {@code kind}, {@code text} and {@code data}.
     *
     * @return the document
     */
    public Json json() {
        return Json.of(Map.of("steps", steps().stream().map(Explanation::object).toList()));
    }

    private static Map<String, Object> object(Step step) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("at", step.at().toMillis());
        object.put("room", step.room());
        object.put("kind", step.kind());
        object.put("text", step.text());
        object.put("data", step.data());
        return object;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Explanation e && steps().equals(e.steps());
    }

    @Override
    public int hashCode() {
        return steps().hashCode();
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        steps().forEach(step -> out.append(step).append('\n'));
        return out.toString();
    }
}
