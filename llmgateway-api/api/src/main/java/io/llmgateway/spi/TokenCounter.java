package io.llmgateway.spi;

/**
 * Counts tokens as a vendor does, for models whose encoding is known. Found by {@link java.util.ServiceLoader}. Asked only
 * where something needs an estimate before a call. Thread-safe.
 */
public interface TokenCounter {
    /**
     * Whether the encoding of a model is known, and at hand: the answer may turn to yes while one is being loaded.
     *
     * @param vendor the vendor, such as {@code openai}
     * @param model the model, in the vendor's words
     * @return true if {@link #count} gives its tokens
     */
    boolean knows(String vendor, String model);

    /**
     * Counts.
     *
     * @param model a model it knows
     * @param text any text; names of control tokens in it are text like any other
     * @return tokens, 0 or more
     */
    long count(String model, String text);
}
