package io.llmgateway.core.detect;

import org.jspecify.annotations.Nullable;

/**
 * A text in which letters and digits that look like those of ASCII are theirs, and characters that cannot be seen are gone.
 *
 * @param chars the folded text
 * @param origin for each of its chars, and for its end, where it stands in the original; null where nothing has changed
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one look at a text, and is never compared
record Folding(char[] chars, int @Nullable [] origin) {
    static Folding of(String text) {
        char[] chars = text.toCharArray();
        return new Folding(chars, null);
    }
}
