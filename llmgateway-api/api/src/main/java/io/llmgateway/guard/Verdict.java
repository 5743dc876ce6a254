package io.llmgateway.guard;

import java.util.Objects;

/** What a guard says of a text. */
public sealed interface Verdict {
    /**
     * Nothing is wrong.
     *
     * @return the verdict
     */
    static Verdict pass() {
        return Pass.INSTANCE;
    }

    /**
     * The call goes on, and listeners and {@code explain()} are told.
     *
     * @param rule what was found, in a word or two; never the text
     * @param score how sure the guard is, from 0 to 1
     * @return the verdict
     */
    static Verdict flag(String rule, double score) {
        return new Flag(rule, score);
    }

    /**
     * The call goes no further.
     *
     * @param rule what was found, in a word or two; never the text
     * @param score how sure the guard is, from 0 to 1
     * @return the verdict
     */
    static Verdict block(String rule, double score) {
        return new Block(rule, score);
    }

    /**
     * Another text takes the place of this one.
     *
     * @param rule what was found, in a word or two; never the text
     * @param text the other text
     * @return the verdict
     */
    static Verdict rewrite(String rule, String text) {
        return new Rewrite(rule, text);
    }

    /**
     * Another model is to answer. Of an answer, it counts as {@link #block}.
     *
     * @param rule what was found, in a word or two; never the text
     * @param model an alias or {@code provider/model}
     * @return the verdict
     */
    static Verdict reroute(String rule, String model) {
        return new Reroute(rule, model);
    }

    /** Nothing is wrong. */
    record Pass() implements Verdict {
        private static final Pass INSTANCE = new Pass();
    }

    /**
     * Listeners are told.
     *
     * @param rule what was found
     * @param score from 0 to 1
     */
    record Flag(String rule, double score) implements Verdict {
        public Flag {
            check(rule, score);
        }
    }

    /**
     * The call goes no further.
     *
     * @param rule what was found
     * @param score from 0 to 1
     */
    record Block(String rule, double score) implements Verdict {
        public Block {
            check(rule, score);
        }
    }

    /**
     * Another text takes its place.
     *
     * @param rule what was found
     * @param text the other text
     */
    record Rewrite(String rule, String text) implements Verdict {
        public Rewrite {
            check(rule, 1);
            Objects.requireNonNull(text, "text");
        }

        @Override
        public String toString() {
            return "Rewrite[" + rule + "]";
        }
    }

    /**
     * Another model is to answer.
     *
     * @param rule what was found
     * @param model an alias or {@code provider/model}
     */
    record Reroute(String rule, String model) implements Verdict {
        public Reroute {
            check(rule, 1);
            Objects.requireNonNull(model, "model");
        }
    }

    private static void check(String rule, double score) {
        Objects.requireNonNull(rule, "rule");
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("the score " + score + " must be from 0 to 1");
        }
    }
}
