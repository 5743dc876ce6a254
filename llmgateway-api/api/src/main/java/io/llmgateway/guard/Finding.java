package io.llmgateway.guard;

import java.util.Objects;

/**
 * Something found in a text. Holds no part of the text.
 *
 * @param type what it is
 * @param start where it begins, in chars of the text
 * @param end where it ends, exclusive
 * @param score how sure that is, above 0 and at most 1; from 0.9 where a check digit or an unmistakable form proves it
 * @param rule what found it, such as {@code luhn} or {@code de-tax-id}
 */
public record Finding(EntityType type, int start, int end, double score, String rule) {
    public Finding {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(rule, "rule");
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a finding from " + start + " to " + end + " is no part of a text");
        }
        if (!(score > 0 && score <= 1)) {
            throw new IllegalArgumentException("the score " + score + " must be above 0 and at most 1");
        }
    }

    /**
     * How long it is.
     *
     * @return chars
     */
    public int length() {
        return end - start;
    }

    /**
     * The part of the text.
     *
     * @param text the text it was found in
     * @return what was found
     */
    public String of(String text) {
        return text.substring(start, end);
    }
}
