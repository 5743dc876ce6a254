package io.llmgateway.core.guard;

import io.llmgateway.guard.Passage;
import io.llmgateway.guard.Verdict;
import io.llmgateway.spi.Guard;

/** A guard that judges the texts of a request together too, once, when it has let each of them pass. */
interface Gathering extends Guard {
    /**
     * Judges a request.
     *
     * @param passage has no text of its own, but the request; asks models
     * @return a verdict that changes nothing
     */
    Verdict judgeAll(Passage passage);
}
