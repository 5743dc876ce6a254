package io.llmgateway.core.statistics;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Explanation;
import java.util.List;

/** What is written down of one call. */
public interface CallRecord {
    /**
     * The attempts that have ended.
     *
     * @return in the order they ended
     */
    List<Attempt> attempts();

    /**
     * What has happened so far.
     *
     * @return step by step
     */
    Explanation explanation();
}
