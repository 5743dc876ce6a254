package io.llmgateway.core.recall;

import org.jspecify.annotations.Nullable;

/** Those an answer is for: they say whether it is remembered, once it is there. Thread-safe. */
interface Audience {
    /** The question of one who wants the answer remembered; null where nobody does. */
    @Nullable
    Question wish();

    /** Whether a guard of one of them has blocked it. */
    boolean blocked();
}
