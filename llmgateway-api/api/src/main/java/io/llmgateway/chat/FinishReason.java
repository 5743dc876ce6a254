package io.llmgateway.chat;

import java.util.Objects;

/**
 * Why an answer ended. An open value: compare with the constants, never switch over all. Two are equal if their common
 * value is; the vendor's own word is carried along.
 */
public final class FinishReason {
    /** The model had said all, or met a stop sequence. */
    public static final FinishReason STOP = of("stop");
    /** The token limit cut it. */
    public static final FinishReason LENGTH = of("length");
    /** The model waits for the results of tools. */
    public static final FinishReason TOOL_CALLS = of("tool_calls");
    /** The vendor's filter stopped it, or the model refused. */
    public static final FinishReason CONTENT_FILTER = of("content_filter");
    /** The vendor paused a long turn; send the conversation back to go on. */
    public static final FinishReason PAUSE = of("pause");
    /** The vendor says that something went wrong while answering. */
    public static final FinishReason ERROR = of("error");
    /** None of the above. */
    public static final FinishReason OTHER = of("other");

    private final String value;
    private final String raw;

    private FinishReason(String value, String raw) {
        this.value = Objects.requireNonNull(value, "value");
        this.raw = Objects.requireNonNull(raw, "raw");
    }

    /**
     * A reason by its common value.
     *
     * @param value such as {@code stop}
     * @return the reason
     */
    public static FinishReason of(String value) {
        return new FinishReason(value, value);
    }

    /**
     * The same reason with the vendor's own word for it.
     *
     * @param word the word on the wire
     * @return the reason
     */
    public FinishReason as(String word) {
        return word.equals(raw) ? this : new FinishReason(value, word);
    }

    /**
     * The common value.
     *
     * @return such as {@code stop}
     */
    public String value() {
        return value;
    }

    /**
     * The vendor's own word.
     *
     * @return such as {@code end_turn}; the common value where the vendor gave none
     */
    public String raw() {
        return raw;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FinishReason that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return raw.equals(value) ? value : value + " (" + raw + ")";
    }
}
