package io.llmgateway.guard;

import java.util.Objects;
import java.util.function.UnaryOperator;

/** A masked text, and the way back. It knows what it hides, so keep it no longer than needed. Thread-safe. */
public final class Masked {
    private final String text;
    private final UnaryOperator<String> back;

    /**
     * A masked text.
     *
     * @param text the text
     * @param back puts values in the place of their placeholders
     */
    public Masked(String text, UnaryOperator<String> back) {
        this.text = Objects.requireNonNull(text, "text");
        this.back = Objects.requireNonNull(back, "back");
    }

    /**
     * The masked text.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * Puts values back, in this or another text that has its placeholders.
     *
     * @param other a text with placeholders
     * @return the text with the values of those that were given here
     */
    public String restore(String other) {
        return back.apply(other);
    }

    /** The masked text. */
    @Override
    public String toString() {
        return text;
    }
}
