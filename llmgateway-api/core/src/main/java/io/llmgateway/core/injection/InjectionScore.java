package io.llmgateway.core.injection;

import java.util.List;
import java.util.Objects;

/**
 * How much a text reads like an injection.
 *
 * @param score from 0 to 1
 * @param rules the families of rules that say so, the strongest first; never a part of the text
 */
public record InjectionScore(double score, List<String> rules) {
    /** Nothing was found. */
    public static final InjectionScore NONE = new InjectionScore(0, List.of());

    public InjectionScore {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("the score " + score + " must be from 0 to 1");
        }
        rules = List.copyOf(Objects.requireNonNull(rules, "rules"));
    }
}
