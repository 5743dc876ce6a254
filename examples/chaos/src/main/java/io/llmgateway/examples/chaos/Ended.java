package io.llmgateway.examples.chaos;

import io.llmgateway.chat.Attempt;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.LlmException;
import io.llmgateway.error.StreamBrokenException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param number which call
 * @param text what was read; of a failed call what was read before
 * @param error why it failed, or null
 * @param attempts whom it asked
 * @param took from start to end
 */
record Ended(int number, String text, @Nullable LlmException error, List<Attempt> attempts, Duration took) {
    boolean answered() {
        return error == null;
    }

    /** Its beginning had been read, and nobody went on. */
    boolean broken() {
        return error instanceof StreamBrokenException;
    }

    /** Nobody else was to be asked. */
    boolean callersFault() {
        Failure last =
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).failure();
        return error != null && last != null && last.kind() == FailureClass.CALLER_FAULT;
    }

    String outcome() {
        if (error == null) {
            return "answered";
        }
        return broken()
                ? "broken after its beginning"
                : callersFault() ? "the caller's fault" : error.getClass().getSimpleName();
    }

    /** Nothing of the text lost, repeated or changed, as far as it came. */
    boolean faithful() {
        String whole = Faults.text(number);
        return answered() ? text.equals(whole) : whole.startsWith(text);
    }

    /** What it took beyond the attempt that answered. */
    Duration added() {
        return took.minus(attempts.get(attempts.size() - 1).latency());
    }
}
