package io.llmgateway.providers.openai;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.Redaction;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Understands errors in all the shapes that vendors of the dialect send. */
final class OpenAiFailures {
    private static final Redaction REDACTION = Redaction.of(List.of());

    private OpenAiFailures() {}

    /** A failure told by an HTTP answer. */
    static Failure of(HttpFailure failure) {
        return failure.as(failure.byStatus(), null, null);
    }

    /**
     * A failure told inside an answer with status 200.
     *
     * @param error the object or text that stands under {@code error}, or the whole object where it stands alone
     */
    static Failure inAnswer(JsonNode error) {
        return Failure.of(FailureClass.TRANSIENT, REDACTION.apply(error.toString()));
    }
}
