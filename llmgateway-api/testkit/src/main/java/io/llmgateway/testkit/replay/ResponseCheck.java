package io.llmgateway.testkit.replay;

import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.FinishReason;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.StreamBrokenException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Holds the end of one call against {@code expect.json}. For one recording. */
final class ResponseCheck {
    private final JsonNode expected;
    private final List<String> differences = new ArrayList<>(0);

    private ResponseCheck(JsonNode expected) {
        this.expected = expected;
    }

    /** What is not as expected; empty if all is. */
    static List<String> differences(JsonNode expected, Ended ended) {
        ResponseCheck check = new ResponseCheck(expected);
        if (ended instanceof Ended.Crashed crashed) {
            check.differences.add(crashed.how());
        } else if (ended instanceof Ended.Failed failed) {
            check.failed(failed.error());
        } else if (ended instanceof Ended.Answered answered) {
            check.answered(answered);
        }
        return check.differences;
    }

    private void answered(Ended.Answered answered) {
        if (!failureExpected().isEmpty()) {
            differences.add("an answer came, but a failure of class " + failureExpected() + " was expected");
        } else if (answered.response() instanceof EmbeddingResponse embedded) {
            embeddings(embedded);
        } else if (answered.response() instanceof ChatResponse chat) {
            differences.addAll(AnswerCheck.content(expected, chat));
            finish(chat.finishReason());
            differences.addAll(AnswerCheck.usage(expected.path("usage"), chat.usage()));
        }
    }

    private String failureExpected() {
        JsonNode error = expected.has("error") ? expected.path("error") : expected.path("stream_error");
        return error.path("class").asString("");
    }

    private void failed(LlmException error) {
        Optional<FailureClass> kind = Failures.kind(error);
        String wanted = failureExpected();
        if (!wanted.isEmpty()) {
            if (kind.isEmpty() || kind.get() != Failures.named(wanted)) {
                differences.add(
                        "failure: expected " + Failures.named(wanted) + " (" + wanted + "), got " + told(error));
            }
            beforeOrAfterContent(error);
        } else if (!(cut() && endsWhereCut(error))
                && !(blocked() && kind.equals(Optional.of(FailureClass.CONTENT_FILTERED)))) {
            differences.add("failed: " + told(error));
        }
    }

    private void beforeOrAfterContent(LlmException error) {
        if (error instanceof StreamBrokenException broken) {
            if (nothingExpected()) {
                differences.add("failure: expected before any content, but it came after some");
            } else {
                differences.addAll(AnswerCheck.content(expected, broken.partial()));
            }
        } else if (!nothingExpected()) {
            differences.add("failure: expected after some content, but it came before any");
        }
    }

    // A recording that ends without a finish reason was cut, or is of an answer that lacks one. The library may say so.
    private boolean cut() {
        return expected.path("finish").isMissingNode()
                || (expected.path("finish").isNull()
                        && expected.path("finish_raw").asString("").isEmpty());
    }

    private boolean endsWhereCut(LlmException error) {
        if (error instanceof StreamBrokenException broken) {
            differences.addAll(AnswerCheck.content(expected, broken.partial()));
            return true;
        }
        return nothingExpected() && Failures.kind(error).isPresent();
    }

    // a blocked prompt may end as an empty answer with that finish reason, or as a failure
    private boolean blocked() {
        return nothingExpected() && expected.path("finish").asString("").equals("content_filter");
    }

    private boolean nothingExpected() {
        return expected.path("text").asString("").isEmpty()
                && expected.path("reasoning").asString("").isEmpty()
                && expected.path("tool_calls").isEmpty();
    }

    private void finish(FinishReason got) {
        JsonNode wanted = expected.path("finish");
        if (wanted.isString() && !wanted.asString().equals(got.value())) {
            differences.add("finish: expected " + wanted.asString() + " ("
                    + expected.path("finish_raw").asString("") + "), got " + got);
        }
    }

    private void embeddings(EmbeddingResponse got) {
        int vectors = expected.path("vectors").asInt(0);
        if (got.embeddings().size() != vectors) {
            differences.add(
                    "vectors: expected " + vectors + ", got " + got.embeddings().size());
        }
        int dimensions = expected.path("dim").asInt(0);
        got.embeddings().stream()
                .filter(vector -> vector.dimensions() != dimensions)
                .findFirst()
                .ifPresent(vector ->
                        differences.add("dimensions: expected " + dimensions + ", got " + vector.dimensions()));
        differences.addAll(AnswerCheck.usage(expected.path("usage"), got.usage()));
    }

    private static String told(LlmException error) {
        return error.getClass().getSimpleName() + ": " + error.getMessage();
    }
}
