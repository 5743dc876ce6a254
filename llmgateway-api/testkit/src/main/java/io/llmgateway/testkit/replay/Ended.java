package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ModelResponse;
import io.llmgateway.error.LlmException;

/** How a played-back call ended. */
sealed interface Ended {
    /** With an answer. */
    record Answered(ModelResponse response) implements Ended {}

    /** With a failure the library tells about. */
    record Failed(LlmException error) implements Ended {}

    /** In a way no call may end: another exception, or not at all. */
    record Crashed(String how) implements Ended {}
}
