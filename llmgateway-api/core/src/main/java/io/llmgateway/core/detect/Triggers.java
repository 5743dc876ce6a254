package io.llmgateway.core.detect;

import java.util.Set;

/**
 * Where a spotter is asked: each place once for each reason.
 *
 * @param digits at tokens with a digit in them
 * @param marks at these chars of ASCII that are neither letters nor digits; {@code at} is then a place, not a token
 * @param words at these tokens, in small letters
 * @param prefixes at tokens that begin so, in this case; two chars or more, of which others than the first two may go unread
 */
record Triggers(boolean digits, String marks, Set<String> words, Set<String> prefixes) {
    /** Tokens with a digit in them. */
    static final Triggers DIGITS = new Triggers(true, "", Set.of(), Set.of());

    static Triggers marks(String marks) {
        return new Triggers(false, marks, Set.of(), Set.of());
    }

    static Triggers words(Set<String> words) {
        return new Triggers(false, "", words, Set.of());
    }

    static Triggers prefixes(Set<String> prefixes) {
        return new Triggers(false, "", Set.of(), prefixes);
    }
}
