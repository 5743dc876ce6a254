package io.llmgateway.chat;

/**
 * What an answer used, in tokens, in buckets that do not overlap: every token is in exactly one of them, whatever way
 * the vendor counts. Immutable.
 */
public final class Usage {
    /** Nothing used. */
    public static final Usage NONE = builder().build();

    private final long input;
    private final long cacheRead;
    private final long cacheWrite;
    private final long cacheWriteLong;
    private final long audioInput;
    private final long output;
    private final long reasoning;
    private final long audioOutput;
    private final boolean estimated;

    private Usage(Builder b) {
        input = b.input;
        cacheRead = b.cacheRead;
        cacheWrite = b.cacheWrite;
        cacheWriteLong = b.cacheWriteLong;
        audioInput = b.audioInput;
        output = b.output;
        reasoning = b.reasoning;
        audioOutput = b.audioOutput;
        estimated = b.estimated;
    }

    /**
     * Starts from zero everywhere.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Prompt tokens that came neither from nor went into a cache, without audio.
     *
     * @return tokens
     */
    public long input() {
        return input;
    }

    /**
     * Prompt tokens read from the vendor's cache.
     *
     * @return tokens
     */
    public long cacheRead() {
        return cacheRead;
    }

    /**
     * Prompt tokens written to the vendor's cache for its default time.
     *
     * @return tokens
     */
    public long cacheWrite() {
        return cacheWrite;
    }

    /**
     * Prompt tokens written to the vendor's cache for a long time (Anthropic: one hour), which costs more.
     *
     * @return tokens
     */
    public long cacheWriteLong() {
        return cacheWriteLong;
    }

    /**
     * Prompt tokens of sound.
     *
     * @return tokens
     */
    public long audioInput() {
        return audioInput;
    }

    /**
     * Generated tokens, without reasoning and sound.
     *
     * @return tokens
     */
    public long output() {
        return output;
    }

    /**
     * Generated tokens of reasoning.
     *
     * @return tokens
     */
    public long reasoning() {
        return reasoning;
    }

    /**
     * Generated tokens of sound.
     *
     * @return tokens
     */
    public long audioOutput() {
        return audioOutput;
    }

    /**
     * Whether the figures are our estimate and not the vendor's.
     *
     * @return true for an estimate
     */
    public boolean estimated() {
        return estimated;
    }

    /**
     * All tokens of the prompt.
     *
     * @return tokens
     */
    public long totalInput() {
        return input + cacheRead + cacheWrite + cacheWriteLong + audioInput;
    }

    /**
     * All generated tokens.
     *
     * @return tokens
     */
    public long totalOutput() {
        return output + reasoning + audioOutput;
    }

    /**
     * All tokens.
     *
     * @return tokens
     */
    public long total() {
        return totalInput() + totalOutput();
    }

    /**
     * Both together; an estimate if one of them is.
     *
     * @param other what to add
     * @return the sum
     */
    public Usage plus(Usage other) {
        return builder()
                .input(input + other.input)
                .cacheRead(cacheRead + other.cacheRead)
                .cacheWrite(cacheWrite + other.cacheWrite)
                .cacheWriteLong(cacheWriteLong + other.cacheWriteLong)
                .audioInput(audioInput + other.audioInput)
                .output(output + other.output)
                .reasoning(reasoning + other.reasoning)
                .audioOutput(audioOutput + other.audioOutput)
                .estimated(estimated || other.estimated)
                .build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Usage u
                && input == u.input
                && cacheRead == u.cacheRead
                && cacheWrite == u.cacheWrite
                && cacheWriteLong == u.cacheWriteLong
                && audioInput == u.audioInput
                && output == u.output
                && reasoning == u.reasoning
                && audioOutput == u.audioOutput
                && estimated == u.estimated;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(total()) * 31 + Long.hashCode(input);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        out.append(totalInput()).append(" in");
        detail(out, cacheRead, " from cache");
        detail(out, cacheWrite + cacheWriteLong, " into cache");
        detail(out, audioInput, " audio");
        out.append(", ").append(totalOutput()).append(" out");
        detail(out, reasoning, " reasoning");
        detail(out, audioOutput, " audio");
        return out.append(estimated ? " (estimated)" : "").toString();
    }

    private static void detail(StringBuilder out, long tokens, String what) {
        if (tokens != 0) {
            out.append(" (").append(tokens).append(what).append(')');
        }
    }

    /** Collects the buckets. Not thread-safe. */
    public static final class Builder {
        private long input;
        private long cacheRead;
        private long cacheWrite;
        private long cacheWriteLong;
        private long audioInput;
        private long output;
        private long reasoning;
        private long audioOutput;
        private boolean estimated;

        private Builder() {}

        /**
         * Sets {@link Usage#input()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder input(long tokens) {
            input = checked("input", tokens);
            return this;
        }

        /**
         * Sets {@link Usage#cacheRead()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder cacheRead(long tokens) {
            cacheRead = checked("cacheRead", tokens);
            return this;
        }

        /**
         * Sets {@link Usage#cacheWrite()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder cacheWrite(long tokens) {
            cacheWrite = checked("cacheWrite", tokens);
            return this;
        }

        /**
         * Sets {@link Usage#cacheWriteLong()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder cacheWriteLong(long tokens) {
            cacheWriteLong = checked("cacheWriteLong", tokens);
            return this;
        }

        /**
         * Sets {@link Usage#audioInput()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder audioInput(long tokens) {
            audioInput = checked("audioInput", tokens);
            return this;
        }

        /**
         * Sets {@link Usage#output()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder output(long tokens) {
            output = checked("output", tokens);
            return this;
        }

        /**
         * Sets {@link Usage#reasoning()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder reasoning(long tokens) {
            reasoning = checked("reasoning", tokens);
            return this;
        }

        /**
         * Sets {@link Usage#audioOutput()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder audioOutput(long tokens) {
            audioOutput = checked("audioOutput", tokens);
            return this;
        }

        /**
         * Marks the figures as an estimate.
         *
         * @param value true for an estimate
         * @return this
         */
        public Builder estimated(boolean value) {
            estimated = value;
            return this;
        }

        /**
         * The usage.
         *
         * @return an immutable value
         */
        public Usage build() {
            return new Usage(this);
        }

        private static long checked(String bucket, long tokens) {
            if (tokens < 0) {
                throw new IllegalArgumentException("usage." + bucket + " is " + tokens + ": it cannot be negative");
            }
            return tokens;
        }
    }
}
