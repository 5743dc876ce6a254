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
    private final long imageInput;
    private final long output;
    private final long reasoning;
    private final long audioOutput;
    private final long imageOutput;
    private final boolean estimated;

    private Usage(Builder b) {
        input = b.input;
        cacheRead = b.cacheRead;
        cacheWrite = b.cacheWrite;
        cacheWriteLong = b.cacheWriteLong;
        audioInput = b.audioInput;
        imageInput = b.imageInput;
        output = b.output;
        reasoning = b.reasoning;
        audioOutput = b.audioOutput;
        imageOutput = b.imageOutput;
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
     * Prompt tokens that came neither from nor went into a cache, without sound and
     * pictures that are counted apart.
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
     * Prompt tokens of pictures, where the vendor counts them apart from text because they have a price of their own.
     *
     * @return tokens
     */
    public long imageInput() {
        return imageInput;
    }

    /**
     * Generated tokens, without reasoning, sound and pictures.
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
     * Generated tokens of pictures.
     *
     * @return tokens
     */
    public long imageOutput() {
        return imageOutput;
    }

    /**
     * The tokens of one bucket.
     *
     * @param bucket the bucket
     * @return tokens; 0 for {@link Bucket#REQUEST}, which counts no tokens
     */
    public long tokens(Bucket bucket) {
        return switch (bucket) {
            case INPUT -> input;
            case CACHE_READ -> cacheRead;
            case CACHE_WRITE -> cacheWrite;
            case CACHE_WRITE_LONG -> cacheWriteLong;
            case AUDIO_INPUT -> audioInput;
            case IMAGE_INPUT -> imageInput;
            case OUTPUT -> output;
            case REASONING -> reasoning;
            case AUDIO_OUTPUT -> audioOutput;
            case IMAGE_OUTPUT -> imageOutput;
            case REQUEST -> 0;
        };
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
        return input + cacheRead + cacheWrite + cacheWriteLong + audioInput + imageInput;
    }

    /**
     * All generated tokens.
     *
     * @return tokens
     */
    public long totalOutput() {
        return output + reasoning + audioOutput + imageOutput;
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
                .imageInput(imageInput + other.imageInput)
                .output(output + other.output)
                .reasoning(reasoning + other.reasoning)
                .audioOutput(audioOutput + other.audioOutput)
                .imageOutput(imageOutput + other.imageOutput)
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
                && imageInput == u.imageInput
                && output == u.output
                && reasoning == u.reasoning
                && audioOutput == u.audioOutput
                && imageOutput == u.imageOutput
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
        detail(out, imageInput, " image");
        out.append(", ").append(totalOutput()).append(" out");
        detail(out, reasoning, " reasoning");
        detail(out, audioOutput, " audio");
        detail(out, imageOutput, " image");
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
        private long imageInput;
        private long output;
        private long reasoning;
        private long audioOutput;
        private long imageOutput;
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
         * Sets {@link Usage#imageInput()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder imageInput(long tokens) {
            imageInput = checked("imageInput", tokens);
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
         * Sets {@link Usage#imageOutput()}.
         *
         * @param tokens 0 or more
         * @return this
         */
        public Builder imageOutput(long tokens) {
            imageOutput = checked("imageOutput", tokens);
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
